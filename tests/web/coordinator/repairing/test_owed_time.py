"""Time that stays due is found later, by CDO and month, by the coordinator and by the CDO."""

from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Person, Regime, RoleKind
from cdo_share.core.clock import utc_now
from cdo_share.publishing.cancelling import CancelWish, cancel_visit
from cdo_share.publishing.models import CancelledBy, Visit
from tests.factories import a_period, a_role
from tests.publishing.world import AM, PM, At, World, publish_places
from tests.statements import recorded_statements
from tests.web.conftest import ClientOf
from tests.web.pages import main_part, words


@pytest.fixture
def soon(session: Session, world: World) -> date:
    """Return a Monday on which a part-timer's whole day was cancelled late, and half is worked."""
    today = utc_now().date()
    day = today + timedelta(days=7 - today.weekday())
    period = a_period(session, world.groupement, starts_on=day, ends_on=day + timedelta(days=11))
    world.shop.period_id = world.stock.period_id = period.id
    world.period, world.zoe.regime = period, Regime.PART_TIME
    session.flush()
    places = [
        At(world.shop, world.zoe, day, AM, 2),
        At(world.shop, world.zoe, day + timedelta(days=1), PM),
    ]
    publish_places(session, world, places, utc_now())
    for visit_id in session.scalars(select(Visit.id)).all():
        wish = CancelWish(
            visit_id=visit_id,
            cancelled_by=CancelledBy.MEMBER,
            person_id=None,
            is_replaced=True,
        )
        cancel_visit(session, groupement_id=world.groupement.id, wish=wish, now=utc_now())
    publish_places(session, world, [At(world.stock, world.zoe, day, AM)], utc_now())
    session.commit()
    return day


def test_coordinator_finds_it_by_cdo_and_month_with_its_sum(
    session: Session, browser: FlaskClient, pages: str, world: World, soon: date
) -> None:
    pages_of = [f"{pages}/temps-dus{query}" for query in ("", f"?cdo={world.zoe.id}")]

    for path in pages_of:
        session.expire_all()
        with recorded_statements(session) as statements:
            told = words(main_part(browser.get(path).text))
        assert len(statements) <= 15
        assert "Zoé Martin, " in told
        assert told.count("1 demi-journée (3 h 30)") == 2
        assert "7 h" in told or soon.day > 27  # two months then
    other = words(main_part(browser.get(f"{pages}/temps-dus?cdo={world.yann.id}").text))
    assert "Aucun temps" in other


def test_what_waits_names_the_half_day_that_is_left(
    browser: FlaskClient, pages: str, world: World, soon: date
) -> None:
    told = words(main_part(browser.get(f"{pages}/a-traiter?periode={world.period.id}").text))

    assert told.count("Intervention annulée") == 2
    assert told.count("après-midi. Ce temps est libre chez Zoé Martin.") == 2
    assert "Reste dû au CDO, sauf accord de sa part : 1 demi-journée." in told


def test_cdo_finds_their_own_only(
    session: Session, client_of: ClientOf, world: World, soon: date
) -> None:
    told = {}
    for cdo in (world.zoe, world.yann):
        person = session.get_one(Person, cdo.person_id)
        a_role(session, person, world.groupement, RoleKind.CDO, engagement_id=cdo.id)
        session.commit()
        page = client_of(person).get(f"/cdo/{cdo.id}/temps-dus")
        told[cdo.id] = words(main_part(page.text)).count("demi-journée (3 h 30)")

    assert told == {world.zoe.id: 2, world.yann.id: 0}
