"""A firm in a small groupement, its voice logged in, before a period that never becomes past."""

from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Member, Person, RoleKind
from cdo_share.demands.models import Demand
from tests.factories import a_person, a_role
from tests.publishing.world import World, a_world
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
