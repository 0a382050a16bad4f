"""A groupement with a plan in force in which half-days can be booked."""

from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from tests.publishing.world import AM, MONDAY, At, a_world
from tests.reserving.desk import Desk


@pytest.fixture
def desk(session: Session, now: datetime) -> Desk:
    """Return a world with one visit in force, Zoé's on Monday morning."""
    world = a_world(session)
    return Desk.of(session, world, [At(world.shop, world.zoe, MONDAY, AM)], now)
