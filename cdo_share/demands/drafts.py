"""Demands begun and put aside: the form's answers as they stand, right or not."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cdo_share.core.errors import Conflict, Fault, InvalidInput, NotFound
from cdo_share.core.i18n import N_
from cdo_share.demands.models import DemandDraft
from cdo_share.rounds.locks import hold_member
from cdo_share.rounds.queries import get_period

MOST_DRAFTS = 20  # of one member in one period
MOST_ANSWERS = 100
MOST_CHARACTERS = 300  # of one answer


def put_aside(  # noqa: PLR0913 - whose, when, what, and which sending of a form it is
    session: Session,
    *,
    groupement_id: int,
    member_id: int,
    period_id: int,
    answers: Mapping[str, str],
    now: datetime,
    once_key: str | None = None,
) -> DemandDraft:
    """Keep the answers of a form, whatever they are worth.

    Sent again with the same `once_key`, it is the draft of the first time that is returned.
    Raises NotFound for a period of another groupement, InvalidInput when a member keeps too many.
    """
    period = get_period(session, groupement_id, period_id)
    hold_member(session, member_id)
    kept = _find_kept(session, member_id, once_key)
    if kept is not None:
        return kept
    _refuse_too_many(session, member_id, period_id)
    draft = DemandDraft(
        groupement_id=groupement_id,
        period_id=period.id,
        member_id=member_id,
        answers=_bounded(answers),
        once_key=once_key,
        created_at=now,
        updated_at=now,
    )
    session.add(draft)
    session.flush()
    return draft


def _find_kept(session: Session, member_id: int, once_key: str | None) -> DemandDraft | None:
    if once_key is None:
        return None
    statement = select(DemandDraft).where(
        DemandDraft.member_id == member_id, DemandDraft.once_key == once_key
    )
    return session.scalar(statement)


def _refuse_too_many(session: Session, member_id: int, period_id: int) -> None:
    mine = (DemandDraft.member_id == member_id, DemandDraft.period_id == period_id)
    if (session.scalar(select(func.count()).where(*mine)) or 0) < MOST_DRAFTS:
        return
    sentence = N_(
        "You have %(most)s demands put aside: send this one now, or send or drop another first."
    )
    raise InvalidInput(Fault("put_aside", sentence, {"most": MOST_DRAFTS}))


def keep_draft(
    session: Session, draft: DemandDraft, answers: Mapping[str, str], *, version: int, now: datetime
) -> None:
    """Put a draft that was opened aside again, with the answers of now.

    Raises Conflict when `version` is not the present one, unless it says the same already.
    """
    if draft.answers == _bounded(answers):
        return
    refuse_other_version(draft, version)
    draft.answers = _bounded(answers)
    draft.updated_at = now
    session.flush()


def refuse_other_version(draft: DemandDraft, version: int) -> None:
    """Raise Conflict when a draft is no longer the one that was opened."""
    if draft.version != version:
        raise Conflict(
            N_("This demand was put aside once more, elsewhere, while you were writing.")
        )


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


def count_drafts(session: Session, groupement_id: int, period_id: int) -> int:
    """Return how many demands are put aside in a period, whosever they are."""
    mine = DemandDraft.groupement_id == groupement_id, DemandDraft.period_id == period_id
    return session.scalar(select(func.count()).where(*mine)) or 0


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


def hold_draft(session: Session, groupement_id: int, member_id: int, draft_id: int) -> DemandDraft:
    """Return a draft to write or send, after whoever else is doing that; raises NotFound."""
    hold_member(session, member_id)
    draft = get_draft(session, groupement_id, member_id, draft_id)
    session.refresh(draft)
    return draft


def drop_draft(session: Session, draft: DemandDraft) -> None:
    """Forget a draft, because it was sent or is not wanted any more."""
    session.delete(draft)
    session.flush()


def _bounded(answers: Mapping[str, str]) -> dict[str, str]:
    """A form of ours has fewer and shorter answers; whoever sends more is no member."""
    kept = list(answers.items())[:MOST_ANSWERS]
    return {name[:MOST_CHARACTERS]: value[:MOST_CHARACTERS] for name, value in kept}
