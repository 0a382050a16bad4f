"""A plan that a coordinator arranged: nothing is searched, the judge accepts and prices it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from cdo_share.core.audit import record_act
from cdo_share.core.errors import Conflict
from cdo_share.core.i18n import N_
from cdo_share.planning.models import Plan, Run, RunKind, RunState
from cdo_share.planning.queries import get_instance, get_plan, planned_visits
from cdo_share.planning.question import Question, open_for_hand, write_question
from cdo_share.planning.results import Judged, Proof, name_demand, store_plan
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
    report = check(instance, answer)
    if not report["feasible"]:
        raise Conflict(N_("This arrangement breaks a rule, so it cannot be kept as a plan."))
    run = _run_by_hand(basis, instance, name=name, person_id=person_id, now=now)
    run.put_away_at = now if is_trial else None
    session.add(run)
    session.flush()
    write_question(session, run.id, Question(basis_plan_id=basis.id))
    judged = Judged(
        report=report,
        answer=answer,
        proof=_proof(basis, report) if instance == stored else NOTHING_PROVEN,
        unmet=[name_demand(entry) for entry in unmet],
    )
    plan = store_plan(session, run, judged, planned_visits(basis), now)
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


def _run_by_hand(
    basis: Plan, instance: Mapping[str, Any], *, name: str, person_id: int, now: datetime
) -> Run:
    return Run(
        groupement_id=basis.groupement_id,
        period_id=basis.period_id,
        requested_by_id=person_id,
        kind=RunKind.BY_HAND,
        name=name or None,
        state=RunState.DONE,
        time_limit_seconds=1,
        seed=basis.run.seed,
        fairness=basis.run.fairness,
        instance=dict(instance),
        versions=basis.run.versions,
        queued_at=now,
        sent_at=now,
        started_at=now,
        finished_at=now,
    )


def _proof(basis: Plan, report: Mapping[str, Any]) -> Proof:
    """Return what the bound of the basis says of this plan: both answer the same question."""
    room = report["cost_of_serving_nobody"] - basis.bound
    gap = max(0.0, (report["cost"] - basis.bound) / room) if room > 0 else 0.0
    return Proof(basis.bound, basis.bound_kind, gap, basis.statistics.get("limit_slots"))
