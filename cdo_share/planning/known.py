"""When the data were read that a plan answers: what was said later, it did not know."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import CTE, ColumnElement, ScalarSelect, Text, and_, case, cast, func, or_, select
from sqlalchemy.orm import Session

from cdo_share.planning.models import Plan, Run, RunKind, RunQuestion

_NO_WISH = "{}"  # as `RunQuestion.wish` is stored


@dataclass(frozen=True, slots=True)
class Known:
    """When a plan's question was read, and what it says of the demands that it leaves unmet."""

    read_at: datetime
    unmet: Sequence[dict[str, Any]]


def read_known(session: Session, plan: int | ScalarSelect[int]) -> Known | None:
    """Return what a plan, by its number, knew, with one statement; None where there is no plan.

    A plan arranged by hand, and a run that repeats another, answer the question of what they come
    from. So does a repair that keeps to what is hit, for it serves nobody who asks since. Plans
    published anew are as old as they were.
    """
    chain = _chain(plan)
    statement = (
        select(chain.c.read_at, Plan.unmet)
        .join(Plan, Plan.id == chain.c.plan_id)
        .where(chain.c.from_run_id.is_(None))
    )
    row = session.execute(statement).one_or_none()
    return None if row is None else Known(row.read_at, row.unmet or ())


def _chain(plan: int | ScalarSelect[int]) -> CTE:
    """Return the run of a plan and those that it comes from; the last comes from no other."""
    told = (
        _comes_from().label("from_run_id"),
        func.coalesce(Run.started_at, Run.queued_at).label("read_at"),
    )
    first = (
        select(Plan.id.label("plan_id"), *told)
        .join(Run, Run.id == Plan.run_id)
        .outerjoin(RunQuestion, RunQuestion.run_id == Run.id)
        .where(Plan.id == plan)
    )
    chain = first.cte("chain", recursive=True)
    step = (
        select(chain.c.plan_id, *told)
        .join(Run, Run.id == chain.c.from_run_id)
        .outerjoin(RunQuestion, RunQuestion.run_id == Run.id)
    )
    return chain.union_all(step)


def _comes_from() -> ColumnElement[int | None]:
    """Return the run whose question a run answers; NULL where it is its own."""
    keeps_to_hit = and_(Run.kind == RunKind.REPAIR, cast(RunQuestion.wish, Text) == _NO_WISH)
    basis = Plan.__table__.alias("basis")
    run_of_basis = (
        select(basis.c.run_id).where(basis.c.id == RunQuestion.basis_plan_id).scalar_subquery()
    )
    return case(
        (RunQuestion.repeats_run_id.is_not(None), RunQuestion.repeats_run_id),
        (or_(Run.kind == RunKind.BY_HAND, keeps_to_hit), run_of_basis),
    )
