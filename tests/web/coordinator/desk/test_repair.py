"""Repair around changes made by hand: asked, shown, taken."""

import re
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.planning.models import (
    Draft,
    Plan,
    Run,
    RunKind,
    RunState,
)
from cdo_share.planning.question import read_question
from tests.planning.drafting.desks import visit_of
from tests.publishing.world import At, World
from tests.web.coordinator.conftest import PlanOf
from tests.web.coordinator.days import TUESDAY
from tests.web.coordinator.desk.asking import key, moving, stored_days, told
from tests.web.coordinator.reading import section
from tests.web.pages import words

WEDNESDAY = date(2099, 1, 7)


def test_repair_keeps_the_changes_and_asks_for_few(
    session: Session, world: World, browser: FlaskClient, pages: str, desk: str, place: At
) -> None:
    where = At(world.shop, world.zoe, TUESDAY, 1)
    told(browser, f"{desk}/deplacer", moving(place, where))

    answer = browser.post(f"{desk}/reparer", data={"changements": "2", "version": 2})

    session.expire_all()
    run = session.scalars(select(Run).where(Run.kind == RunKind.REPAIR)).one()
    question = read_question(session, run.id)
    by_hand = session.scalars(select(Run.id).where(Run.kind == RunKind.BY_HAND)).one()
    basis = session.scalars(select(Plan.id).where(Plan.run_id == by_hand)).one()
    assert answer.location == f"{desk}/reparation/{run.id}"
    assert (question.basis_plan_id, question.max_changes) == (basis, 2)
    assert question.keeps == (visit_of(where)._asdict(),)
    assert question.wish == {"fills_gaps": True}
    page = words(browser.get(answer.location).text)
    assert "En attente" in page
    assert stored_days(session) == ["2099-01-06"]


def test_repair_is_shown_before_it_is_taken(
    *,
    session: Session,
    world: World,
    browser: FlaskClient,
    pages: str,
    desk: str,
    plan_of: PlanOf,
    place: At,
) -> None:
    told(browser, f"{desk}/deplacer", moving(place, At(world.shop, world.zoe, TUESDAY, 1)))
    address = browser.post(f"{desk}/reparer", data={"changements": "", "version": 2}).location
    found = plan_of(
        At(world.shop, world.zoe, TUESDAY, 1), At(world.stock, world.yann, WEDNESDAY, 0)
    )
    repair = session.scalars(select(Run).where(Run.kind == RunKind.REPAIR)).one()
    repair.instance = session.get_one(Run, found.run_id).instance
    repair.state, found.run_id = RunState.DONE, repair.id
    session.commit()

    page = words(browser.get(address).text)
    before = stored_days(session)
    answer = browser.post(f"{address}/prendre")

    assert "Ce que ferait la réparation Couvert 2 demi-journées 2 avec vos seules" in page
    assert "1 déplacée" in page
    assert before == ["2099-01-06"]
    session.expire_all()
    assert answer.location == f"{pages}/plans/{found.id}"
    assert session.scalars(select(Draft)).all() == []


@pytest.mark.parametrize("is_back", [True, False])
def test_visit_that_the_repair_puts_back_is_said_to_be(
    *,
    session: Session,
    world: World,
    browser: FlaskClient,
    desk: str,
    plan_of: PlanOf,
    place: At,
    is_back: bool,
) -> None:
    told(browser, f"{desk}/retirer", {"visite": key(place), "version": 1})
    address = browser.post(f"{desk}/reparer", data={"changements": "", "version": 2}).location
    stays = At(world.stock, world.yann, TUESDAY, 1)
    found = plan_of(place if is_back else At(world.shop, world.zoe, WEDNESDAY, 1), stays)
    repair = session.scalars(select(Run).where(Run.kind == RunKind.REPAIR)).one()
    repair.instance = session.get_one(Run, found.run_id).instance
    repair.state, found.run_id = RunState.DONE, repair.id
    session.commit()

    page = words(browser.get(address).text)

    said = "La réparation remet 1 intervention que vous aviez retirée."
    assert (said in page, "Remise lun. 5 janv., matin" in page) == (is_back, is_back)
    assert ("Nouvelle mer. 7 janv., après-midi" in page) is not is_back


def test_desk_and_repair_give_one_price_to_the_same_changes(
    *, session: Session, world: World, browser: FlaskClient, desk: str, plan_of: PlanOf, place: At
) -> None:
    told(browser, f"{desk}/deplacer", moving(place, At(world.shop, world.zoe, TUESDAY, 1)))
    price = points_of(browser.get(desk).text)
    address = browser.post(f"{desk}/reparer", data={"changements": "", "version": 2}).location
    found = plan_of(At(world.shop, world.zoe, TUESDAY, 1))
    repair = session.scalars(select(Run).where(Run.kind == RunKind.REPAIR)).one()
    asked = dict(session.get_one(Run, found.run_id).instance or {})
    # As if the demands weighed less since.
    repair.instance = asked | {"weights": asked["weights"] | {"short": [8, 4, 2, 1]}}
    repair.state, found.run_id = RunState.DONE, repair.id
    session.commit()

    page = words(browser.get(address).text)

    assert f"{price} avec vos seules modifications" in page


def points_of(page: str) -> str:
    """Return the points that the desk's tile gives to the draft."""
    found = re.search(r"Points ([\d ]+) ", words(section(page, "sum-title")))
    assert found is not None
    return found[1]


def test_steps_made_after_a_repair_was_asked_for_stay_on_the_desk(
    *, session: Session, world: World, browser: FlaskClient, desk: str, plan_of: PlanOf, place: At
) -> None:
    told(browser, f"{desk}/deplacer", moving(place, At(world.shop, world.zoe, TUESDAY, 1)))
    address = browser.post(f"{desk}/reparer", data={"changements": "", "version": 2}).location
    found = plan_of(At(world.shop, world.zoe, TUESDAY, 1))
    repair = session.scalars(select(Run).where(Run.kind == RunKind.REPAIR)).one()
    repair.state, found.run_id = RunState.DONE, repair.id
    session.commit()
    stock = At(world.stock, world.yann, TUESDAY, 1)
    later = moving(stock, At(world.stock, world.yann, WEDNESDAY, 0), version=2)
    told(browser, f"{desk}/deplacer", later)

    answer = browser.post(f"{address}/prendre")

    assert "elles restent sur le bureau" in words(browser.get(answer.location).text)
    assert stored_days(session) == ["2099-01-06", "2099-01-07"]


def test_run_that_is_no_repair_of_this_plan_is_not_found(
    browser: FlaskClient, desk: str, plan: Plan
) -> None:
    assert browser.get(f"{desk}/reparation/{plan.run_id}").status_code == 404
