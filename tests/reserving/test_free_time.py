"""When a CDO is free, for a page: what takes a half-day, and that booking says the same."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy.orm import Session

from cdo_share.availability.models import (
    AvailabilityException,
    BusyKind,
    BusyTime,
    ExceptionKind,
    ExternalCalendar,
)
from cdo_share.core.clock import local_instant
from cdo_share.core.grid import Half
from cdo_share.reserving.free_time import read_free_time
from cdo_share.rounds.models import ClosedDay
from tests.factories import a_calendar_address
from tests.publishing.world import (
    AM,
    MONDAY,
    TUESDAY,
    WEDNESDAY,
    At,
    World,
    a_world,
    publish_places,
)
from tests.reserving.desk import Desk

ZONE = "Europe/Paris"
FIRST, LAST = date(2026, 12, 15), date(2027, 1, 24)  # seen from 14 December
HOLIDAYS = {date(2026, 12, 25), date(2027, 1, 1)}
Halfdays = set[tuple[date, Half]]


@pytest.fixture
def world(session: Session, now: datetime) -> World:
    return a_world(session)


def free(session: Session, world: World, now: datetime) -> Halfdays:
    session.flush()
    return set(read_free_time(session, world.zoe, now=now).halfdays)


def everything() -> Halfdays:
    """Return the half-days of the working days ahead."""
    days = (FIRST + timedelta(days=offset) for offset in range((LAST - FIRST).days + 1))
    working = [day for day in days if day.weekday() < 5 and day not in HOLIDAYS]
    return {(day, half) for day in working for half in Half}


def test_somebody_without_anything_is_free_on_every_working_day_for_six_weeks(
    session: Session, world: World, now: datetime
) -> None:
    found = read_free_time(session, world.zoe, now=now)

    assert set(found.halfdays) == everything()
    assert list(found.halfdays) == sorted(found.halfdays, key=lambda one: (one[0], one[1].value))
    assert (found.first, found.last, found.checked_at) == (FIRST, LAST, now)


def take_by_a_visit(session: Session, world: World, now: datetime) -> Halfdays:
    publish_places(session, world, [At(world.shop, world.zoe, MONDAY, AM)], now)
    return {(MONDAY, Half.AM)}


def take_by_a_visit_elsewhere(session: Session, world: World, now: datetime) -> Halfdays:
    other = a_world(session, zoe_person=world.zoe.person_id)
    publish_places(session, other, [At(other.shop, other.zoe, TUESDAY, AM, 2)], now)
    return {(TUESDAY, Half.AM), (TUESDAY, Half.PM)}


def take_by_a_booking(session: Session, world: World, now: datetime) -> Halfdays:
    publish_places(session, world, [At(world.shop, world.yann, MONDAY, AM)], now)
    desk = Desk.of(session, world, [At(world.shop, world.yann, MONDAY, AM)], now)
    desk.hold(session, now, day=WEDNESDAY, slot=AM)
    return {(WEDNESDAY, Half.AM)}


def take_by_leave(session: Session, world: World, now: datetime) -> Halfdays:
    session.add(
        AvailabilityException(
            engagement_id=world.zoe.id,
            kind=ExceptionKind.LEAVE,
            starts_on=TUESDAY,
            ends_on=TUESDAY,
            starts_half=Half.PM,
            ends_half=Half.PM,
        )
    )
    return {(TUESDAY, Half.PM)}


def a_calendar(session: Session, world: World, *, read_at: datetime) -> ExternalCalendar:
    calendar = ExternalCalendar(engagement_id=world.zoe.id, name="Perso", read_at=read_at)
    session.add(calendar)
    session.flush()
    return calendar


def take_by_a_calendar(session: Session, world: World, now: datetime) -> Halfdays:
    calendar = a_calendar(session, world, read_at=now)
    starts_at = local_instant(WEDNESDAY, time(15), ZONE)
    busy = BusyTime(
        calendar_id=calendar.id,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=1),
        kind=BusyKind.BUSY,
        uid_sha256=b"1" * 32,
    )
    session.add(busy)
    return {(WEDNESDAY, Half.PM)}


def take_by_a_closed_day(session: Session, world: World, now: datetime) -> Halfdays:
    session.add(ClosedDay(groupement_id=world.groupement.id, day=MONDAY, name="Pont"))
    return {(MONDAY, Half.AM), (MONDAY, Half.PM)}


@pytest.mark.parametrize(
    "take",
    [
        take_by_a_visit,
        take_by_a_visit_elsewhere,
        take_by_a_booking,
        take_by_leave,
        take_by_a_calendar,
        take_by_a_closed_day,
    ],
)
def test_what_takes_time_takes_just_its_half_days(
    session: Session,
    world: World,
    now: datetime,
    take: Callable[[Session, World, datetime], Halfdays],
) -> None:
    taken = take(session, world, now)

    assert everything() - free(session, world, now) == taken


def test_visits_here_forgotten_would_be_found(
    session: Session, world: World, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The planted fault: what booking asks about holds other groupements' visits only."""
    take_by_a_visit(session, world, now)
    monkeypatch.setattr("cdo_share.reserving.free_time.list_visits_in_force", lambda *_, **__: [])

    assert everything() - free(session, world, now) == set()


