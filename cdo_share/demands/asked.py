"""Who has answered a round, and whom it can still be written to: members and CDOs by number.

`answers` tells it name by name; this is what one statement tells of everybody.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Boolean, Integer, Select, and_, cast, null, or_, select, union_all
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Invitation, Person, Role, RoleKind
from cdo_share.core.outbox import OutboxMail
from cdo_share.rounds.models import CdoAnswer, MemberAnswer, Reminder

# For each member or CDO with somebody to write to, whether one of them was not reminded yet.
Reachable = Mapping[tuple[RoleKind, int], bool]
_Rows = Select[int | None, int | None, bool | None]

NOBODY = cast(null(), Integer)
ANSWERED = cast(null(), Boolean)


@dataclass(frozen=True, slots=True)
class Asked:
    """The numbers of those who answered a round (a demand alone is not told here), and whom a
    reminder reaches: who is missing there has nobody to write to."""

    members: frozenset[int]
    engagements: frozenset[int]
    reachable: Reachable


def list_asked(session: Session, groupement_id: int, period_id: int) -> Asked:
    """Return who has answered a period, and whom a reminder can reach, in one statement."""
    members, engagements = set[int](), set[int]()
    reachable: dict[tuple[RoleKind, int], bool] = {}
    whose = groupement_id, period_id
    rows = session.execute(union_all(*_answers(*whose), _people(*whose), _invited(*whose)))
    for member_id, engagement_id, is_unasked in rows:
        kind = RoleKind.CDO if member_id is None else RoleKind.MEMBER
        subject = kind, member_id or engagement_id or 0
        if is_unasked is None:
            (members if kind is RoleKind.MEMBER else engagements).add(subject[1])
        else:
            reachable[subject] = reachable.get(subject, False) or bool(is_unasked)
    return Asked(frozenset(members), frozenset(engagements), reachable)


def _answers(groupement_id: int, period_id: int) -> tuple[_Rows, _Rows]:
    members = select(MemberAnswer.member_id, NOBODY, ANSWERED).where(
        MemberAnswer.groupement_id == groupement_id, MemberAnswer.period_id == period_id
    )
    engagements = select(NOBODY, CdoAnswer.engagement_id, ANSWERED).where(
        CdoAnswer.groupement_id == groupement_id, CdoAnswer.period_id == period_id
    )
    return members, engagements


def _people(groupement_id: int, period_id: int) -> _Rows:
    of_round = and_(Reminder.person_id == Role.person_id, Reminder.period_id == period_id)
    return (
        select(Role.member_id, Role.engagement_id, Reminder.person_id.is_(None))
        .join(Person, Person.id == Role.person_id)
        .outerjoin(Reminder, of_round)
        .where(Role.groupement_id == groupement_id, Person.is_active)
        .where(or_(Role.member_id.is_not(None), Role.engagement_id.is_not(None)))
    )


def _invited(groupement_id: int, period_id: int) -> _Rows:
    """Return the invitations that wait; who was reminded is known by the mail only."""
    reminded = (
        select(OutboxMail.id)
        .where(OutboxMail.groupement_id == groupement_id, OutboxMail.recipient == Invitation.email)
        .where(OutboxMail.dedupe_key.startswith(f"reminder-{period_id}-", autoescape=True))
        .exists()
    )
    return select(Invitation.member_id, Invitation.engagement_id, ~reminded).where(
        Invitation.groupement_id == groupement_id,
        Invitation.accepted_at.is_(None),
        or_(Invitation.member_id.is_not(None), Invitation.engagement_id.is_not(None)),
    )
