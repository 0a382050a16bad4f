"""When the data were read that a plan answers: what was said later, it did not know."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.planning.models import Plan, Run, RunKind, RunQuestion

MOST_STEPS = 20  # of plans by hand upon plans by hand


def data_read_at(session: Session, plan_id: int) -> datetime:
    """Return when the search of a plan read its question.

    A plan arranged by hand, and a run that repeats another, answer the question of what they come
    from. Plans published anew are as old as they were.
    """
    wanted = Run.id == select(Plan.run_id).where(Plan.id == plan_id).scalar_subquery()
    for _ in range(MOST_STEPS):
        statement = (
            select(
                Run.kind,
                Run.started_at,
                Run.queued_at,
                RunQuestion.basis_plan_id,
                RunQuestion.repeats_run_id,
            )
            .outerjoin(RunQuestion, RunQuestion.run_id == Run.id)
            .where(wanted)
        )
        kind, started_at, queued_at, basis_id, repeats_id = session.execute(statement).one()
        if repeats_id is not None:
            wanted = Run.id == repeats_id
        elif kind is RunKind.BY_HAND and basis_id is not None:
            wanted = Run.id == select(Plan.run_id).where(Plan.id == basis_id).scalar_subquery()
        else:
            break
    read_at: datetime = started_at or queued_at
    return read_at
