"""“Nothing this time”: a member's answer to a round in which they ask for nothing.

A demand is an answer by itself; whoever states one takes this answer back.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from cdo_share.accounts.queries import get_member
from cdo_share.rounds.locks import hold_member, hold_open_round
from cdo_share.rounds.models import MemberAnswer


def say_nothing_needed(
    session: Session,
    *,
    groupement_id: int,
    member_id: int,
    period_id: int,
    person_id: int | None,
    now: datetime,
) -> MemberAnswer:
    """Store that a member needs nothing in a period; said twice, the first time stands.

    Raises NotFound for a member or period of another groupement, Conflict when the round is
    closed. That the member asks for nothing is the caller's to know: demands come later.
    """
    member = get_member(session, groupement_id, member_id)
    hold_member(session, member.id)
    period = hold_open_round(session, groupement_id, period_id)
    answer = find_answer(session, groupement_id, period.id, member.id)
    if answer is None:
        answer = MemberAnswer(
            groupement_id=groupement_id,
            period_id=period.id,
            member_id=member.id,
            answered_by_id=person_id,
            answered_at=now,
        )
        session.add(answer)
        session.flush()
    return answer


def take_back_answer(
    session: Session, *, groupement_id: int, member_id: int, period_id: int
) -> None:
    """Forget that a member needs nothing; without such an answer nothing happens."""
    session.execute(
        delete(MemberAnswer).where(
            MemberAnswer.groupement_id == groupement_id,
            MemberAnswer.period_id == period_id,
            MemberAnswer.member_id == member_id,
        )
    )


def find_answer(
    session: Session, groupement_id: int, period_id: int, member_id: int
) -> MemberAnswer | None:
    """Return a member's “nothing this time” in a round, if they said it."""
    statement = select(MemberAnswer).where(
        MemberAnswer.groupement_id == groupement_id,
        MemberAnswer.period_id == period_id,
        MemberAnswer.member_id == member_id,
    )
    return session.scalar(statement)


def list_answered_members(
    session: Session, groupement_id: int, period_id: int
) -> Mapping[int, datetime]:
    """Return the members who need nothing in a period, with the instant at which they said so."""
    statement = (
        select(MemberAnswer.member_id, MemberAnswer.answered_at)
        .where(MemberAnswer.groupement_id == groupement_id, MemberAnswer.period_id == period_id)
        .order_by(MemberAnswer.answered_at, MemberAnswer.member_id)
    )
    return {member_id: answered_at for member_id, answered_at in session.execute(statement)}
