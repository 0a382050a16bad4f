"""Two members book one half-day at the same moment: one has it, the other is told so."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session, sessionmaker

from cdo_share.bookings.models import Booking, BookingState
from cdo_share.bookings.service import MOST_HELD
from cdo_share.core.orm import transaction
from cdo_share.jobs.tidying import free_held
from cdo_share.reserving.confirming import confirm_booking
from cdo_share.reserving.holding import let_go
from cdo_share.web.mails import render_mail
from tests.publishing.conftest import own_engine as own_engine  # a fixture
from tests.publishing.world import (
    AM,
    MONDAY,
    PM,
    TUESDAY,
    WEDNESDAY,
    At,
    a_world,
    publish_places,
)
from tests.races import overtake, race
from tests.reserving.desk import AROUND, Desk, in_force


def test_one_halfday_is_held_once(own_engine: Engine, now: datetime) -> None:
    with Session(own_engine, expire_on_commit=False) as session, transaction(session):
        world = a_world(session)
        desk = Desk.of(session, world, [At(world.shop, world.zoe, MONDAY, AM)], now)

    ends = race(own_engine, [lambda session: desk.hold(session, now)] * 2)

    assert ends == ["Conflict", "done"]
    with Session(own_engine) as session:
        assert session.scalar(select(func.count()).select_from(Booking)) == 1


def states(engine: Engine) -> list[BookingState]:
    with Session(engine) as session:
        return list(session.scalars(select(Booking.state).order_by(Booking.id)))


def test_two_workers_free_what_ran_out_once_each(own_engine: Engine, now: datetime) -> None:
    with Session(own_engine, expire_on_commit=False) as session, transaction(session):
        desk = Desk.of(session, a_world(session), [], now)
        for number in range(MOST_HELD):
            desk.hold(session, now, day=TUESDAY + timedelta(days=number))
    later, sessions = now + timedelta(days=9), sessionmaker(own_engine)

    with ThreadPoolExecutor(2) as pool:
        freed = list(pool.map(lambda _: free_held(sessions, now=later, around=AROUND), range(2)))

    assert sum(freed) == MOST_HELD
    assert states(own_engine) == [BookingState.EXPIRED] * MOST_HELD


def test_booking_that_cannot_be_freed_holds_up_no_other(own_engine: Engine, now: datetime) -> None:
    with Session(own_engine, expire_on_commit=False) as session, transaction(session):
        desk = Desk.of(session, a_world(session), [], now)
        for slot in (AM, PM):
            desk.hold(session, now, slot=slot)
    later, broken = now + timedelta(days=9), iter([LookupError("no such template")])

    def render(template: str, language: str, **values: object) -> str:
        for error in broken:
            raise error
        return render_mail(template, language, **values)

    around = replace(AROUND, render=render)
    assert free_held(sessionmaker(own_engine), now=later, around=around) == 1

    assert states(own_engine) == [BookingState.HELD, BookingState.EXPIRED]


def test_member_holds_so_many_at_most_also_at_one_moment(own_engine: Engine, now: datetime) -> None:
    with Session(own_engine, expire_on_commit=False) as session, transaction(session):
        desk = Desk.of(session, a_world(session), [], now)
        for number in range(1, MOST_HELD):
            desk.hold(session, now, day=TUESDAY + timedelta(days=number))
    cdos = desk.world.zoe, desk.world.yann

    ends = race(
        own_engine, [partial(lambda cdo, one: desk.hold(one, now, cdo=cdo), cdo) for cdo in cdos]
    )

    assert ends == ["Conflict", "done"]
    assert len(states(own_engine)) == MOST_HELD


def confirming(desk: Desk, booking_id: int, now: datetime) -> Callable[[Session], object]:
    return lambda session: confirm_booking(
        session,
        session.get_one(Booking, booking_id),
        person_id=desk.office.id,
        now=now,
        around=AROUND,
    )


# SQLite has one writer at a time anyway.
@pytest.mark.parametrize("own_engine", ["postgresql"], indirect=True)
def test_booking_that_is_being_declined_is_not_confirmed(own_engine: Engine, now: datetime) -> None:
    with Session(own_engine, expire_on_commit=False) as session, transaction(session):
        desk = Desk.of(session, a_world(session), [], now)
        booking_id = desk.hold(session, now).id

    end = overtake(
        own_engine,
        lambda session: let_go(
            session,
            session.get_one(Booking, booking_id),
            BookingState.DECLINED,
            person_id=desk.office.id,
            now=now,
            around=AROUND,
        ),
        confirming(desk, booking_id, now),
    )

    assert (end, states(own_engine)) == ("Conflict", [BookingState.DECLINED])


@pytest.mark.parametrize("own_engine", ["postgresql"], indirect=True)
def test_confirming_joins_the_release_that_comes_a_moment_before(
    own_engine: Engine, now: datetime
) -> None:
    """Read before that release, what is in force would lack its visits and take them away."""
    with Session(own_engine, expire_on_commit=False) as session, transaction(session):
        world = a_world(session)
        desk = Desk.of(session, world, [], now)
        booking_id = desk.hold(session, now).id
    more = At(world.stock, world.yann, WEDNESDAY, PM)

    end = overtake(
        own_engine,
        lambda session: publish_places(session, world, [more], now),
        confirming(desk, booking_id, now),
    )

    assert end == "done"
    with Session(own_engine) as session:
        booked = session.get_one(Booking, booking_id).demand_id
        assert in_force(session, world) == [
            (booked, world.zoe.id, TUESDAY, AM),
            (world.stock.id, world.yann.id, WEDNESDAY, PM),
        ]
