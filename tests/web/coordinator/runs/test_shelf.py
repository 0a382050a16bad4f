"""The list of allocations is kept short: runs leave it, and come back; what was published stays."""

from datetime import datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from cdo_share.planning.models import Plan, Run, RunKind
from cdo_share.publishing.service import publish
from tests.publishing.world import At, World
from tests.web.coordinator.conftest import PlanOf
from tests.web.coordinator.days import MONDAY
from tests.web.pages import words


@pytest.fixture
def plan(world: World, plan_of: PlanOf) -> Plan:
    """Return a plan of one visit."""
    return plan_of(At(world.shop, world.zoe, MONDAY, 0))


def named(session: Session, plan: Plan, name: str, kind: RunKind = RunKind.SEARCH) -> Run:
    """Give the run of a plan a name and a kind."""
    run = session.get_one(Run, plan.run_id)
    run.name, run.kind = name, kind
    session.commit()
    return run


def listed(browser: FlaskClient, pages: str, world: World) -> str:
    return words(browser.get(f"{pages}/calculs?periode={world.period.id}").text)


def test_run_leaves_the_list_and_comes_back(
    session: Session, world: World, plan: Plan, browser: FlaskClient, pages: str
) -> None:
    run = named(session, plan, "Essai du soir")

    browser.post(f"{pages}/calculs/{run.id}/retirer")

    assert (
        "Essai du soir" not in listed(browser, pages, world).split("n’est plus dans la liste")[-1]
    )
    assert "Essai du soir" in words(browser.get(f"{pages}/calculs/retirees").text)
    browser.post(f"{pages}/calculs/{run.id}/remettre")
    assert "Essai du soir" in listed(browser, pages, world)


def test_run_whose_plan_was_published_stays_in_the_list(
    session: Session, world: World, plan: Plan, browser: FlaskClient, pages: str, now: datetime
) -> None:
    run = named(session, plan, "Gardé")
    publish(
        session, groupement_id=world.groupement.id, plan_id=plan.id, published_by_id=None, now=now
    )
    session.commit()

    answer = browser.post(f"{pages}/calculs/{run.id}/retirer", follow_redirects=True)

    assert "a été publié" in words(answer.text)
    assert run.put_away_at is None


def test_trials_leave_the_list_together(
    session: Session, world: World, plan_of: PlanOf, browser: FlaskClient, pages: str
) -> None:
    kinds = {"Recherche": RunKind.SEARCH, "Reprise": RunKind.REPAIR, "Main": RunKind.BY_HAND}
    for name, kind in kinds.items():
        named(session, plan_of(At(world.shop, world.zoe, MONDAY, 0)), name, kind)

    page = words(browser.post(f"{pages}/calculs/ranger", follow_redirects=True).text)

    assert "2 essais ne sont plus dans la liste" in page
    assert [name in page for name in kinds] == [True, False, False]


@pytest.mark.parametrize("kind", RunKind)
def test_trials_are_put_away_where_there_are_some(
    session: Session, world: World, plan: Plan, browser: FlaskClient, pages: str, kind: RunKind
) -> None:
    named(session, plan, "Seul", kind)

    is_offered = "Ranger les essais" in listed(browser, pages, world)

    assert is_offered == (kind in {RunKind.REPAIR, RunKind.BY_HAND})
