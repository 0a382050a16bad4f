"""The world of those who chose invitations, for all tests of this folder."""

import pytest
from sqlalchemy.orm import Session, sessionmaker

from tests.inviting import (
    FAR,
    MORNING_AFTER,
    ONE,
    TWO,
    Invited,
    all_leave,
    an_invited_world,
    choose,
    publish,
)
from tests.notifications.conftest import office
from tests.notifications.post_office import PostOffice
from tests.publishing.conftest import own_engine
from tests.publishing.world import AM, MONDAY, TUESDAY, At

__all__ = ["office", "own_engine"]

Sessions = sessionmaker[Session]


@pytest.fixture
def people(session: Session) -> Invited:
    """Return the world in which nobody has chosen yet."""
    return an_invited_world(session)


@pytest.fixture
def shop(people: Invited) -> At:
    """Return the place of a visit of the biscuits, on Monday morning."""
    return At(people.world.shop, people.world.zoe, MONDAY, AM, id=ONE)


@pytest.fixture
def other(people: Invited) -> At:
    """Return the place of another, on Tuesday morning."""
    return At(people.world.shop, people.world.zoe, TUESDAY, AM, id=TWO)


@pytest.fixture
def invited(
    session: Session,
    sessions: Sessions,
    people: Invited,
    shop: At,
    office: PostOffice,
) -> Invited:
    """Return the world in which Annick's calendar holds the one visit."""
    choose(session, people, FAR)
    publish(session, people, [shop], FAR)
    all_leave(sessions, office, MORNING_AFTER)
    return people


@pytest.fixture
def linked(
    session: Session,
    sessions: Sessions,
    people: Invited,
    shop: At,
    office: PostOffice,
) -> Invited:
    """Return the world in which Annick was told of the one visit and then chose invitations."""
    publish(session, people, [shop], FAR)
    all_leave(sessions, office, MORNING_AFTER)
    choose(session, people, MORNING_AFTER)
    return people
