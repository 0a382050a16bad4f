"""A firm in a small groupement, its voice logged in, before a period that never becomes past."""

from datetime import date, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Member, Person, RoleKind
from cdo_share.core.clock import utc_now
from cdo_share.demands.models import Demand
from tests.factories import a_person, a_role
from tests.publishing.world import At, World, a_world, publish_places
from tests.web.conftest import ClientOf

MONDAY = date(2099, 1, 5)
TUESDAY = date(2099, 1, 6)
LAST_FRIDAY = date(2099, 1, 30)


@pytest.fixture
def world(session: Session) -> World:
    """Return two members with a demand each, two CDOs, one period of four weeks."""
    return a_world(session, name="Hiver 2099", starts_on=MONDAY, ends_on=LAST_FRIDAY)


@pytest.fixture
def firm(world: World) -> Member:
    """Return the member whose pages are asked for."""
    return world.biscuits


@pytest.fixture
def voice(session: Session, world: World, firm: Member) -> Person:
    """Return the person who speaks for the firm."""
    person = a_person(session, name="Anne Le Goff")
    a_role(session, person, world.groupement, RoleKind.MEMBER, member_id=firm.id)
    session.commit()
    return person


@pytest.fixture
def browser(client_of: ClientOf, voice: Person) -> FlaskClient:
    """Return a browser in which the firm's voice is logged in."""
    return client_of(voice)


@pytest.fixture
def pages(firm: Member) -> str:
    """Return the address of the demands' pages."""
    return f"/adherent/{firm.id}/besoins"


@pytest.fixture
def blank(session: Session, world: World, browser: FlaskClient) -> FlaskClient:
    """Return the browser of a firm that has not asked for anything."""
    session.execute(delete(Demand).where(Demand.period_id == world.period.id))
    session.commit()
    return browser


@pytest.fixture
def address(firm: Member) -> str:
    """Return the address of the page."""
    return f"/adherent/{firm.id}/agendas"


@pytest.fixture
def published(session: Session, world: World, now: datetime) -> World:
    """Return the world with one visit of the firm, soon enough for a calendar to show it."""
    soon = utc_now().date() + timedelta(days=7)
    monday = soon - timedelta(days=soon.weekday())
    world.period.starts_on, world.period.ends_on = monday, monday + timedelta(days=25)
    session.flush()
    publish_places(session, world, [At(world.shop, world.zoe, monday, 0)], now)
    session.commit()
    return world
