"""Reading runs, plans, and the balance of demand and supply of a period."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload, selectinload, undefer

from cdo_share.core.errors import NotFound
from cdo_share.core.i18n import N_
from cdo_share.demands.models import Demand, Place
from cdo_share.planning.identities import PublishedVisit, SolvedVisit
from cdo_share.planning.instance import build_instance
from cdo_share.planning.instance_parts import published_part
from cdo_share.planning.models import Plan, PlanVisit, Run, RunKind, RunQuestion, RunState
from cdo_share.planning.remote import RemoteWish
from cdo_share.planning.supply import asked_by_skill, share_supply, supply_by_cdo

PLAN_FORMAT = "cdo-timeshare-plan/1"
MOST_REPAIRS = 10
OF_A_CURVE = "curve"  # the kind of the bound of a plan that is a point of a curve


def list_runs(session: Session, groupement_id: int, period_id: int) -> list[Run]:
    """Return the runs of a period that make plans, the newest first, with their plans.

    Plans come without visits. Runs that only answer a question about a plan are left out, and so
    are those that were put away, see `shelf`.
    """
    statement = runs_with_plans(groupement_id, period_id).where(Run.put_away_at.is_(None))
    return list(session.scalars(statement))


def runs_with_plans(groupement_id: int, period_id: int) -> Select[Run]:
    """Select the runs of a period that make plans, put away or not, the newest first."""
    kinds = [kind for kind in RunKind if kind.makes_plan]
    return (
        select(Run)
        .where(
            Run.groupement_id == groupement_id,
            Run.period_id == period_id,
            Run.kind.in_(kinds),
        )
        .options(joinedload(Run.plan))
        .order_by(Run.id.desc())
    )


def get_run(
    session: Session, groupement_id: int, run_id: int, *, with_instance: bool = False
) -> Run:
    """Return a run of the groupement with its plan (without visits); raises NotFound.

    The stored question, which is long, comes along only where it is asked for.
    """
    statement = (
        select(Run)
        .where(Run.groupement_id == groupement_id, Run.id == run_id)
        .options(joinedload(Run.plan), *([undefer(Run.instance)] if with_instance else []))
    )
    run = session.scalar(statement)
    if run is None:
        raise NotFound(N_("There is no such run in this groupement."))
    return run


def count_before(session: Session, run: Run) -> int:
    """Return how many runs come before a queued one: those at work, and those asked for earlier.

    Runs of all groupements count, of the lane of this one (see `Lane`).
    """
    lane = [kind for kind in RunKind if kind.lane is run.kind.lane]
    is_ahead = or_(
        Run.state == RunState.RUNNING, and_(Run.state == RunState.QUEUED, Run.id < run.id)
    )
    statement = select(func.count()).where(Run.kind.in_(lane), Run.id != run.id, is_ahead)
    return session.scalar(statement) or 0


def get_instance(session: Session, groupement_id: int, run_id: int) -> dict[str, Any]:
    """Return the stored question of a run; raises NotFound."""
    return _stored(session, groupement_id, run_id, Run.instance)


def find_question(session: Session, plan_id: int) -> dict[str, Any] | None:
    """Return the stored question that a plan answers, None where none was stored."""
    statement = select(Run.instance).join(Plan, Plan.run_id == Run.id).where(Plan.id == plan_id)
    return session.scalar(statement)


def get_work(session: Session, run_id: int) -> dict[str, Any] | None:
    """Return what it takes to repeat the search of a run; None where it cannot be repeated."""
    work: dict[str, Any] | None = session.scalar(select(Run.work).where(Run.id == run_id))
    return work


def has_work(session: Session, run_id: int) -> bool:
    """Say whether a run can be repeated trial by trial."""
    return session.scalar(select(Run.work.is_not(None)).where(Run.id == run_id)) is True


def curve_of_point(session: Session, run: Run) -> int | None:
    """Return the run of the curve of which a run's plan is a point; None for other plans.

    Such a run has the question of its curve, which is named after it.
    """
    if run.kind is not RunKind.REPAIR or run.plan is None or run.plan.bound_kind != OF_A_CURVE:
        return None
    name = session.scalar(select(Run.instance["name"].as_string()).where(Run.id == run.id))
    number = (name or "").removeprefix("run-")
    return int(number) if number.isdecimal() else None


def count_differing(session: Session, one_id: int, two_id: int) -> int:
    """Return how many visits of two plans are in one of them only: who, with whom, when."""
    return len(_places(session, one_id) ^ _places(session, two_id))


def _places(session: Session, plan_id: int) -> set[tuple[Any, ...]]:
    columns = (
        PlanVisit.demand_id,
        PlanVisit.engagement_id,
        PlanVisit.day,
        PlanVisit.slot,
        PlanVisit.length,
    )
    statement = select(*columns).where(PlanVisit.plan_id == plan_id)
    return {tuple(row) for row in session.execute(statement)}


def get_outcome(session: Session, groupement_id: int, run_id: int) -> dict[str, Any]:
    """Return what a run without a plan found out; raises NotFound while it has not."""
    return _stored(session, groupement_id, run_id, Run.outcome)


def _stored(
    session: Session,
    groupement_id: int,
    run_id: int,
    column: InstrumentedAttribute[dict[str, Any] | None],
) -> dict[str, Any]:
    found: dict[str, Any] | None = session.scalar(
        select(column).where(Run.groupement_id == groupement_id, Run.id == run_id)
    )
    if found is None:
        raise NotFound(N_("There is no such run in this groupement."))
    return found


def get_plan(session: Session, groupement_id: int, plan_id: int) -> Plan:
    """Return a plan of the groupement with its run and visits; raises NotFound."""
    statement = (
        select(Plan)
        .where(Plan.groupement_id == groupement_id, Plan.id == plan_id)
        .options(joinedload(Plan.run), selectinload(Plan.visits))
    )
    plan = session.scalar(statement)
    if plan is None:
        raise NotFound(N_("There is no such plan in this groupement."))
    return plan


class Until(NamedTuple):
    """When a run began, to the second, and the plan that it made."""

    began_at: datetime
    plan_id: int


def find_until(session: Session, run_id: int) -> Until | None:
    """Return the beginning of a run that has made a plan."""
    statement = (
        select(Run.started_at, Plan.id).join(Plan, Plan.run_id == Run.id).where(Run.id == run_id)
    )
    for began_at, plan_id in session.execute(statement):
        return None if began_at is None else Until(began_at, plan_id)
    return None


def list_repairs_of(
    session: Session,
    basis_plan_id: int,
    *,
    since_run: int = 0,
    until: Until | None = None,
    most: int = MOST_REPAIRS,
) -> list[Plan]:
    """Return the latest plans that repaired a plan, the newest first.

    Those of runs after `since_run`, and those that there were when a run began, if it is given.
    """
    made = () if until is None else (Plan.created_at <= until.began_at, Plan.id < until.plan_id)
    statement = (
        select(Plan)
        .join(Run, Run.id == Plan.run_id)
        .join(RunQuestion, RunQuestion.run_id == Run.id)
        .where(
            Run.kind == RunKind.REPAIR,
            RunQuestion.basis_plan_id == basis_plan_id,
            Run.id > since_run,
            *made,
        )
        .order_by(Plan.id.desc())
        .limit(most)
        .options(selectinload(Plan.visits))
    )
    return list(session.scalars(statement))


def is_repair_under_way(session: Session, basis_plan_id: int, most_changes: int) -> bool:
    """Say whether a repair of a plan with at most so many changes waits or is being looked for."""
    statement = (
        select(Run.id)
        .join(RunQuestion, RunQuestion.run_id == Run.id)
        .where(
            Run.kind == RunKind.REPAIR,
            Run.state.in_((RunState.QUEUED, RunState.RUNNING)),
            RunQuestion.basis_plan_id == basis_plan_id,
            RunQuestion.max_changes == most_changes,
        )
    )
    return session.scalars(statement.limit(1)).first() is not None


def list_curves_of(
    session: Session, basis_plan_id: int, *, until: Until | None = None
) -> list[dict[str, Any]]:
    """Return what the latest curve of a plan found, if there is one; `until` as for repairs."""
    made = () if until is None else (Run.finished_at <= until.began_at,)
    statement = (
        select(Run.outcome)
        .join(RunQuestion, RunQuestion.run_id == Run.id)
        .where(
            Run.kind == RunKind.CURVE,
            Run.state == RunState.DONE,
            RunQuestion.basis_plan_id == basis_plan_id,
            *made,
        )
        .order_by(Run.id.desc())
        .limit(1)
    )
    return [outcome for outcome in session.scalars(statement) if outcome]


def planned_visits(plan: Plan) -> list[PublishedVisit]:
    """Return the visits of a plan, with their ids, as planning knows visits in force."""
    return [
        PublishedVisit(
            v.visit_id, v.demand_id, v.engagement_id, v.day, v.slot, v.length, v.is_on_site
        )
        for v in plan.visits
    ]


def solver_plan(plan: Plan, instance: Mapping[str, Any]) -> dict[str, Any]:
    """Return the visits of a plan in the solver's words, as an answer to an instance.

    Visits of demands and CDOs that the instance does not know are left out.
    """
    return known_part(instance, [published_part(visit) for visit in planned_visits(plan)])


def known_part(instance: Mapping[str, Any], visits: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Return visits as an answer to an instance, without those that it knows nothing of."""
    known = {one["id"] for kind in ("demands", "cdos") for one in instance[kind]}
    return {
        "format": PLAN_FORMAT,
        "instance": instance["name"],
        "visits": [v for v in visits if {v["demand"], v["cdo"]} <= known],
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillBalance:
    """What is asked of one skill, and the time of all CDOs who have it, in slots.

    A CDO of two skills counts in both for `supply_slots`, the most that could be given to this
    skill alone; `shared_slots` is its share when the CDOs divide their time (`share_supply`).
    """

    skill: str
    asked_slots: int
    supply_slots: int
    shared_slots: int
    able_cdos: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandSupply:
    """Demand against supply of a period, per skill asked for and in all, in slots."""

    skills: list[SkillBalance]
    asked_slots: int
    supply_slots: int


def demand_supply(session: Session, groupement_id: int, period_id: int) -> DemandSupply:
    """Return the balance of a period; raises NotFound when it is not one of the groupement."""
    return balance_of(
        build_instance(session, groupement_id=groupement_id, period_id=period_id, name="balance")
    )


def balance_of(instance: Mapping[str, Any]) -> DemandSupply:
    """Return the balance of an instance."""
    supplies = supply_by_cdo(instance)
    asked = asked_by_skill(instance["demands"])
    skills_of = {cdo["id"]: set(cdo["skills"]) for cdo in instance["cdos"]}
    shared = share_supply(asked, supplies, skills_of)
    return DemandSupply(
        skills=[
            _balance(skill, asked[skill], shared[skill], able=_able(skill, skills_of, supplies))
            for skill in sorted(asked)
        ],
        asked_slots=sum(asked.values()),
        supply_slots=sum(supplies.values()),
    )


def _able(skill: str, skills_of: Mapping[str, set[str]], supplies: Mapping[str, int]) -> list[int]:
    return [slots for cdo, slots in supplies.items() if skill in skills_of[cdo]]


def _balance(skill: str, asked: int, shared: int, *, able: list[int]) -> SkillBalance:
    return SkillBalance(
        skill=skill,
        asked_slots=asked,
        supply_slots=sum(able),
        shared_slots=shared,
        able_cdos=len(able),
    )


def list_remote_wishes(session: Session, visits: Iterable[SolvedVisit]) -> dict[int, RemoteWish]:
    """Return how many visits are wished remote, of the visits' demands that wish any."""
    statement = select(Demand).where(
        Demand.id.in_({visit.demand_id for visit in visits}),
        or_(Demand.place == Place.REMOTE, Demand.remote_visits > 0),
    )
    return {demand.id: _remote_wish(demand) for demand in session.scalars(statement)}


def _remote_wish(demand: Demand) -> RemoteWish:
    asked = max(1, demand.requested_slots // demand.visit_slots)
    is_remote = demand.place is Place.REMOTE
    return RemoteWish(asked, asked if is_remote else min(asked, demand.remote_visits))
