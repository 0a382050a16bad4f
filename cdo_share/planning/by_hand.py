"""A plan that a coordinator arranged: nothing is searched, the judge accepts and prices it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from cdo_share.core.audit import record_act
from cdo_share.planning.arranged import Arranged, keep_arranged
from cdo_share.planning.instance_parts import solved_visit
from cdo_share.planning.models import Plan, Run, RunKind, RunQuestion
from cdo_share.planning.queries import get_instance, get_plan, planned_visits
from cdo_share.planning.question import open_for_hand, question_about
from cdo_share.planning.results import Proof, name_demand
from solver.check import check

# Without what its basis had to keep, a plan may be cheaper than the bound of the basis.
NOTHING_PROVEN = Proof(bound=0, kind="trivial", gap=1.0)


def keep_by_hand(  # noqa: PLR0913 (who keeps what, of what, under which name)
    session: Session,
    *,
    groupement_id: int,
    basis_plan_id: int,
    answer: Mapping[str, Any],
    unmet: Sequence[Mapping[str, Any]],
    name: str,
    person_id: int,
    is_trial: bool = False,
    now: datetime,
) -> Plan:
    """Store visits arranged by hand as a plan of their own, judged by the question of the basis.

    A trial is not in the list of allocations. `answer` is in the format `cdo-timeshare-plan/1`,
    `unmet` as `solver.explain` tells it. Raises NotFound, and Conflict when the visits break a
    rule: no such plan is ever kept.
    """
    basis = get_plan(session, groupement_id, basis_plan_id)
    stored = get_instance(session, groupement_id, basis.run_id)
    instance = open_for_hand(stored, answer["visits"])
    arranged = Arranged(
        kind=RunKind.BY_HAND,
        instance=instance,
        answer=answer,
        question=question_about(session, basis),
        published=planned_visits(basis),
        proof=_proof(basis, check(instance, answer)) if instance == stored else NOTHING_PROVEN,
        name=name,
        unmet=[name_demand(entry) for entry in unmet],
    )
    plan = keep_arranged(session, basis=basis, arranged=arranged, person_id=person_id, now=now)
    session.get_one(Run, plan.run_id).put_away_at = now if is_trial else None
    record_act(
        session,
        at=now,
        groupement_id=groupement_id,
        person_id=person_id,
        action="keep_by_hand",
        thing=("plan", plan.id),
        basis_plan_id=basis.id,
    )
    return plan


def find_by_hand(session: Session, *, basis_plan_id: int, answer: Mapping[str, Any]) -> Plan | None:
    """Return a plan that was kept by hand from a basis with these very visits, the newest first."""
    wanted = {solved_visit(visit) for visit in answer["visits"]}
    statement = (
        select(Plan)
        .join(Run, Run.id == Plan.run_id)
        .join(RunQuestion, RunQuestion.run_id == Run.id)
        .where(Run.kind == RunKind.BY_HAND, RunQuestion.basis_plan_id == basis_plan_id)
        .order_by(Plan.id.desc())
        .options(selectinload(Plan.visits), joinedload(Plan.run))
    )
    plans = session.scalars(statement)
    return next((p for p in plans if {v.place for v in planned_visits(p)} == wanted), None)


def _proof(basis: Plan, report: Mapping[str, Any]) -> Proof:
    """Return what the bound of the basis says of this plan: both answer the same question."""
    room = report["cost_of_serving_nobody"] - basis.bound
    gap = max(0.0, (report["cost"] - basis.bound) / room) if room > 0 else 0.0
    return Proof(basis.bound, basis.bound_kind, gap, basis.statistics.get("limit_slots"))
