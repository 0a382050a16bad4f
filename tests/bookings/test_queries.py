"""Whose bookings are read, in which order, what became of them, and which time they take."""

import uuid
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Engagement
from cdo_share.bookings.models import Booking, BookingState
from cdo_share.bookings.queries import Fate, get_booking, list_bookings, taken_times
from cdo_share.bookings.service import settle
from cdo_share.core.errors import NotFound
from cdo_share.publishing.models import CancelledBy, Visit, VisitState
from tests.bookings.scene import held, instants
from tests.publishing.world import (
    AM,
    MONDAY,
    PM,
    TUESDAY,
    WEDNESDAY,
    At,
    World,
    a_world,
    publish_places,
)


@pytest.fixture
def world(session: Session) -> World:
    return a_world(session)


@pytest.mark.parametrize("whose", [{}, {"member": "boats"}, {"engagement": "zoe"}])
def test_booking_is_found_by_whose_it_is(
    session: Session, world: World, now: datetime, whose: dict[str, str]
) -> None:
    booking = held(session, world, now)
    keys = {f"{kind}_id": getattr(world, name).id for kind, name in whose.items()}

    assert get_booking(session, world.groupement.id, booking.id, **keys) is booking


@pytest.mark.parametrize("whose", [{"member": "biscuits"}, {"engagement": "yann"}])
def test_booking_of_others_is_not_found(
    session: Session, world: World, now: datetime, whose: dict[str, str]
) -> None:
    booking = held(session, world, now)
    keys = {f"{kind}_id": getattr(world, name).id for kind, name in whose.items()}

    with pytest.raises(NotFound):
        get_booking(session, world.groupement.id, booking.id, **keys)
    with pytest.raises(NotFound):
        get_booking(session, a_world(session).groupement.id, booking.id)


def test_list_holds_what_was_asked_for_in_order_of_time(
    session: Session, world: World, now: datetime
) -> None:
    late = held(session, world, now, day=WEDNESDAY)
    early = held(session, world, now, day=MONDAY, member=world.biscuits)
    other = held(session, world, now, cdo=world.yann)
    gone = held(session, world, now, slot=PM)
    settle(session, gone, BookingState.DECLINED, person_id=None, now=now)
    there = a_world(session)
    held(session, there, now)

    def numbers(**wanted: Any) -> list[int]:
        return [one.id for one in list_bookings(session, world.groupement.id, **wanted)]

    assert numbers() == [early.id, other.id, late.id]
    assert numbers(member_id=world.biscuits.id) == [early.id]
    assert numbers(engagement_id=world.yann.id) == [other.id]
    assert numbers(states=[BookingState.DECLINED]) == [gone.id]


CANCELLED = {"state": VisitState.CANCELLED, "cancelled_by": CancelledBy.MEMBER}


@pytest.mark.parametrize(
    ("since", "fate"),
    [
        ({}, None),
        ({"title": "Autre chose"}, None),
        ({"day": WEDNESDAY}, Fate(None, 1)),
        ({"slot": PM}, Fate(None, 1)),
        ({"length": 2}, Fate(None, 1)),
        ({"engagement": "yann"}, Fate(None, 1)),
        (CANCELLED, Fate(CancelledBy.MEMBER, 1)),
    ],
)
def test_fate_of_a_visit_that_is_not_as_booked(
    session: Session, world: World, now: datetime, since: dict[str, Any], fate: Fate | None
) -> None:
    booking = held(session, world, now)
    booking.state, booking.demand_id = BookingState.CONFIRMED, world.stock.id
    session.flush()
    place = At(world.stock, world.zoe, TUESDAY, AM, id=uuid.uuid4())
    publish_places(session, world, [place], now)
    booking.visit_id = place.id
    visit = session.get_one(Visit, place.id)
    for name, value in since.items():
        if name == "engagement":
            visit.engagement_id, visit.person_id = world.yann.id, world.yann.person_id
        else:
            setattr(visit, name, value)
    session.flush()

    (found,) = list_bookings(session, world.groupement.id, states=[BookingState.CONFIRMED])

    assert found.fate == fate


@pytest.fixture
def there(session: Session, world: World, now: datetime) -> World:
    """Return another groupement where Zoé works too, on Monday and Tuesday; one was cancelled."""
    other = a_world(session, zoe_person=world.zoe.person_id)
    places = [(PM, MONDAY), (AM, MONDAY), (AM, TUESDAY), (AM, date(2027, 1, 11))]
    visits = [At(other.shop, other.zoe, day, slot) for slot, day in places]
    publish_places(session, other, [*visits, At(other.stock, other.yann, MONDAY, AM)], now)
    (gone,) = session.scalars(select(Visit).where(Visit.day == TUESDAY))
    gone.state, gone.cancelled_by = VisitState.CANCELLED, CancelledBy.CDO
    session.flush()
    return other


def test_time_that_is_taken_is_that_of_people_here_on_these_days(
    session: Session, world: World, there: World, now: datetime
) -> None:
    publish_places(session, world, [At(world.shop, world.yann, MONDAY, AM)], now)
    own = a_few_held(session, world, now, there.yann)

    def read(**but: int) -> tuple[dict[int, Any], dict[int, Any]]:
        return taken_times(session, world.groupement.id, MONDAY, WEDNESDAY, **but)

    zoe, yann = world.zoe.person_id, world.yann.person_id
    elsewhere = {zoe: [instants(MONDAY, AM), instants(MONDAY, PM)]}
    assert read() == (
        elsewhere,
        {zoe: [instants(TUESDAY, AM), instants(WEDNESDAY, PM)], yann: [instants(TUESDAY, PM)]},
    )
    assert read(but=own.id) == (
        elsewhere,
        {zoe: [instants(TUESDAY, AM)], yann: [instants(TUESDAY, PM)]},
    )


def a_few_held(session: Session, world: World, now: datetime, stranger: Engagement) -> Booking:
    """Hold time here and, of both who work there, there; return the latest of Zoé's."""
    own = held(session, world, now, day=WEDNESDAY, slot=PM)
    held(session, world, now, slot=PM, cdo=world.yann)
    held(session, world, now, day=date(2027, 1, 12))
    gone = held(session, world, now, day=WEDNESDAY, slot=AM, member=world.biscuits)
    settle(session, gone, BookingState.WITHDRAWN, person_id=None, now=now)
    elsewhere = session.scalars(
        select(Engagement).where(
            Engagement.person_id == world.zoe.person_id,
            Engagement.groupement_id == stranger.groupement_id,
        )
    ).one()
    a_booking_like(session, own, elsewhere, TUESDAY)
    a_booking_like(session, own, stranger, TUESDAY)
    return own


def a_booking_like(session: Session, one: Booking, cdo: Engagement, day: date) -> None:
    """Store a booking of a morning with a CDO of another groupement."""
    values = {c.name: getattr(one, c.name) for c in Booking.__table__.columns if c.name != "id"}
    starts_at, ends_at = instants(day, AM)
    there = session.scalars(select(Visit).where(Visit.engagement_id == cdo.id)).first()
    assert there is not None
    place = {"day": day, "slot": AM, "starts_at": starts_at, "ends_at": ends_at}
    keys = {
        "groupement_id": cdo.groupement_id,
        "engagement_id": cdo.id,
        "person_id": cdo.person_id,
        "period_id": there.period_id,
        "member_id": there.member_id,
    }
    session.add(Booking(**(values | place | keys)))
    session.flush()
