"""Demands begun and put aside: the form's answers as they stand, right or not."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cdo_share.core.errors import Conflict, NotFound
from cdo_share.core.i18n import N_
from cdo_share.demands.models import DemandDraft
from cdo_share.rounds.queries import get_period

MOST_DRAFTS = 20  # of one member in one period
MOST_ANSWERS = 100
MOST_CHARACTERS = 300  # of one answer


def put_aside(
    session: Session,
    *,
    groupement_id: int,
    member_id: int,
    period_id: int,
    answers: Mapping[str, str],
    now: datetime,
) -> DemandDraft:
    """Keep the answers of a form, whatever they are worth.

    Raises NotFound for a period of another groupement, Conflict when a member keeps too many.
    """
    period = get_period(session, groupement_id, period_id)
    mine = (DemandDraft.member_id == member_id, DemandDraft.period_id == period.id)
    if (session.scalar(select(func.count()).where(*mine)) or 0) >= MOST_DRAFTS:
        raise Conflict(
            N_("You have %(most)s demands put aside: send or drop one first."), most=MOST_DRAFTS
        )
    draft = DemandDraft(
        groupement_id=groupement_id,
        period_id=period.id,
        member_id=member_id,
        answers=_bounded(answers),
        created_at=now,
        updated_at=now,
    )
    session.add(draft)
    session.flush()
    return draft


def keep_draft(draft: DemandDraft, answers: Mapping[str, str], now: datetime) -> None:
    """Put a draft that was opened aside again, with the answers of now."""
    draft.answers = _bounded(answers)
    draft.updated_at = now


def list_drafts(
    session: Session, groupement_id: int, member_id: int, period_id: int
) -> list[DemandDraft]:
    """Return what a member put aside in a period, the newest first."""
    statement = (
        select(DemandDraft)
        .where(
            DemandDraft.groupement_id == groupement_id,
            DemandDraft.member_id == member_id,
            DemandDraft.period_id == period_id,
        )
        .order_by(DemandDraft.updated_at.desc(), DemandDraft.id.desc())
    )
    return list(session.scalars(statement))


def get_draft(session: Session, groupement_id: int, member_id: int, draft_id: int) -> DemandDraft:
    """Return a draft of the member; raises NotFound, also for one sent or dropped meanwhile."""
    statement = select(DemandDraft).where(
        DemandDraft.id == draft_id,
        DemandDraft.groupement_id == groupement_id,
        DemandDraft.member_id == member_id,
    )
    draft = session.scalar(statement)
    if draft is None:
        raise NotFound(N_("This demand is no longer put aside: it was sent or dropped."))
    return draft


def drop_draft(session: Session, draft: DemandDraft) -> None:
    """Forget a draft, because it was sent or is not wanted any more."""
    session.delete(draft)
    session.flush()


def _bounded(answers: Mapping[str, str]) -> dict[str, str]:
    """A form of ours has fewer and shorter answers; whoever sends more is no member."""
    kept = list(answers.items())[:MOST_ANSWERS]
    return {name[:MOST_CHARACTERS]: value[:MOST_CHARACTERS] for name, value in kept}
