"""The first page of a member: what to do next, the next visits, asked and granted."""

import re
from datetime import date, datetime

from flask.testing import FlaskClient
from sqlalchemy import delete
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Member, Person
from cdo_share.demands.models import Demand, DemandState
from cdo_share.rounds.models import PeriodState
from tests.factories import a_demand
from tests.publishing.world import At, World, publish_places
from tests.statements import recorded_statements
from tests.web.member.conftest import MONDAY, TUESDAY
from tests.web.pages import main_part, words


def calls(page: str) -> list[tuple[str, str]]:
    """Return the calls to action: what the button says and where it leads."""
    found = re.findall(
        r'<li class="call">.*?<a class="btn[^"]*" href="([^"]+)">(.*?)</a>', page, re.S
    )
    return [(label, url) for url, label in found]


def tiles(page: str) -> list[str]:
    """Return the figures of the page in words."""
    return [words(tile) for tile in re.findall(r'<div class="tile .*?</div>', page, re.S)]


def test_index_nothing_asked_calls_for_a_demand(
    session: Session, browser: FlaskClient, firm: Member, world: World
) -> None:
    session.execute(delete(Demand).where(Demand.period_id == world.period.id))
    session.commit()

    page = browser.get(f"/adherent/{firm.id}").text

    assert "<h1>Bonjour Anne Le Goff</h1>" in page
    assert calls(page) == [("Exprimer un besoin", f"/adherent/{firm.id}/besoins/nouveau")]
    assert tiles(page) == []


def test_index_round_closed_calls_for_nothing(
    session: Session, browser: FlaskClient, firm: Member, world: World
) -> None:
    session.execute(delete(Demand).where(Demand.period_id == world.period.id))
    world.period.state = PeriodState.LOCKED
    session.commit()
    assert calls(browser.get(f"/adherent/{firm.id}").text) == []


def test_index_asked_but_not_published_promises_nothing(
    session: Session, browser: FlaskClient, firm: Member, world: World
) -> None:
    a_demand(session, firm, world.period, requested_slots=50, state=DemandState.WITHDRAWN)
    session.commit()

    page = browser.get(f"/adherent/{firm.id}").text

    assert tiles(page) == ["Demandé 4 demi-journées", "Accordé – pas encore décidé"]
    assert calls(page) == []


def test_index_published_shows_the_next_three_and_calls_for_a_calendar(
    session: Session, browser: FlaskClient, firm: Member, world: World, now: datetime
) -> None:
    days = [date(2099, 1, 5 + number) for number in range(5)]
    places = [At(world.shop, world.zoe, day, 0) for day in days]
    publish_places(session, world, [*places, At(world.stock, world.yann, MONDAY, 0)], now)
    session.commit()

    page = browser.get(f"/adherent/{firm.id}").text

    assert re.findall(r'class="day-leaf" datetime="([^"]+)"', page) == [
        "2099-01-05",
        "2099-01-06",
        "2099-01-07",
    ]
    assert "et 2 autres" in page
    assert tiles(page) == [
        "Demandé 4 demi-journées",
        "Accordé 5 demi-journées sur 4 demi-journées demandées",
        "Encore à venir 5 demi-journées accordées, pas encore effectuées",
    ]
    assert calls(page) == [("Installer mon agenda", f"/adherent/{firm.id}/agendas")]


def test_index_calendar_set_up_calls_no_more(
    session: Session, browser: FlaskClient, firm: Member, world: World, now: datetime
) -> None:
    publish_places(session, world, [At(world.shop, world.zoe, TUESDAY, 0)], now)
    session.commit()
    browser.post(f"/adherent/{firm.id}/agendas", data={"label": "Téléphone"})
    assert calls(browser.get(f"/adherent/{firm.id}").text) == []


def test_index_without_a_period_is_a_quiet_page(
    session: Session, browser: FlaskClient, firm: Member, world: World
) -> None:
    session.execute(delete(Demand).where(Demand.period_id == world.period.id))
    session.delete(world.period)
    session.commit()

    page = browser.get(f"/adherent/{firm.id}")

    assert page.status_code == 200
    assert (calls(page.text), tiles(page.text)) == ([], [])
    assert "Aucune intervention à venir" in main_part(page.text)


def test_index_of_another_firm_is_not_found(
    browser: FlaskClient, voice: Person, world: World
) -> None:
    assert browser.get(f"/adherent/{world.boats.id}").status_code == 404


def test_index_sends_the_same_few_statements_for_one_and_for_ten(
    session: Session, browser: FlaskClient, firm: Member, world: World, now: datetime
) -> None:
    address = f"/adherent/{firm.id}"

    def count() -> int:
        session.commit()
        with recorded_statements(session) as statements:
            assert browser.get(address).status_code == 200
        return len(statements)

    publish_places(session, world, [At(world.shop, world.zoe, MONDAY, 0)], now)
    count()  # the first visit of the browser marks its session
    with_one = count()
    for _ in range(9):
        a_demand(session, firm, world.period)
    days = [date(2099, 1, 12 + number) for number in range(5)]
    publish_places(session, world, [At(world.shop, world.zoe, day, 0) for day in days], now)
    assert (count(), with_one <= 15) == (with_one, True)


def test_booking_is_offered_at_home_once_a_plan_is_in_force_and_in_the_menu_always(
    session: Session, browser: FlaskClient, firm: Member, world: World, now: datetime
) -> None:
    home = f"/adherent/{firm.id}"
    door = "Réserver une demi-journée"
    before = browser.get(home).text
    assert door not in words(main_part(before))
    assert f'href="{home}/reservations"' in before

    publish_places(session, world, [At(world.shop, world.zoe, MONDAY, 0)], now)
    session.commit()

    after = main_part(browser.get(home).text)
    assert door in words(after)
    assert f'href="{home}/reservations"' in after
