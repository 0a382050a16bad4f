"""How calendars show visits: stored, and the calendars rendered in the same act."""

from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Regime
from cdo_share.calendars.models import DetailLevel, Feed, FeedOwner, FeedSettings, HalfdayEvents
from cdo_share.calendars.queries import load_body
from cdo_share.calendars.service import rebuild_feeds
from cdo_share.core.audit import AuditEntry
from cdo_share.core.clock import utc_now
from tests.publishing.world import AM, At, World, publish_places
from tests.web.pages import answers


def _soon() -> date:
    """Return a Monday within the months that calendars show."""
    ahead = utc_now().date() + timedelta(days=14)
    return ahead - timedelta(days=ahead.weekday())


@pytest.fixture
def address(session: Session, world: World, pages: str) -> str:
    """Return the address of the page; the CDO Zoé, on forfait-jours, has one visit."""
    world.zoe.regime = Regime.FORFAIT_JOURS
    publish_places(session, world, [At(world.shop, world.zoe, _soon(), AM)], utc_now())
    rebuild_feeds(
        session, groupement_id=world.groupement.id, now=utc_now(), base_url="http://localhost"
    )
    session.commit()
    return f"{pages}/reglages/agendas"


def member_feed(session: Session, world: World) -> str:
    session.expire_all()
    feed_id = session.scalars(
        select(Feed.id).where(
            Feed.owner == FeedOwner.MEMBER,
            Feed.subject_id == world.biscuits.id,
            Feed.detail == DetailLevel.FULL,
        )
    ).one()
    return load_body(session, feed_id).decode().replace("\r\n ", "")


def test_settings_begin_with_days_and_free_members(browser: FlaskClient, address: str) -> None:
    shown = answers(browser.get(address).text)

    assert {name: shown[name] for name in ("halfdays", "members")} == {
        "halfdays": "day",
        "members": "free",
    }


def test_settings_are_stored_and_shown_by_calendars_at_once(
    session: Session, world: World, browser: FlaskClient, address: str
) -> None:
    before = member_feed(session, world)

    answer = browser.post(address, data={"halfdays": "timed", "members": "busy"})

    after = member_feed(session, world)
    assert answer.location == address
    assert session.get_one(FeedSettings, world.groupement.id).halfdays is HalfdayEvents.TIMED
    assert ("VALUE=DATE" in before, "TRANSP:TRANSPARENT" in before) == (True, True)
    assert ("T090000" in after, "TRANSP:OPAQUE" in after) == (True, True)
    assert ("SEQUENCE:0" in before, "SEQUENCE:1" in after) == (True, True)
    act = session.scalars(select(AuditEntry).where(AuditEntry.action == ACT)).one()
    assert act.facts == {"halfdays": "timed", "blocks_members": True}
    shown = answers(browser.get(address).text)
    assert (shown["halfdays"], shown["members"]) == ("timed", "busy")


@pytest.mark.parametrize("sent", [{}, {"halfdays": "timed"}, {"halfdays": "x", "members": "busy"}])
def test_settings_that_are_incomplete_change_nothing(
    session: Session, world: World, browser: FlaskClient, address: str, sent: dict[str, str]
) -> None:
    before = member_feed(session, world)

    answer = browser.post(address, data=sent)

    assert answer.status_code == 422
    assert 'class="error-summary"' in answer.text
    assert member_feed(session, world) == before


ACT = "change_calendar_settings"