def test_holiday_that_a_period_works_on_is_free(session: Session, now: datetime) -> None:
    new_year = date(2027, 1, 1)
    world = a_world(session, starts_on=date(2026, 12, 28), ends_on=date(2027, 1, 22))

    assert {(new_year, Half.AM), (new_year, Half.PM)} <= free(session, world, now)


def test_what_booking_offers_is_free_here(session: Session, world: World, now: datetime) -> None:
    take_by_leave(session, world, now)
    desk = Desk.of(session, world, [At(world.shop, world.zoe, MONDAY, AM)], now)

    offers = [one for one in desk.free(session, now) if one["cdo"] == f"C{world.zoe.id}"]

    offered = {(date.fromisoformat(one["day"]), list(Half)[one["slot"]]) for one in offers}
    offered = {place for place in offered if place[0] <= LAST}
    assert len(offered) > 20
    assert offered - free(session, world, now) == set()


def test_page_is_as_true_as_the_calendar_that_was_read_longest_ago(
    session: Session, world: World, now: datetime
) -> None:
    an_hour_ago, days_ago = now - timedelta(hours=1), now - timedelta(days=3)
    calendar = a_calendar(session, world, read_at=days_ago)
    alone = read_free_time(session, world.zoe, now=now).checked_at  # a file is not read again
    a_calendar_address(session, world.zoe, name="Perso", calendar_id=calendar.id)
    recent = ExternalCalendar(engagement_id=world.zoe.id, name="Pro", read_at=an_hour_ago)
    session.add(recent)
    session.flush()
    a_calendar_address(session, world.zoe, name="Pro", calendar_id=recent.id)

    assert [alone, read_free_time(session, world.zoe, now=now).checked_at] == [now, days_ago]


@pytest.mark.parametrize(
    ("today", "first", "last"),
    [
        ("2026-12-13", "2026-12-14", "2027-01-24"),  # a Sunday
        ("2026-12-14", "2026-12-15", "2027-01-24"),
        ("2026-12-17", "2026-12-18", "2027-01-24"),
        ("2026-12-18", "2026-12-21", "2027-01-31"),  # a Friday: the next week is the first
        ("2026-12-19", "2026-12-21", "2027-01-31"),
    ],
)
def test_six_weeks_are_shown_whatever_the_day(
    session: Session, world: World, today: str, first: str, last: str
) -> None:
    found = read_free_time(session, world.zoe, now=datetime.fromisoformat(f"{today}T10:00:00Z"))

    assert (found.first.isoformat(), found.last.isoformat()) == (first, last)
