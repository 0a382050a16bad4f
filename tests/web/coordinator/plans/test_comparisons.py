"""Plans side by side: figures, members, CDOs and visits, and what cannot be compared."""

import re
from datetime import datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from cdo_share.accounts.models import RoleKind
from cdo_share.core.grid import Half
from cdo_share.demands.models import DemandHalfday, Wish
from cdo_share.planning.models import Run
from tests.factories import a_period, a_person, a_role
from tests.planning.large import a_large
from tests.publishing.world import At, World, publish_places
from tests.statements import recorded_statements
from tests.web.conftest import ClientOf
from tests.web.coordinator.conftest import PlanOf
from tests.web.coordinator.days import MONDAY, NEXT_MONDAY, TUESDAY
from tests.web.coordinator.reading import section
from tests.web.pages import words


@pytest.fixture
def compared(world: World, pages: str, plan_of: PlanOf) -> str:
    """Return the address of a comparison: a visit stays, one moves, one goes, one comes."""
    one = plan_of(
        At(world.shop, world.zoe, MONDAY, 0),
        At(world.shop, world.zoe, NEXT_MONDAY, 0),
        At(world.stock, world.yann, TUESDAY, 0),
    )
    two = plan_of(
        At(world.shop, world.zoe, MONDAY, 0),
        At(world.stock, world.zoe, TUESDAY, 0),
        At(world.stock, world.yann, NEXT_MONDAY, 0),
    )
    return f"{pages}/plans/comparer?plan={one.id}&plan={two.id}"


def numbers(address: str) -> list[str]:
    """Return the plans of an address."""
    return re.findall(r"plan=(\d+)", address)


def test_figures_stand_side_by_side(browser: FlaskClient, compared: str) -> None:
    text = section(browser.get(compared).text, "figures")

    assert "Heures couvertes 10 h 30 10 h 30 Heures demandées 28 h 28 h" in text
    assert re.search(r"Besoins partagés entre plusieurs CDO 0 30 ?00 \+30 ?00", text)


def test_members_gain_and_lose(browser: FlaskClient, compared: str) -> None:
    page = browser.get(compared).text

    text = section(page, f"plan-{numbers(compared)[1]}")
    assert re.search(r"Chantier naval Kermor gagne .*?3 h 30 7 h \+3 h 30", text)
    assert "Biscuiterie Le Goff perd" in text
    assert "1 y gagne, 1 y perd, 0 change sans gagner ni perdre." in text


def test_member_who_loses_no_hour_is_told_what_is_lost(
    session: Session, world: World, browser: FlaskClient, pages: str, plan_of: PlanOf
) -> None:
    session.add(
        DemandHalfday(demand_id=world.shop.id, weekday=0, half=Half.AM, wish=Wish.PREFERRED)
    )
    session.commit()
    plans = [plan_of(At(world.shop, world.zoe, day, 0)).id for day in (MONDAY, TUESDAY)]

    page = browser.get(f"{pages}/plans/comparer?plan={plans[0]}&plan={plans[1]}").text

    text = section(page, f"plan-{plans[1]}")
    reason = "1 intervention de plus hors des demi-journées préférées"
    assert f"Biscuiterie Le Goff perd {reason} 3 h 30 3 h 30 = + 50" in text


def test_visits_are_told_one_by_one(browser: FlaskClient, compared: str) -> None:
    text = section(browser.get(compared).text, f"plan-{numbers(compared)[1]}")

    assert "1 nouvelle intervention 1 déplacée 1 retirée 1 inchangée" in text
    differing = text.split("Changement", 1)[1]
    assert (
        "Chantier naval Kermor Suivre le stock Déplacée mar. 6 janv., matin, Yann Guégan"
        " mar. 6 janv., matin, Zoé Martin" in differing
    )
    assert "Ouvrir la boutique en ligne Retirée lun. 12 janv., matin, Zoé Martin –" in differing
    assert "Suivre le stock Nouvelle – lun. 12 janv., matin, Yann Guégan" in differing


