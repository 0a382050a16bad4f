"""Two members book one half-day at the same moment: one has it, the other is told so."""

from datetime import datetime

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from cdo_share.bookings.models import Booking
from cdo_share.core.orm import transaction
from tests.publishing.conftest import own_engine as own_engine  # a fixture
from tests.publishing.world import AM, MONDAY, At, a_world
from tests.races import race
from tests.reserving.desk import Desk


def test_one_halfday_is_held_once(own_engine: Engine, now: datetime) -> None:
    with Session(own_engine, expire_on_commit=False) as session, transaction(session):
        world = a_world(session)
        desk = Desk.of(session, world, [At(world.shop, world.zoe, MONDAY, AM)], now)

    ends = race(own_engine, [lambda session: desk.hold(session, now)] * 2)

    assert ends == ["Conflict", "done"]
    with Session(own_engine) as session:
        assert session.scalar(select(func.count()).select_from(Booking)) == 1
