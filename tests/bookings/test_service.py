"""Holding time by itself: not what has begun, not of strangers, and only so much at once."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from cdo_share.bookings.models import BookingState
from cdo_share.bookings.service import MOST_HELD, list_expired, lock_expired, settle
from cdo_share.core.errors import Conflict, NotFound
from tests.bookings.scene import held, instants
from tests.factories import a_person
from tests.publishing.world import AM, MONDAY, PM, TUESDAY, WEDNESDAY, World, a_world


@pytest.fixture
def world(session: Session) -> World:
    return a_world(session)


@pytest.mark.parametrize(("seconds", "is_refused"), [(-1, False), (0, True), (3600, True)])
def test_half_day_that_has_begun_cannot_be_held(
    session: Session, world: World, seconds: int, is_refused: bool
) -> None:
    when = instants(TUESDAY, AM)[0] + timedelta(seconds=seconds)

    if not is_refused:
        assert held(session, world, when).held_until == instants(TUESDAY, AM)[0]
        return
    with pytest.raises(Conflict, match="has begun"):
        held(session, world, when)


def test_cdo_of_another_groupement_is_not_found(
    session: Session, world: World, now: datetime
) -> None:
    with pytest.raises(NotFound):
        held(session, world, now, cdo=a_world(session).zoe)


def test_what_others_hold_or_was_let_go_does_not_count(
    session: Session, world: World, now: datetime
) -> None:
    days = [TUESDAY + timedelta(days=number) for number in range(MOST_HELD)]
    mine = [held(session, world, now, day=day) for day in days]
    held(session, world, now, day=MONDAY, member=world.biscuits)
    with pytest.raises(Conflict, match="held for you already"):
        held(session, world, now, slot=PM)

    settle(session, mine[0], BookingState.WITHDRAWN, person_id=None, now=now)

    assert held(session, world, now, slot=PM).state is BookingState.HELD


def test_end_of_a_hold_says_who_decided_and_when(
    session: Session, world: World, now: datetime
) -> None:
    booking, person = held(session, world, now), a_person(session)
    later = now + timedelta(hours=1)

    settle(session, booking, BookingState.DECLINED, person_id=person.id, now=later)

    assert (booking.state, booking.decided_by_id, booking.decided_at) == (
        BookingState.DECLINED,
        person.id,
        later,
    )


def test_hold_ends_at_its_very_last_instant(session: Session, world: World, now: datetime) -> None:
    booking = held(session, world, now, day=WEDNESDAY)
    before = booking.held_until - timedelta(seconds=1)

    found = [
        (list_expired(session, at), lock_expired(session, booking.id, at))
        for at in (before, booking.held_until)
    ]

    assert found == [([], None), ([booking.id], booking)]
