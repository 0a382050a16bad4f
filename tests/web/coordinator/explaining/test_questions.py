"""“Why this?” and “why not?”: what is asked, kept and answered, with sums that are exact."""

import re
import uuid
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

import solver
from cdo_share.planning.models import Plan, Run, RunKind, RunState
from cdo_share.planning.queries import get_instance, get_plan, solver_plan
from cdo_share.planning.question import read_question
from tests.publishing.world import At, World
from tests.web.coordinator.conftest import PlanOf
from tests.web.coordinator.days import MONDAY, TUESDAY
from tests.web.coordinator.desk.test_today import take_leave
from tests.web.coordinator.reading import body_rows, section
from tests.web.pages import words


@pytest.fixture
def plan(session: Session, world: World, plan_of: PlanOf) -> Plan:
    """Return a plan with a visit for each of the two demands, of which no limit is proven."""
    plan = plan_of(At(world.shop, world.zoe, MONDAY, 0), At(world.stock, world.yann, TUESDAY, 1))
    plan.bound = 0
    session.commit()
    return get_plan(session, plan.groupement_id, plan.id)


def ask(browser: FlaskClient, pages: str, plan: Plan, demand_id: int, **wish: str) -> str:
    """Ask why not, and return the address of the answer."""
    address = f"{pages}/plans/{plan.id}/questions/besoin/{demand_id}"
    return str(browser.post(address, data=wish).location)


def answer(session: Session) -> dict[str, Any]:
    """Let the solver answer the one question that waits, as the worker does."""
    run = session.scalars(select(Run).where(Run.kind == RunKind.WHY_NOT)).one()
    question = read_question(session, run.id)
    plan = get_plan(session, run.groupement_id, question.basis_plan_id or 0)
    instance = get_instance(session, run.groupement_id, plan.run_id)
    given = solver.read_plan(solver_plan(plan, instance), instance=instance["name"])
    wish = solver.Wish(**question.wish)
    run.outcome = solver.why_not(solver.read_instance(instance), given, wish)
    run.state = RunState.DONE
    outcome = dict(run.outcome)
    session.commit()
    return outcome


def plan_days(session: Session, plan: Plan) -> list[str]:
    """Return the working days of a plan's question."""
    return list(get_instance(session, plan.groupement_id, plan.run_id)["days"])


def points(cell: str) -> int:
    """Return a number as a page writes it: “+ 1 200”, “− 7”."""
    return int(re.sub(r"[^\d-]", "", cell.replace("−", "-")))


def test_visit_tells_what_it_brings_with_an_exact_sum(
    world: World, browser: FlaskClient, pages: str, plan: Plan
) -> None:
    visit = next(one for one in plan.visits if one.demand_id == world.shop.id)

    page = browser.get(f"{pages}/plans/{plan.id}/interventions/{visit.visit_id}").text

    assert "Biscuiterie Le Goff" in section(page, "what")
    rows = [points(cell) for cell in numbers(page)]
    assert sum(rows[:-1]) == rows[-1] > 0


def numbers(page: str) -> list[str]:
    """Return the cells of points of the first table."""
    table = page.split('class="table-cards', 1)[1].split("</table>", 1)[0]
    return [
        words(cell) for cell in re.findall(r'<td[^>]*class="numeric"[^>]*>.*?</td>', table, re.S)
    ]


def test_visit_of_another_plan_is_not_found(
    world: World, browser: FlaskClient, pages: str, plan: Plan, plan_of: PlanOf
) -> None:
    other = uuid.uuid4()
    plan_of(At(world.shop, world.zoe, TUESDAY, 0, id=other))

    assert browser.get(f"{pages}/plans/{plan.id}/interventions/{other}").status_code == 404


def test_question_is_kept_and_asked_once(
    session: Session, world: World, browser: FlaskClient, pages: str, plan: Plan
) -> None:
    wish = {"cdo": f"C{world.yann.id}", "day": MONDAY.isoformat(), "slot": "0", "length": ""}

    first = ask(browser, pages, plan, world.shop.id, **wish)
    second = ask(browser, pages, plan, world.shop.id, **wish)

    run = session.scalars(select(Run).where(Run.kind == RunKind.WHY_NOT)).one()
    assert first == second == f"{pages}/plans/{plan.id}/questions/{run.id}"
    assert read_question(session, run.id).wish == {
        "demand": f"D{world.shop.id}",
        "cdo": f"C{world.yann.id}",
        "day": MONDAY.isoformat(),
        "slot": 0,
        "length": None,
    }
    listed = browser.get(f"{pages}/plans/{plan.id}/questions").text
    assert body_rows(listed)[0].startswith("Yann Guégan, lun. 5 janv., matin Ouvrir la boutique")
    assert "en cours" in body_rows(listed)[0]


def test_day_that_is_no_working_day_is_refused_at_its_field(
    session: Session, world: World, browser: FlaskClient, pages: str, plan: Plan
) -> None:
    address = f"{pages}/plans/{plan.id}/questions/besoin/{world.shop.id}"

    answered = browser.post(address, data={"day": "2099-01-04"})

    assert answered.status_code == 422
    assert "Choisissez un jour travaillé de la période" in words(answered.text)
    assert session.scalars(select(Run).where(Run.kind == RunKind.WHY_NOT)).all() == []


