"""Who has answered a round: members who need nothing, CDOs whose availability is right."""

from dataclasses import dataclass

from sqlalchemy import literal, select, union_all
from sqlalchemy.orm import Session

from cdo_share.rounds.models import CdoAnswer, MemberAnswer


@dataclass(frozen=True, slots=True)
class Answered:
    """The numbers of the members and engagements who answered; a demand alone is not told here."""

    members: frozenset[int]
    engagements: frozenset[int]


def list_answered(session: Session, groupement_id: int, period_id: int) -> Answered:
    """Return who has answered a period, in one statement."""
    members = select(literal(True), MemberAnswer.member_id).where(
        MemberAnswer.groupement_id == groupement_id, MemberAnswer.period_id == period_id
    )
    engagements = select(literal(False), CdoAnswer.engagement_id).where(
        CdoAnswer.groupement_id == groupement_id, CdoAnswer.period_id == period_id
    )
    rows = session.execute(union_all(members, engagements)).all()
    return Answered(
        members=frozenset(number for is_member, number in rows if is_member),
        engagements=frozenset(number for is_member, number in rows if not is_member),
    )
