"""The desk tells what labour law says of a step, with the article, before it is made and after."""

from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Regime
from cdo_share.legal.models import LegalContract
from tests.publishing.world import At, World
from tests.web.coordinator.conftest import PlanOf
from tests.web.coordinator.days import MONDAY, NEXT_MONDAY, TUESDAY
from tests.web.coordinator.desk.asking import key, list_offered, moving, stored_days, told
from tests.web.pages import words


@pytest.fixture
def part_timer(session: Session, world: World) -> None:
    """Let Zoé have a contract of four hours a week: one half-day fits, two do not."""
    world.zoe.regime = Regime.PART_TIME
    session.add(
        LegalContract(
            groupement_id=world.groupement.id,
            engagement_id=world.zoe.id,
            weekly_minutes=240,
            waiver_on=date(2026, 1, 5),
        )
    )
    session.commit()


@pytest.mark.usefixtures("part_timer")
@pytest.mark.parametrize(("day", "is_told"), [(TUESDAY, True), (NEXT_MONDAY, False)])
def test_step_beyond_the_contract_is_made_and_told_with_its_article(
    world: World, browser: FlaskClient, pages: str, plan_of: PlanOf, day: date, is_told: bool
) -> None:
    theirs = At(world.stock, world.yann, TUESDAY, 1)
    plan = plan_of(At(world.shop, world.zoe, MONDAY, 0), theirs)
    desk = f"{pages}/plans/{plan.id}/bureau"

    said = told(browser, f"{desk}/deplacer", moving(theirs, At(world.stock, world.zoe, day, 1)))

    assert "Prix :" in said
    assert ("Droit du travail, Zoé Martin : " in said) is is_told
    assert said.count("(L3123-28)") == is_told
    assert ("Déplacez des interventions à une autre semaine" in said) is is_told


def test_step_that_lightens_what_is_too_much_is_no_new_warning(
    session: Session, world: World, browser: FlaskClient, pages: str, plan_of: PlanOf
) -> None:
    """A contract of two hours: two half-days are far too much, one is still too much."""
    world.zoe.regime = Regime.PART_TIME
    hours = {"weekly_minutes": 120, "waiver_on": date(2026, 1, 5)}
    ids = {"groupement_id": world.groupement.id, "engagement_id": world.zoe.id}
    session.add(LegalContract(**ids, **hours))
    session.commit()
    moved = At(world.stock, world.zoe, TUESDAY, 1)
    plan = plan_of(At(world.shop, world.zoe, MONDAY, 0), moved)
    desk = f"{pages}/plans/{plan.id}/bureau"

    said = told(
        browser, f"{desk}/deplacer", moving(moved, At(world.stock, world.yann, NEXT_MONDAY, 1))
    )

    assert "Prix :" in said
    assert "Droit du travail" not in said


@pytest.fixture
def theirs(world: World) -> At:
    return At(world.stock, world.yann, TUESDAY, 1)


@pytest.fixture
def busy(session: Session, world: World, pages: str, plan_of: PlanOf, theirs: At) -> str:
    """Let Zoé have 42 hours elsewhere: a half-day a week fits within 48 hours, two do not."""
    world.zoe.outside_hours = 42
    session.commit()
    plan = plan_of(At(world.shop, world.zoe, MONDAY, 0), theirs)
    return f"{pages}/plans/{plan.id}/bureau"


@pytest.mark.parametrize(("day", "is_open"), [(TUESDAY, False), (NEXT_MONDAY, True)])
def test_what_the_law_forbids_is_not_called_possible(
    *, world: World, browser: FlaskClient, busy: str, theirs: At, day: date, is_open: bool
) -> None:
    week = day - timedelta(days=day.weekday())
    cells = browser.get(f"{busy}/cellules?visite={key(theirs)}&semaine={week}").json["cells"]
    place = f"?cdo=C{world.zoe.id}&jour={day}&creneau=1"
    checked = words(browser.get(f"{busy}/interventions/{key(theirs)}{place}").text)

    cell = cells[f"C{world.zoe.id}.{day}.pm"]
    assert (cell["state"] != "no", "(L3121-20)" in cell["words"]) == (is_open, not is_open)
    assert ("Possible. Prix" in checked) is is_open
    assert ("Impossible. Droit du travail, Zoé Martin : " in checked) is not is_open
    assert checked.count("(L3121-20)") == (not is_open)


def test_step_that_the_law_forbids_is_refused_with_its_article(
    session: Session, world: World, browser: FlaskClient, busy: str, theirs: At
) -> None:
    where = At(world.stock, world.zoe, TUESDAY, 1)

    said = told(browser, f"{busy}/deplacer", moving(theirs, where))

    assert "Impossible. Droit du travail, Zoé Martin : " in said
    assert (said.count("(L3121-20)"), stored_days(session)) == (1, [])


@pytest.mark.parametrize("panel", ["visit", "demand"])
def test_possibilities_leave_out_what_the_law_forbids(
    world: World, browser: FlaskClient, busy: str, theirs: At, panel: str
) -> None:
    """In Zoé’s first week all half-days but her own are forbidden; elsewhere she may come."""
    addresses = {
        "visit": f"{busy}/interventions/{key(theirs)}",
        "demand": f"{busy}/besoins/{world.stock.id}",
    }

    offered = list_offered(browser.get(addresses[panel]).text)

    first_week = [day for cdo, day in offered if cdo == f"C{world.zoe.id}" and day < "2099-01-12"]
    assert (first_week, len(offered) > 3) == ([], True)


@pytest.mark.usefixtures("part_timer")
def test_what_is_to_be_confirmed_is_possible_and_said_before_the_drop(
    world: World, browser: FlaskClient, pages: str, plan_of: PlanOf, theirs: At
) -> None:
    plan = plan_of(At(world.shop, world.zoe, MONDAY, 0), theirs)
    desk = f"{pages}/plans/{plan.id}/bureau"

    cells = browser.get(f"{desk}/cellules?visite={key(theirs)}&semaine={MONDAY}").json["cells"]

    cell = cells[f"C{world.zoe.id}.{TUESDAY}.pm"]
    assert (cell["state"], "(L3123-28)" in cell["words"]) == ("price", True)