def test_possible_wish_costs_the_difference_of_the_two_plans(
    session: Session, world: World, browser: FlaskClient, pages: str, plan: Plan
) -> None:
    address = ask(browser, pages, plan, world.shop.id, cdo=f"C{world.yann.id}")
    outcome = answer(session)
    assert outcome["status"] == "possible"
    instance = get_instance(session, plan.groupement_id, plan.run_id)
    dearer = solver.check(instance, outcome["plan"])["cost"] - plan.cost

    page = browser.get(address).text

    rows = [points(cell) for cell in numbers(page)]
    assert sum(rows[:-1]) == rows[-1] == outcome["difference"] == dearer
    assert "Biscuiterie Le Goff" in section(page, "people")
    assert "Yann Guégan" in section(page, "moves")


def test_plan_with_the_wish_can_be_kept(
    session: Session, world: World, browser: FlaskClient, pages: str, plan: Plan
) -> None:
    address = ask(browser, pages, plan, world.shop.id, cdo=f"C{world.yann.id}")
    outcome = answer(session)

    kept = browser.post(address + "/garder")

    number = int(kept.location.rsplit("/", 1)[1])
    assert session.get_one(Plan, number).cost == outcome["two"]["cost"]
    assert browser.get(kept.location).status_code == 200


def test_wish_that_a_later_absence_closes_is_not_called_possible(
    session: Session, world: World, browser: FlaskClient, pages: str, plan: Plan
) -> None:
    there = {"cdo": f"C{world.yann.id}", "day": MONDAY.isoformat(), "slot": "0", "length": "1"}
    address = ask(browser, pages, plan, world.shop.id, **there)
    assert answer(session)["status"] == "possible"
    assert "C’est possible : " in words(browser.get(address).text)
    take_leave(session, world.yann, MONDAY)

    page, kept = browser.get(address).text, browser.post(address + "/garder")

    assert "Cette réponse ne tient plus : " in words(page)
    assert "C’est possible : " not in words(page)
    assert "Yann Guégan : absence, lundi 5 janvier, matin. (Noté après ce plan.)" in words(page)
    assert address + "/garder" not in page
    assert kept.status_code == 409
    assert session.scalars(select(Run).where(Run.kind == RunKind.BY_HAND)).all() == []


def test_absence_elsewhere_leaves_a_wish_possible(
    session: Session, world: World, browser: FlaskClient, pages: str, plan: Plan
) -> None:
    there = {"cdo": f"C{world.yann.id}", "day": MONDAY.isoformat(), "slot": "0", "length": "1"}
    address = ask(browser, pages, plan, world.shop.id, **there)
    found = answer(session)
    assert found["status"] == "possible"
    busy = {one["day"] for one in found["plan"]["visits"] if one["cdo"] == f"C{world.yann.id}"}
    days = (date.fromisoformat(day) for day in plan_days(session, plan) if day not in busy)
    take_leave(session, world.yann, next(days))

    assert "C’est possible : " in words(browser.get(address).text)
    assert browser.post(address + "/garder").status_code == 302


def test_wish_that_is_granted_already_says_so(
    session: Session, world: World, browser: FlaskClient, pages: str, plan: Plan
) -> None:
    there = {"cdo": f"C{world.zoe.id}", "day": MONDAY.isoformat(), "slot": "0", "length": "1"}
    address = ask(browser, pages, plan, world.shop.id, **there)
    assert answer(session)["status"] == "in_plan"

    assert "C’est déjà dans le plan" in words(browser.get(address).text)
    assert browser.post(address + "/garder").status_code == 404


def test_demand_that_lacks_time_is_told_of_a_further_visit_by_the_cdo_it_has(
    session: Session, world: World, browser: FlaskClient, pages: str, plan: Plan
) -> None:
    address = ask(browser, pages, plan, world.shop.id, cdo=f"C{world.zoe.id}")
    found = answer(session)
    assert (found["status"], found["is_further"]) == ("possible", True)

    page = words(browser.get(address).text)

    assert "Une intervention de plus est possible : " in page
    assert "déjà dans le plan" not in page


def test_demand_that_lacks_time_is_told_what_keeps_a_further_visit_out(
    session: Session, world: World, browser: FlaskClient, pages: str, plan: Plan
) -> None:
    there = {"cdo": f"C{world.zoe.id}", "day": MONDAY.isoformat()}
    address = ask(browser, pages, plan, world.shop.id, **there)
    found = answer(session)
    assert (found["status"], found["is_further"]) == ("impossible", True)

    page = words(browser.get(address).text)

    assert "Aucune intervention de plus n’est possible là" in page
    assert "C’est impossible dans tout plan" not in page
    assert "deux interventions le même jour" in page


def test_impossible_wish_names_the_rule_in_words(
    session: Session, world: World, browser: FlaskClient, pages: str, plan_of: PlanOf
) -> None:
    world.shop.skill = "SECU-CYB"
    session.commit()
    plan = plan_of(At(world.stock, world.yann, TUESDAY, 1))
    address = ask(browser, pages, plan, world.shop.id, cdo=f"C{world.zoe.id}")
    assert answer(session)["status"] == "impossible"

    page = words(browser.get(address).text)

    assert "C’est impossible dans tout plan" in page
    assert "Zoé Martin n’a pas la compétence « Sécurité informatique" in page


def test_question_about_another_plan_is_not_found(
    world: World, browser: FlaskClient, pages: str, plan: Plan, plan_of: PlanOf
) -> None:
    number = ask(browser, pages, plan, world.shop.id).rsplit("/", 1)[1]
    other = plan_of(At(world.shop, world.zoe, TUESDAY, 0))

    for address in (f"plans/{other.id}/questions/{number}", f"plans/{plan.id}/questions/999999"):
        assert browser.get(f"{pages}/{address}").status_code == 404
        assert browser.post(f"{pages}/{address}/garder").status_code == 404
