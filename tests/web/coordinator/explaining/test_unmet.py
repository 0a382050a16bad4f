"""The page of what is missing: reasons with counts, remedies as buttons, trials on their way."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.jobs.queue import Queue
from cdo_share.planning.models import Lane, Plan, Run, RunKind, RunState
from cdo_share.planning.question import read_question
from cdo_share.settings import Settings
from tests.factories import a_run
from tests.publishing.world import At, World
from tests.web.coordinator.conftest import PlanOf
from tests.web.coordinator.days import MONDAY
from tests.web.pages import main_part, words


@pytest.fixture
def plan(session: Session, world: World, plan_of: PlanOf) -> Plan:
    """Return a plan with one visit; nobody has time for more in this period."""
    world.zoe.period_cap_halfdays, world.yann.period_cap_halfdays = 1, 0
    session.commit()
    return plan_of(At(world.shop, world.zoe, MONDAY, 0))


def first_remedy(page: str) -> str:
    """Return the key of the first remedy on a page."""
    return re.findall(r'name="remedy" value="(\w+)"', page)[0]


def trials(session: Session) -> list[Run]:
    """Return all trials, the oldest first."""
    session.expire_all()
    return list(session.scalars(select(Run).where(Run.kind == RunKind.REPAIR).order_by(Run.id)))


def test_index_tells_what_is_missing_in_hours_and_offers_a_remedy(
    world: World, browser: FlaskClient, pages: str, plan: Plan
) -> None:
    page = words(main_part(browser.get(f"{pages}/plans/{plan.id}/manques").text))

    assert "2 besoins reçoivent moins que demandé : il manque 24 h 30." in page
    assert "Suivre le stock Chantier naval Kermor" in page
    assert "Manque : 14 h 0 h sur 14 h" in page
    assert "Zoé Martin n’a plus de temps de travail sur la période." in page
    assert "Zoé Martin : jusqu’à 2 demi-journées dans la période : + 3 h 30" in page


def test_counts_of_obstacles_add_up_to_the_moments_that_are_told(
    world: World, browser: FlaskClient, pages: str, plan: Plan
) -> None:
    page = browser.get(f"{pages}/plans/{plan.id}/manques/{world.shop.id}").text

    counts = [int(n) for n in re.findall(r'<strong class="numeric">(\d+)</strong>', page)]
    # Two CDOs, twenty working days, two half-days.
    assert sum(counts) == 2 * 20 * 2
    assert "Sur les 80 moments que permettent les dates du besoin" in words(page)
    assert "premier obstacle qu’il rencontre : 80 en tout." in words(page)


def test_attempt_asks_the_quick_lane_for_the_plan_with_the_edit(
    session: Session,
    world: World,
    browser: FlaskClient,
    pages: str,
    plan: Plan,
    settings: Settings,
) -> None:
    page = browser.get(f"{pages}/plans/{plan.id}/manques/{world.shop.id}").text

    answer = browser.post(
        f"{pages}/plans/{plan.id}/manques/{world.shop.id}/essayer",
        data={"remedy": first_remedy(page)},
    )

    (run,) = trials(session)
    assert answer.location == f"{pages}/plans/{plan.id}/essais/{run.id}"
    assert run.name == "Zoé Martin : jusqu’à 2 demi-journées dans la période : + 3 h 30"
    question = read_question(session, run.id)
    zoe = f"C{world.zoe.id}"
    assert question.edits == ({"op": "change_cdo", "cdo": zoe, "set": {"period_cap": 2}},)
    assert [visit["demand"] for visit in question.keeps] == [f"D{world.shop.id}"] * 2
    queue = Queue(settings, lane=Lane.QUICK)
    assert queue.waiting() == [run.id]
    queue.close()


def test_attempt_twice_shows_the_same_run(
    session: Session, world: World, browser: FlaskClient, pages: str, plan: Plan
) -> None:
    page = browser.get(f"{pages}/plans/{plan.id}/manques/{world.shop.id}").text
    address = f"{pages}/plans/{plan.id}/manques/{world.shop.id}/essayer"

    first = browser.post(address, data={"remedy": first_remedy(page)})
    second = browser.post(address, data={"remedy": first_remedy(page)})

    assert (first.location, len(trials(session))) == (second.location, 1)


def test_attempt_of_a_remedy_that_is_no_more_says_so(
    session: Session, world: World, browser: FlaskClient, pages: str, plan: Plan
) -> None:
    address = f"{pages}/plans/{plan.id}/manques/{world.shop.id}"

    answer = browser.post(f"{address}/essayer", data={"remedy": "000000000000"})

    assert (answer.location, trials(session)) == (address, [])
    assert "Ce n’est plus possible." in words(browser.get(address).text)


def test_trial_without_a_worker_says_that_none_is_running(
    world: World, browser: FlaskClient, pages: str, plan: Plan
) -> None:
    page = browser.get(f"{pages}/plans/{plan.id}/manques/{world.shop.id}").text
    answer = browser.post(
        f"{pages}/plans/{plan.id}/manques/{world.shop.id}/essayer",
        data={"remedy": first_remedy(page)},
    )

    page = browser.get(answer.location).text

    assert "Le moteur du site est arrêté" in words(page)
    assert "/avancement?etat=queued" in page


def test_trial_that_failed_says_why(
    session: Session, world: World, browser: FlaskClient, pages: str, plan: Plan
) -> None:
    page = browser.get(f"{pages}/plans/{plan.id}/manques/{world.shop.id}").text
    address = browser.post(
        f"{pages}/plans/{plan.id}/manques/{world.shop.id}/essayer",
        data={"remedy": first_remedy(page)},
    ).location
    (run,) = trials(session)
    run.state, run.failure = RunState.FAILED, "contradiction"
    session.commit()

    assert "Il n’y a pas de réponse" in words(browser.get(address).text)


def test_run_that_is_no_trial_of_the_plan_is_not_found(
    session: Session, world: World, browser: FlaskClient, pages: str, plan: Plan
) -> None:
    other = a_run(session, world.period, kind=RunKind.REPAIR)
    session.commit()

    for number in (plan.run_id, other.id):
        assert browser.get(f"{pages}/plans/{plan.id}/essais/{number}").status_code == 404


def test_demand_that_the_plan_does_not_know_is_not_found(
    browser: FlaskClient, pages: str, plan: Plan
) -> None:
    assert browser.get(f"{pages}/plans/{plan.id}/manques/999999").status_code == 404
    assert browser.post(f"{pages}/plans/{plan.id}/manques/999999/essayer").status_code == 404


@pytest.mark.parametrize("page", ["manques", "rapport"])
def test_reasons_that_a_repair_had_no_time_for_are_looked_for_now(
    session: Session, world: World, browser: FlaskClient, pages: str, plan: Plan, page: str
) -> None:
    known = words(main_part(browser.get(f"{pages}/plans/{plan.id}/{page}").text))
    plan.unmet = [one | {"reason": "not_examined", "relaxation": None} for one in plan.unmet]
    session.commit()

    shown = words(main_part(browser.get(f"{pages}/plans/{plan.id}/{page}").text))

    assert "La raison n’a pas été recherchée" not in shown
    assert shown == known
