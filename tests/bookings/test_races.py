"""A half-day that is held and a release that wants it, at one moment: one of them has it."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, func, select, text
from sqlalchemy.orm import Session

from cdo_share.bookings.models import Booking
from cdo_share.bookings.service import lock_expired
from cdo_share.core.orm import transaction
from cdo_share.publishing.models import Visit
from tests.bookings.scene import held
from tests.publishing.conftest import own_engine as own_engine  # a fixture
from tests.publishing.world import AM, TUESDAY, At, World, a_world, publish_places
from tests.races import overtake

Act = Callable[[Session], object]

# SQLite has one writer at a time anyway.
pytestmark = pytest.mark.parametrize("own_engine", ["postgresql"], indirect=True)


def stored(engine: Engine) -> World:
    """Return a world that is committed."""
    with Session(engine, expire_on_commit=False) as session, transaction(session):
        return a_world(session)


@pytest.mark.parametrize(("is_held_first", "rows"), [(True, [1, 0]), (False, [0, 1])])
def test_time_is_held_or_visited_never_both(
    own_engine: Engine, now: datetime, *, is_held_first: bool, rows: list[int]
) -> None:
    world = stored(own_engine)
    acts: list[Act] = [
        lambda session: held(session, world, now),
        lambda session: publish_places(
            session, world, [At(world.shop, world.zoe, TUESDAY, AM)], now
        ),
    ]

    end = overtake(own_engine, *(acts if is_held_first else reversed(acts)))

    assert end == "Conflict"
    with Session(own_engine) as session:
        counts = [select(func.count()).select_from(model) for model in (Booking, Visit)]
        assert [session.scalar(count) for count in counts] == rows


def test_booking_on_which_somebody_decides_is_left_to_them_without_waiting(
    own_engine: Engine, now: datetime
) -> None:
    world = stored(own_engine)
    with Session(own_engine, expire_on_commit=False) as session, transaction(session):
        booking = held(session, world, now)
    later = now + timedelta(days=9)

    with Session(own_engine) as deciding, Session(own_engine) as tidying:
        deciding.get_one(Booking, booking.id, with_for_update=True)
        tidying.execute(text("SET LOCAL lock_timeout = '2s'"))

        assert lock_expired(tidying, booking.id, later) is None
