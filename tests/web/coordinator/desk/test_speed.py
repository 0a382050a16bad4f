"""How long the desk of a large plan takes; printed with `pytest -s`."""

import re
from dataclasses import asdict
from uuid import uuid4

from sqlalchemy.orm import Session

import solver
from cdo_share.accounts.models import Groupement, RoleKind
from cdo_share.planning.instance import build_instance
from cdo_share.planning.instance_parts import solved_visit
from cdo_share.planning.models import (
    Plan,
    PlanVisit,
    RunState,
)
from cdo_share.rounds.models import Period
from tests.factories import a_person, a_role, a_run
from tests.pace import measure_least
from tests.planning.readiness.crowd import a_crowd
from tests.statements import recorded_statements
from tests.web.conftest import ClientOf


def test_desk_of_a_large_plan_opens_quickly(session: Session, client_of: ClientOf) -> None:
    period = a_crowd(session, members=150, demands=165, cdos=20)
    plan, person = _a_large_plan(session, period), a_person(session)
    groupement = session.get_one(Groupement, period.groupement_id)
    a_role(session, person, groupement, RoleKind.COORDINATOR)
    visits = plan.statistics["visits"]
    address = f"/coordination/{groupement.slug}/plans/{plan.id}/bureau"
    browser = client_of(person)
    browser.get(address)  # the first page of a browser also compiles its templates

    with recorded_statements(session) as statements:
        page = browser.get(address).text
    opened = measure_least(lambda: browser.get(address))
    carried = re.findall(r'data-visit="([^"]+)"', page)[0]
    allowed = f"{address}/cellules?semaine=2027-01-04&visite={carried}"
    cells = browser.get(allowed).json["cells"]
    mapped = measure_least(lambda: browser.get(allowed))

    panel = measure_least(lambda: browser.get(f"{address}/interventions/{carried}"))

    times = f"{opened:.2f} s, {len(statements)} statements; map {mapped:.2f} s, panel {panel:.2f} s"
    print(f"{visits} visits: {times}")
    assert (opened < 1.0, len(statements) <= 24, len(cells)) == (True, True, 200)
    assert (mapped < 0.6, panel < 1.0) == (True, True)


def _a_large_plan(session: Session, period: Period) -> Plan:
    """Return a plan of the real solver for a period, judged."""
    instance = build_instance(
        session, groupement_id=period.groupement_id, period_id=period.id, name="run"
    )
    options = solver.Options(time_limit_seconds=2, workers=1, isolation="none")
    found = solver.solve(solver.read_instance(instance), options).plan
    run = a_run(session, period, state=RunState.DONE, instance=instance)
    report = solver.check(instance, found.to_json())
    plan = Plan(
        groupement_id=period.groupement_id,
        period_id=period.id,
        run_id=run.id,
        cost=report["cost"],
        parts=report.pop("components"),
        bound=0,
        bound_kind="trivial",
        gap=1.0,
        statistics=report,
        unmet=[],
        created_at=run.queued_at,
    )
    solved = [solved_visit(visit._asdict()) for visit in found.visits]
    plan.visits = [PlanVisit(visit_id=uuid4(), **asdict(visit)) for visit in solved]
    session.add(plan)
    session.flush()
    return plan
