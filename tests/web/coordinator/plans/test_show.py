"""A plan at a glance, the sharing of time, and what is not served."""

import re
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from cdo_share.planning.models import Plan
from tests.factories import a_demand, a_member
from tests.publishing.world import At, World
from tests.statements import recorded_statements
from tests.web.coordinator.conftest import PlanOf
from tests.web.coordinator.days import MONDAY, TUESDAY
from tests.web.coordinator.reading import body_rows, section, tiles
from tests.web.pages import words


def number(text: str) -> int:
    """Return a whole number whose digits are set in groups."""
    return int(text.replace(" ", ""))


def with_limit(session: Session, plan: Plan, slots: int) -> Plan:
    """Store the limit that the worker proves for a plan."""
    plan.statistics = plan.statistics | {"limit_slots": slots}
    session.commit()
    return plan


def test_show_opens_on_hours_served_and_the_proven_limit(
    session: Session, world: World, browser: FlaskClient, pages: str, plan_of: PlanOf
) -> None:
    plan = with_limit(session, plan_of(At(world.shop, world.zoe, MONDAY, 0)), 6)

    page = browser.get(f"{pages}/plans/{plan.id}").text

    assert section(page, "served") == (
        "3 h 30 couvertes sur 28 h demandées"
        " Aucun plan ne peut couvrir plus de 21 h ; celui-ci en couvre 3 h 30."
        " couvert : 1 demi-journée le plus possible : 6 demi-journées"
        " demandé : 8 demi-journées"
    )


def test_show_says_when_no_plan_can_serve_more(
    session: Session, world: World, browser: FlaskClient, pages: str, plan_of: PlanOf
) -> None:
    plan = with_limit(session, plan_of(At(world.shop, world.zoe, MONDAY, 0)), 1)

    page = browser.get(f"{pages}/plans/{plan.id}").text

    assert "Prouvé : aucun plan ne peut couvrir plus que ces 3 h 30." in section(page, "served")


def test_show_gives_the_figures_of_service(
    world: World, browser: FlaskClient, pages: str, plan_of: PlanOf
) -> None:
    plan = plan_of(At(world.shop, world.zoe, MONDAY, 0), At(world.stock, world.yann, TUESDAY, 1))

    page = browser.get(f"{pages}/plans/{plan.id}").text

    assert tiles(page) == [
        "Écart au meilleur possible ≤ 0,4 % Prouvé, en part de tout ce qu’une répartition peut"
        " gagner ; l’écart réel ne peut pas être plus grand.",
        "Besoin le moins bien couvert 25 % de ce qu’il demandait ; la moitié des besoins :"
        " au moins 25 %",
        "Même CDO qu’avant – aucun besoin couvert n’en avait",
        "Au moment habituel – aucune intervention ne le souhaite",
        "Sur la route 0 km pour 2 interventions",
    ]


def test_demands_that_nobody_can_serve_are_not_hidden_by_the_least_served(
    session: Session, world: World, browser: FlaskClient, pages: str, plan_of: PlanOf
) -> None:
    plan = plan_of(At(world.shop, world.zoe, MONDAY, 0))
    plan.statistics = {**plan.statistics, "unservable": [f"D{world.stock.id}"]}
    session.commit()

    page = browser.get(f"{pages}/plans/{plan.id}").text
    report = browser.get(f"{pages}/plans/{plan.id}/rapport").text

    assert tiles(page)[1].endswith("sans compter 1 besoin que personne ne peut couvrir (0 %)")
    assert "Un autre besoin ne reçoit rien : personne ne peut le couvrir" in section(
        report, "report-fair"
    )


def test_show_parts_of_the_cost_add_up_to_it(
    world: World, browser: FlaskClient, pages: str, plan_of: PlanOf
) -> None:
    plan = plan_of(At(world.shop, world.zoe, MONDAY, 0), At(world.shop, world.yann, TUESDAY, 1))

    rows = section(browser.get(f"{pages}/plans/{plan.id}").text, "cost")

    shown = [number(figure) for figure in re.findall(r"(?:% |En tout )(\d[\d ]*)", rows)]
    assert len(shown) > 2
    assert sum(shown[:-1]) == shown[-1] == plan.cost == sum(plan.parts.values())


