"""A plan with its stored question, and the desk of a person on it."""

from datetime import datetime

from sqlalchemy.orm import Session

from cdo_share.planning.drafting.service import Table, lay_out, open_draft
from cdo_share.planning.instance import build_instance
from cdo_share.planning.instance_parts import cdo_name, demand_name
from cdo_share.planning.models import Plan, Run
from solver import Visit
from solver.check import check
from tests.publishing.world import At, World, a_plan


def a_judged_plan(session: Session, world: World, *places: At) -> Plan:
    """Return a plan of these visits with the question of the period, priced by the judge."""
    plan = a_plan(session, world, places)
    instance = build_instance(
        session, groupement_id=world.groupement.id, period_id=world.period.id, name="run"
    )
    session.get_one(Run, plan.run_id).instance = instance
    visits = [visit_of(place)._asdict() for place in places]
    report = check(instance, {"instance": "run", "visits": visits})
    plan.cost, plan.bound = report["cost"], report["cost"] - 10
    plan.parts = report.pop("components")
    plan.statistics = report
    session.flush()
    session.expire_all()
    return plan


def visit_of(place: At) -> Visit:
    """Return a visit of a test's plan in the solver's words."""
    return Visit(
        demand_name(place.demand.id),
        cdo_name(place.engagement.id),
        place.day.isoformat(),
        place.slot,
        place.length,
    )


def a_table(session: Session, plan: Plan, person_id: int, now: datetime) -> Table:
    """Return the desk of a person on a plan, begun if it was not."""
    draft = open_draft(
        session,
        groupement_id=plan.groupement_id,
        plan_id=plan.id,
        person_id=person_id,
        now=now,
    )
    return lay_out(session, draft)
