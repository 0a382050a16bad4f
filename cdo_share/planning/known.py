"""When the data were read that a plan answers: what was said later, it did not know."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.planning.models import Plan, Run, RunKind, RunQuestion

MOST_STEPS = 20  # of plans by hand upon plans by hand
_ABOUT = (
    select(
        Run.kind,
        Run.started_at,
        Run.queued_at,
        RunQuestion.basis_plan_id,
        RunQuestion.repeats_run_id,
        Plan.unmet,
    )
    .outerjoin(Plan, Plan.run_id == Run.id)
    .outerjoin(RunQuestion, RunQuestion.run_id == Run.id)
)


@dataclass(frozen=True, slots=True)
class Known:
    """When a plan's question was read, and what it says of the demands that it leaves unmet."""

    read_at: datetime
    unmet: Sequence[dict[str, Any]]


def read_known(session: Session, plan_id: int) -> Known:
    """Return what a plan knew, for most plans with one statement.

    A plan arranged by hand, and a run that repeats another, answer the question of what they come
    from. Plans published anew are as old as they were.
    """
    first = row = session.execute(_ABOUT.where(Plan.id == plan_id)).one()
    for _ in range(MOST_STEPS):
        if row.repeats_run_id is not None:
            row = session.execute(_ABOUT.where(Run.id == row.repeats_run_id)).one()
        elif row.kind is RunKind.BY_HAND and row.basis_plan_id is not None:
            row = session.execute(_ABOUT.where(Plan.id == row.basis_plan_id)).one()
        else:
            break
    return Known(row.started_at or row.queued_at, first.unmet or ())
