"""From rows to a stored plan with the real solver, judged by the independent judge."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import sessionmaker

from bench.check_plan import check
from cdo_share.core.grid import GridKind
from cdo_share.core.orm import transaction
from cdo_share.jobs.children import WarmChild
from cdo_share.jobs.desk import Desk
from cdo_share.jobs.solve import execute_run
from cdo_share.planning.models import Plan, RunState
from cdo_share.publishing.queries import published_visits
from cdo_share.publishing.service import publish
from tests.jobs.office import Office, an_office, present


@pytest.fixture(scope="module")
def child() -> Iterator[WarmChild]:
    """Return the real child, kept for all tests of this module."""
    child = WarmChild()
    yield child
    child.drop()


def solved(office: Office, child: WarmChild) -> tuple[dict[str, Any], Plan]:
    """Return the stored question and the stored plan of a new run."""
    run_id = office.ask(seconds=3)
    send = office.sent.append
    execute_run(Desk(sessions=office.sessions, child=child, send=send, solver_threads=1), run_id)
    run = office.run(run_id)
    assert (run.state, run.failure_detail) == (RunState.DONE, None)
    assert run.instance is not None
    return run.instance, office.plans()[-1]


def as_json(instance: dict[str, Any], plan: Plan) -> dict[str, Any]:
    """Return the stored visits as a plan for the judge."""
    visits = [
        {
            "demand": f"D{visit.demand_id}",
            "cdo": f"C{visit.engagement_id}",
            "day": visit.day.isoformat(),
            "slot": visit.slot,
            "length": visit.length,
        }
        for visit in plan.visits
    ]
    return {"format": "cdo-timeshare-plan/1", "instance": instance["name"], "visits": visits}


@pytest.mark.parametrize("grid_kind", GridKind)
def test_stored_plan_is_feasible_and_costs_what_the_independent_judge_says(
    office: Office, engine: Engine, child: WarmChild, grid_kind: GridKind
) -> None:
    office = an_office(sessionmaker(engine), grid_kind=grid_kind)

    instance, plan = solved(office, child)

    report = check(instance, as_json(instance, plan))
    assert (report["feasible"], report["errors"]) == (True, [])
    assert (report["cost"], report["components"]) == (plan.cost, plan.parts)
    assert report["served_slots"] == plan.statistics["served_slots"] > 0
    assert plan.bound <= plan.cost
    short = {demand["id"]: demand["requested"] for demand in instance["demands"]}
    for visit in plan.visits:
        short[f"D{visit.demand_id}"] -= visit.length
    told = {f"D{entry['demand']}": entry["requested"] - entry["served"] for entry in plan.unmet}
    assert told == {name: slots for name, slots in short.items() if slots}
    assert told != {}


def test_rerun_of_a_published_plan_keeps_its_visits_and_their_ids(
    office: Office, child: WarmChild
) -> None:
    _, first = solved(office, child)
    with office.sessions() as session, transaction(session):
        publish(
            session,
            groupement_id=office.groupement_id,
            plan_id=first.id,
            published_by_id=None,
            now=present(),
        )
        in_force = published_visits(session, office.groupement_id, office.period_id)

    instance, second = solved(office, child)

    assert len(instance["published"]) == len(first.visits) > 0
    assert second.parts["change"] == 0
    assert {visit.visit_id for visit in in_force} <= {visit.visit_id for visit in second.visits}
