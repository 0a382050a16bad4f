"""While a period is under way, the round of the next one is what a member is asked about."""

from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Member
from cdo_share.demands.models import Demand
from cdo_share.rounds.models import Period
from tests.factories import a_groupement, a_period
from tests.publishing.world import World
from tests.statements import recorded_statements
from tests.web.pages import answers, words


@pytest.fixture
def spring(session: Session, world: World) -> Period:
    """Return the period after that of the world, its round open with a last day."""
    spring = a_period(
        session,
        world.groupement,
        name="Printemps 2099",
        starts_on=date(2099, 4, 6),
        ends_on=date(2099, 7, 3),
        closes_on=date(2099, 3, 6),
    )
    session.commit()
    return spring


def test_home_calls_for_the_next_round_and_keeps_the_balance_of_now(
    browser: FlaskClient, firm: Member, spring: Period
) -> None:
    page = browser.get(f"/adherent/{firm.id}").text
    assert 'class="call"' in page
    assert "Demandé 4 demi-journées" in words(page)


def test_demand_is_stated_in_the_next_round(
    session: Session, browser: FlaskClient, pages: str, firm: Member, spring: Period
) -> None:
    sent = answers(browser.get(f"{pages}/nouveau").text) | {"skill": "SECU-CYB"}
    browser.post(f"{pages}/nouveau", data=sent)

    demand = session.scalars(select(Demand).order_by(Demand.id.desc())).first()
    assert demand is not None
    assert (sent["earliest_on"], demand.period_id) == ("2099-04-06", spring.id)
    assert 'class="call"' not in browser.get(f"/adherent/{firm.id}").text


def test_list_shows_the_round_and_leads_to_the_period_of_now(
    browser: FlaskClient, pages: str, world: World, spring: Period
) -> None:
    of_round = browser.get(pages).text
    of_now = browser.get(f"{pages}?periode={world.period.id}").text

    assert f'href="{pages}?periode={world.period.id}">Hiver 2099</a>' in of_round
    assert world.shop.title not in of_round
    assert f'href="{pages}?periode={spring.id}">Printemps 2099</a>' in of_now
    assert world.shop.title in of_now
    assert f'href="{pages}/nouveau?periode={world.period.id}"' in of_now


def test_period_of_another_groupement_is_not_found(
    session: Session, browser: FlaskClient, pages: str
) -> None:
    foreign = a_period(session, a_groupement(session))
    session.commit()
    for path in ("", "/nouveau"):
        assert browser.get(f"{pages}{path}?periode={foreign.id}").status_code == 404
    assert browser.post(f"{pages}/apercu?periode={foreign.id}").status_code == 404
    assert browser.get(f"{pages}?periode={2**40}").status_code == 404


def test_home_stays_within_its_statements(
    session: Session, browser: FlaskClient, firm: Member, spring: Period
) -> None:
    browser.get(f"/adherent/{firm.id}")
    session.commit()
    with recorded_statements(session) as statements:
        browser.get(f"/adherent/{firm.id}")
    assert len(statements) <= 15