def test_plans_of_other_rules_are_priced_alike_and_it_is_said(
    session: Session, world: World, browser: FlaskClient, pages: str, plan_of: PlanOf, now: datetime
) -> None:
    publish_places(session, world, [At(world.shop, world.zoe, MONDAY, 0)], now)
    alone = [plan_of(At(world.shop, world.zoe, day, 0)) for day in (MONDAY, TUESDAY)]
    mended, named = session.get_one(Run, alone[1].run_id), alone[1].id
    mended.name = "Réunion du 3 décembre"
    mended.instance = {**mended.instance, "published": [], "max_changes": 0}
    alone[1].cost, alone[1].parts = 1, {"shortage": 1}
    alone[1].bound = 0
    session.commit()

    page = browser.get(f"{pages}/plans/comparer?plan={alone[0].id}&plan={named}").text

    text = words(page)
    assert "Les points sont comptés de la même façon pour tous ces plans" in text
    assert "Réunion du 3 décembre – 1 point sur sa page, " in text
    assert "ce qui est en vigueur aujourd’hui 0 500 +500" in text
    told = re.search(
        r"Points des adhérents : (.*?) ; des CDO .*? : (.*?) ; en tout : (.*?)\.", text
    )
    assert told is not None
    member, cdo, all_of_them = (
        int(re.sub(r"[^0-9−]", "", one).replace("−", "-")) for one in told.groups()
    )
    assert member + cdo == all_of_them == 500


def test_three_plans_are_each_set_beside_the_first(
    world: World, browser: FlaskClient, compared: str, plan_of: PlanOf
) -> None:
    third = plan_of(At(world.shop, world.zoe, MONDAY, 0))

    page = browser.get(f"{compared}&plan={third.id}").text

    assert re.findall(r'aria-labelledby="plan-(\d+)"', page) == [
        numbers(compared)[1],
        str(third.id),
    ]


def test_another_plan_can_be_taken_as_the_first(browser: FlaskClient, compared: str) -> None:
    one, two = numbers(compared)
    page = browser.get(compared).text
    links = re.findall(r'href="([^"]*comparer\?plan=[^"]*)"', page)

    turned = browser.get(links[0].replace("&amp;", "&")).text

    assert numbers(links[0]) == [two, one]
    text = section(turned, f"plan-{one}")
    assert re.search(r"Chantier naval Kermor perd .*?7 h 3 h 30 −3 h 30", text)


@pytest.mark.parametrize("count", [0, 1, 5])
def test_too_few_or_too_many_plans_are_asked_for_again(
    world: World, browser: FlaskClient, pages: str, plan_of: PlanOf, count: int
) -> None:
    plans = [plan_of(At(world.shop, world.zoe, MONDAY, 0)) for _ in range(max(2, count))]
    chosen = "&".join(f"plan={plan.id}" for plan in plans[:count])

    page = browser.get(f"{pages}/plans/comparer?periode={world.period.id}&{chosen}").text

    assert page.count('type="checkbox" name="plan"') == len(plans)
    assert page.count(" checked>") == count


def test_plans_of_two_periods_are_not_compared(
    session: Session, world: World, browser: FlaskClient, pages: str, plan_of: PlanOf
) -> None:
    one, two = (plan_of(At(world.shop, world.zoe, MONDAY, 0)) for _ in range(2))
    other = a_period(session, world.groupement)
    two.period_id = other.id
    session.commit()

    assert browser.get(f"{pages}/plans/comparer?plan={one.id}&plan={two.id}").status_code == 404


def test_runs_offer_to_compare_as_soon_as_there_are_two_plans(
    world: World, browser: FlaskClient, pages: str, plan_of: PlanOf
) -> None:
    plan_of(At(world.shop, world.zoe, MONDAY, 0))
    alone = browser.get(f"{pages}/calculs?periode={world.period.id}").text
    plan_of(At(world.shop, world.zoe, TUESDAY, 0))

    page = browser.get(f"{pages}/calculs?periode={world.period.id}").text

    assert "Comparer les plans cochés" not in words(alone)
    assert "Comparer les plans cochés" in words(page)
    assert page.count('type="checkbox" name="plan"') == 2


def test_four_plans_of_a_groupement_take_few_statements(
    session: Session, client_of: ClientOf
) -> None:
    large = a_large(session, "S")
    plans = [large.plan(skipped=number) for number in range(4)]
    person = a_person(session)
    a_role(session, person, large.groupement, RoleKind.COORDINATOR)
    browser = client_of(person)
    address = f"/coordination/{large.groupement.slug}/plans/comparer?" + "&".join(
        f"plan={plan.id}" for plan in plans
    )
    browser.get(address)
    with recorded_statements(session) as statements:
        answer = browser.get(address)

    assert answer.status_code == 200
    assert len(statements) <= 15
