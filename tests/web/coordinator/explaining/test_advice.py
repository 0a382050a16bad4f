"""Advice: asked for once, told with its limits."""

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

import solver
from cdo_share.planning.models import Run, RunKind, RunState
from cdo_share.planning.queries import get_instance
from tests.publishing.world import At, World
from tests.web.coordinator.conftest import PlanOf
from tests.web.coordinator.days import MONDAY
from tests.web.coordinator.reading import section
from tests.web.pages import words


def test_prices_are_asked_once_and_told_as_upper_limits(
    session: Session, world: World, browser: FlaskClient, pages: str, plan_of: PlanOf
) -> None:
    world.zoe.period_cap_halfdays, world.yann.period_cap_halfdays = 1, 1
    session.commit()
    plan = plan_of(At(world.shop, world.zoe, MONDAY, 0))
    address = f"{pages}/plans/{plan.id}/conseils"
    assert "Rien n’est encore calculé" in words(browser.get(address).text)

    assert [browser.post(address).location for _ in range(2)] == [address, address]

    run = session.scalars(select(Run).where(Run.kind == RunKind.PRICES)).one()
    assert f"/calculs/{run.id}/avancement?etat=queued" in browser.get(address).text
    instance = get_instance(session, plan.groupement_id, plan.run_id)
    run.outcome = solver.shadow_prices(solver.read_instance(instance))
    run.state = RunState.DONE
    session.commit()

    page = browser.get(address).text

    assert "Ce sont des plafonds" in words(page)
    assert "couvrirait au plus 14 h de ce qui manque" in section(page, "skills")
    assert "Zoé Martin" in section(page, "cdos")
    assert "Personne : ceux qui n’ont pas" in section(page, "training")