@pytest.mark.parametrize("kind", ["none", "trivial"])
def test_show_proves_nothing_of_a_plan_for_which_nobody_looked(
    session: Session, world: World, browser: FlaskClient, pages: str, plan_of: PlanOf, kind: str
) -> None:
    plan = plan_of(At(world.shop, world.zoe, MONDAY, 0))
    plan.bound, plan.bound_kind, plan.gap = 0, kind, 1.0
    session.commit()

    page, run, runs = (
        words(browser.get(f"{pages}/{address}").text)
        for address in (f"plans/{plan.id}", f"calculs/{plan.run_id}", "calculs")
    )

    assert "Écart au meilleur possible – Rien n’est prouvé" in page
    assert "Rien n’est prouvé : un autre plan pourrait être meilleur." in run
    assert "Prouvé" not in page + run
    assert "Aucun plan ne coûte moins" not in page
    assert "100 %" not in runs


def test_show_tells_the_best_plan_there_is_whatever_proves_it(
    session: Session, world: World, browser: FlaskClient, pages: str, plan_of: PlanOf
) -> None:
    plan = plan_of(At(world.shop, world.zoe, MONDAY, 0))
    plan.bound, plan.bound_kind, plan.gap = plan.cost, "trivial", 0.0
    session.commit()

    assert "Prouvé : c’est le meilleur plan" in words(browser.get(f"{pages}/plans/{plan.id}").text)


def test_show_lists_the_least_served_member_first(
    world: World, browser: FlaskClient, pages: str, plan_of: PlanOf
) -> None:
    plan = plan_of(At(world.shop, world.zoe, MONDAY, 0))

    page = browser.get(f"{pages}/plans/{plan.id}").text

    assert "1 une partie, 1 rien." in section(page, "fairness")
    assert body_rows(page)[:2] == [
        "Chantier naval Kermor 14 h 0 h 0 %",
        "Biscuiterie Le Goff 14 h 3 h 30 25 %",
    ]
    assert 'd="M0.000 100V100.00h40.000V100ZM50.000 100V75.00h40.000V100Z"' in page


def test_show_tells_the_load_of_each_cdo(
    world: World, browser: FlaskClient, pages: str, plan_of: PlanOf
) -> None:
    plan = plan_of(At(world.shop, world.zoe, MONDAY, 0), At(world.stock, world.zoe, TUESDAY, 1))

    page = browser.get(f"{pages}/plans/{plan.id}").text

    assert "Zoé Martin 7 h 14 h 140 h 5 % 2 2 0" in section(page, "loads")


def test_sharing_finds_a_member_by_name(
    world: World, browser: FlaskClient, pages: str, plan_of: PlanOf
) -> None:
    plan = plan_of(At(world.shop, world.zoe, MONDAY, 0))

    page = browser.get(f"{pages}/plans/{plan.id}/partage?q=goff").text

    assert body_rows(page) == ["Biscuiterie Le Goff 14 h 3 h 30 25 %"]


def test_unmet_points_add_up_to_their_part_of_the_cost(
    world: World, browser: FlaskClient, pages: str, plan_of: PlanOf
) -> None:
    plan = plan_of(At(world.shop, world.zoe, MONDAY, 0))

    page = words(browser.get(f"{pages}/plans/{plan.id}/manques").text)

    points = [number(one) for one in re.findall(r"Ce qui manque coûte (\d[\d ]*) points", page)]
    assert len(points) == 2
    assert sum(points) == plan.parts["shortage"]
    assert number(re.findall(r"Ce manque coûte (\d[\d ]*) points", page)[0]) == sum(points)


def test_address_of_old_leads_to_what_is_not_served(
    world: World, browser: FlaskClient, pages: str, plan_of: PlanOf
) -> None:
    plan = plan_of(At(world.shop, world.zoe, MONDAY, 0))

    answer = browser.get(f"{pages}/plans/{plan.id}/besoins?q=stock")

    assert answer.location == f"{pages}/plans/{plan.id}/manques?q=stock"
    page = words(browser.get(answer.location).text)
    assert ["Suivre le stock" in page, "Ouvrir la boutique" in page] == [True, False]


def test_show_sends_the_same_few_statements_for_one_and_for_ten(
    session: Session, world: World, browser: FlaskClient, pages: str, plan_of: PlanOf
) -> None:
    small = f"{pages}/plans/{plan_of(At(world.shop, world.zoe, MONDAY, 0)).id}"
    browser.get(small)  # the first page of a browser also notes that it is alive
    with recorded_statements(session) as few:
        browser.get(small)
    demands = [
        a_demand(session, a_member(session, world.groupement), world.period) for _ in range(10)
    ]
    places = [At(demand, world.yann, day, 1) for demand, day in zip(demands, _days(), strict=True)]
    large = f"{pages}/plans/{plan_of(*places).id}"
    with recorded_statements(session) as many:
        browser.get(large)

    assert (len(many), len(few) <= 15) == (len(few), True)


def _days() -> list[date]:
    return [MONDAY.replace(day=day) for day in (5, 6, 7, 8, 9, 12, 13, 14, 15, 16)]
