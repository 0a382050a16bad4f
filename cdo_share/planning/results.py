"""What the worker stores of its run: the question before, the judged plan after."""

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from cdo_share.planning.failures import Failure, WrongAnswer
from cdo_share.planning.identities import PublishedVisit, assign
from cdo_share.planning.instance_parts import number_of, solved_visit
from cdo_share.planning.lease import DETAIL_LENGTH, ended, get_owned_run, write_owned
from cdo_share.planning.models import Plan, PlanVisit, Run, RunState
from cdo_share.planning.queries import list_remote_wishes
from cdo_share.planning.remote import choose_remote
from solver.check import check

FAULTS_TOLD = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the solver says it found; nothing of it is believed before `judge`.

    `plan` is in the format `cdo-timeshare-plan/1`; `unmet` explains each demand that is
    served in part; `limit_slots` are slots that no plan can exceed, None if nobody looked.
    `work` is what it takes to repeat the search, if that can be done.
    `failure` (a code of `failures`) and its detail say why the search ended early, if it broke down
    after it had found this plan. `evening` of a run for the worst-served first: whether evening out
    had `begun`, and then the share that the worst-served member had `least_before` it and has
    `least_now` (without that: the worst-served demand before), and the `points` that it costs.
    """

    plan: Mapping[str, Any]
    cost: int
    bound: int
    bound_kind: str
    gap: float
    unmet: Sequence[Mapping[str, Any]]
    versions: Mapping[str, Any]
    limit_slots: int | None = None
    failure: str | None = None
    failure_detail: str | None = None
    evening: Mapping[str, Any] | None = None
    work: Mapping[str, Any] | None = None


def read_answer(message: Mapping[str, Any]) -> Answer:
    """Return the answer in a child's message; raises WrongAnswer when a part is missing."""
    try:
        needed = {field.name for field in fields(Answer) if field.default is MISSING}
        told = {field.name for field in fields(Answer)} & message.keys()
        return Answer(**{name: message[name] for name in sorted(needed | told)})
    except KeyError as error:
        raise WrongAnswer(f"the solver's answer has no {error.args[0]}") from error


def store_instance(
    session: Session,
    run_id: int,
    token: str,
    *,
    instance: Mapping[str, Any],
    versions: Mapping[str, Any],
) -> None:
    """Keep the question of the caller's run and the versions of the programs that answer it.

    Raises Conflict when the run is no longer the caller's.
    """
    values = {"instance": dict(instance), "versions": dict(versions)}
    write_owned(session, run_id, token, values)


def judge(instance: Mapping[str, Any], answer: Answer) -> dict[str, Any]:
    """Return the independent check's figures of an answer.

    Raises WrongAnswer when a rule is broken, the cost differs, the bound exceeds it, or more is
    served than the answer says can be.
    """
    try:
        report = check(instance, answer.plan)
    except (KeyError, TypeError, ValueError) as error:
        raise WrongAnswer(f"the plan cannot be read: {error!r}") from error
    if not report["feasible"]:
        raise WrongAnswer(*report["errors"][:FAULTS_TOLD])
    if report["cost"] != answer.cost:
        raise WrongAnswer(f"the plan costs {report['cost']}, the solver says {answer.cost}")
    if answer.bound > answer.cost:
        raise WrongAnswer(f"the bound {answer.bound} exceeds the cost {answer.cost}")
    if answer.limit_slots is not None and answer.limit_slots < report["served_slots"]:
        served = report["served_slots"]
        raise WrongAnswer(f"{served} slots are served, no plan could serve {answer.limit_slots}")
    return dict(report)


