"""The visits of a firm: to come and past, with the CDO's name, never clock times for some."""

import re
from datetime import date, datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Member, Regime
from cdo_share.core.grid import GridKind
from tests.publishing.world import At, World, publish_places
from tests.statements import recorded_statements
from tests.web.member.conftest import MONDAY, TUESDAY
from tests.web.pages import main_part, words


@pytest.fixture
def address(firm: Member) -> str:
    """Return the address of the page."""
    return f"/adherent/{firm.id}/interventions"


def shown(page: str) -> list[str]:
    """Return each visit of the page in words."""
    return [words(visit) for visit in re.findall(r'<article class="visit.*?</article>', page, re.S)]


def test_index_nothing_published_says_when_visits_appear(
    browser: FlaskClient, address: str, firm: Member
) -> None:
    page = main_part(browser.get(address).text)
    assert "Aucune intervention à venir" in page
    assert f'href="/adherent/{firm.id}/besoins"' in page


def test_index_own_visits_by_day_with_the_name_of_the_cdo(
    session: Session, browser: FlaskClient, address: str, world: World, now: datetime
) -> None:
    world.shop.title = "Ouvrir la boutique & vendre"
    places = [
        At(world.shop, world.zoe, TUESDAY, 0),
        At(world.shop, world.zoe, MONDAY, 0, 2),
        At(world.stock, world.yann, MONDAY, 0),
    ]
    publish_places(session, world, places, now)
    session.commit()

    page = browser.get(address).text

    assert shown(page) == [
        "journée Zoé Martin Ouvrir la boutique & vendre Sur place Vannes"
        " Agenda Zoé Martin, journée Annuler Zoé Martin, journée",
        "matin Zoé Martin Ouvrir la boutique & vendre Sur place Vannes"
        " Agenda Zoé Martin, matin Annuler Zoé Martin, matin",
    ]
    assert re.findall(r'<time class="day-leaf" datetime="([^"]+)"', page) == [
        "2099-01-05",
        "2099-01-06",
    ]
    assert "2 interventions à venir" in page


@pytest.mark.parametrize(
    ("regime", "when"), [(Regime.HOURS, "09:30–11:30"), (Regime.FORFAIT_JOURS, "matin")]
)
def test_index_hours_are_clock_times_unless_the_cdo_is_on_forfait_jours(  # noqa: PLR0917
    session: Session,
    browser: FlaskClient,
    address: str,
    world: World,
    now: datetime,
    regime: Regime,
    when: str,
) -> None:
    world.period.grid_kind = GridKind.HOUR
    world.zoe.regime = regime
    session.flush()
    publish_places(session, world, [At(world.shop, world.zoe, MONDAY, 1, 2)], now)
    session.commit()

    page = main_part(browser.get(address).text)

    assert re.findall(r'<p class="visit-when">(.*?)</p>', page) == [when]
    clocks = re.findall(r"\d\d:\d\d", page)
    # Once as the time, once in the name of the button that cancels.
    assert clocks == (["09:30", "11:30"] * 3 if regime is Regime.HOURS else [])


def test_index_past_visits_are_folded_and_newest_first(
    session: Session, browser: FlaskClient, address: str, world: World, now: datetime
) -> None:
    days = [date(2020, 1, 6), date(2020, 1, 7)]
    world.period.starts_on = days[0]
    session.flush()
    publish_places(session, world, [At(world.shop, world.zoe, day, 0) for day in days], now)
    session.commit()

    page = browser.get(address).text

    folded = page[page.index("Interventions passées") :]
    assert re.findall(r'datetime="([^"]+)"', folded) == ["2020-01-07", "2020-01-06"]
    assert "Aucune intervention à venir" in page


def test_index_sends_the_same_few_statements_for_one_and_for_ten(
    session: Session, browser: FlaskClient, address: str, world: World, now: datetime
) -> None:
    def count(visits: int) -> int:
        days = [date(2099, 1, 12 + number) for number in range(visits)]
        publish_places(session, world, [At(world.shop, world.zoe, day, 0) for day in days], now)
        session.commit()
        with recorded_statements(session) as statements:
            assert len(shown(browser.get(address).text)) == visits
        return len(statements)

    count(1)  # the first visit of the browser marks its session
    with_one = count(1)
    assert (count(5), with_one <= 15) == (with_one, True)
