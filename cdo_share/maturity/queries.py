"""Reading assessments: a member's own, and what other firms of the same sector make together."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Member, Sector
from cdo_share.maturity.models import Assessment, AssessmentDraft
from cdo_share.maturity.scoring import medians


def list_latest(session: Session, groupement_id: int, member_id: int) -> list[Assessment]:
    """Return the newest assessment of a member and the one before it, the newest first."""
    statement = (
        select(Assessment)
        .where(Assessment.groupement_id == groupement_id, Assessment.member_id == member_id)
        .order_by(Assessment.taken_at.desc(), Assessment.id.desc())
        .limit(2)
    )
    return list(session.scalars(statement))


def find_latest(session: Session, groupement_id: int, member_id: int) -> Assessment | None:
    """Return the newest assessment of a member, if they took one."""
    return next(iter(list_latest(session, groupement_id, member_id)), None)


def find_draft(session: Session, groupement_id: int, member_id: int) -> AssessmentDraft | None:
    """Return the questionnaire that a member has begun, if there is one."""
    statement = select(AssessmentDraft).where(
        AssessmentDraft.groupement_id == groupement_id, AssessmentDraft.member_id == member_id
    )
    return session.scalar(statement)


def sector_medians(
    session: Session, sector: Sector, except_member_id: int
) -> dict[str, int] | None:
    """Return the median score per dimension of the other firms of a sector; None while too few.

    All groupements of the installation are read together; nothing but the medians leaves here.
    """
    newest = select(func.max(Assessment.id)).group_by(Assessment.member_id)
    statement = (
        select(Assessment.scores)
        .join(Member, Member.id == Assessment.member_id)
        .where(
            Member.sector == sector,
            Member.is_active,
            Member.id != except_member_id,
            Assessment.id.in_(newest),
        )
    )
    return medians(session.scalars(statement).all())