def record_plan(
    session: Session,
    run_id: int,
    token: str,
    *,
    answer: Answer,
    published: Sequence[PublishedVisit],
    now: datetime,
) -> Plan:
    """Judge the answer against the run's stored question, store the plan, end the run as done.

    Raises WrongAnswer when the plan is not what the solver claims (nothing is stored), and
    Conflict when the run is no longer the caller's.
    """
    run = get_owned_run(session, run_id, token)
    if run.instance is None:
        raise WrongAnswer("the run has no stored question")
    report = judge(run.instance, answer)
    versions = {**(run.versions or {}), **answer.versions}
    kept = {} if answer.work is None else {"work": dict(answer.work)}
    values = {"versions": versions, **kept, **_breakdown(answer)}
    write_owned(session, run_id, token, ended(RunState.DONE, now) | values)
    judged = Judged(
        report=report,
        answer=answer.plan,
        proof=Proof(answer.bound, answer.bound_kind, answer.gap, answer.limit_slots),
        unmet=[name_demand(entry) for entry in answer.unmet],
        evening=answer.evening,
    )
    return store_plan(session, run, judged, published, now)


@dataclass(frozen=True, slots=True)
class Proof:
    """What is proven of a plan: no plan costs less than `bound`; see `Plan.gap`.

    `limit_slots`: no plan serves more, None if nobody looked.
    """

    bound: int
    kind: str
    gap: float
    limit_slots: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A plan in the solver's words (`answer`) with the judge's report and all that is known."""

    report: Mapping[str, Any]
    answer: Mapping[str, Any]
    proof: Proof
    unmet: Sequence[Mapping[str, Any]]
    evening: Mapping[str, Any] | None = None


def store_plan(
    session: Session,
    run: Run,
    judged: Judged,
    published: Sequence[PublishedVisit],
    now: datetime,
) -> Plan:
    """Store a plan that was judged as the run's; its visits take their ids from `published`."""
    plan = Plan(
        groupement_id=run.groupement_id,
        period_id=run.period_id,
        run_id=run.id,
        cost=judged.report["cost"],
        parts=judged.report["components"],
        bound=judged.proof.bound,
        bound_kind=judged.proof.kind,
        gap=judged.proof.gap,
        statistics=_statistics(judged),
        unmet=list(judged.unmet),
        created_at=now,
        visits=_visits(session, judged.answer, published),
    )
    session.add(plan)
    session.flush()
    return plan


def record_outcome(
    session: Session, run_id: int, token: str, *, outcome: Mapping[str, Any], now: datetime
) -> None:
    """Store what a run without a plan found out; raises Conflict when it is not the caller's."""
    values = ended(RunState.DONE, now) | {"outcome": dict(outcome)}
    write_owned(session, run_id, token, values)


def _breakdown(answer: Answer) -> dict[str, Any]:
    detail = answer.failure_detail
    return {
        "failure": None if answer.failure is None else Failure(answer.failure).value,
        "failure_detail": None if detail is None else detail[:DETAIL_LENGTH],
    }


def _statistics(judged: Judged) -> dict[str, Any]:
    """Return the judge's figures, with what else is known of the plan."""
    told_apart = {"feasible", "errors", "error_count", "cost", "components"}
    figures = {name: value for name, value in judged.report.items() if name not in told_apart}
    known = {"limit_slots": judged.proof.limit_slots, "evening": judged.evening}
    return figures | {name: value for name, value in known.items() if value is not None}


def _visits(
    session: Session, plan: Mapping[str, Any], published: Sequence[PublishedVisit]
) -> list[PlanVisit]:
    ids = assign(published, [solved_visit(visit) for visit in plan["visits"]])
    remote = choose_remote(ids, list_remote_wishes(session, ids), published)
    return [
        PlanVisit(
            visit_id=visit_id,
            demand_id=visit.demand_id,
            engagement_id=visit.engagement_id,
            day=visit.day,
            slot=visit.slot,
            length=visit.length,
            is_on_site=visit_id not in remote,
        )
        for visit, visit_id in ids.items()
    ]


def name_demand(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Return an explanation that names its demand by the row's number."""
    return {**entry, "demand": number_of(entry["demand"])}
