"""Published visits that no longer fit what was said since."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from cdo_share.accounts.conflicts import set_engagement_conflicts
from cdo_share.accounts.places import PlaceWish, move_member
from cdo_share.availability.models import (
    AvailabilityException,
    BusyKind,
    BusyTime,
    CalendarState,
    ExceptionKind,
    ExternalCalendar,
    PatternHalfday,
)
from cdo_share.core.grid import GridKind, Half
from cdo_share.demands.closures import add_closure
from cdo_share.demands.service import withdraw_demand
from cdo_share.publishing.misfit_queries import list_misfits
from cdo_share.publishing.misfits import OF_MEMBER, Reason
from cdo_share.publishing.models import CancelledBy, Visit, VisitState
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
from tests.statements import recorded_statements

Change = Callable[[Session, World], object]
SATURDAY = date(2027, 1, 2)


@pytest.fixture
def world(session: Session, now: datetime) -> World:
    """Return a groupement where Zoé visits twice, in the afternoon and then in the morning."""
    world = a_world(session)
    places = [
        At(world.shop, world.zoe, MONDAY, PM),
        At(world.stock, world.zoe, TUESDAY, AM),
        At(world.stock, world.yann, WEDNESDAY, AM),
    ]
    publish_places(session, world, places, now)
    return world


def clear_week(session: Session, world: World) -> None:
    """Leave Zoé no half-day of the usual week."""
    session.execute(delete(PatternHalfday).where(PatternHalfday.engagement_id == world.zoe.id))


def clear_mondays(session: Session, world: World) -> None:
    """Take Monday afternoon out of Zoé's usual week."""
    session.execute(
        delete(PatternHalfday).where(
            PatternHalfday.engagement_id == world.zoe.id,
            PatternHalfday.weekday == 0,
            PatternHalfday.half == Half.PM,
        )
    )


def take_leave(session: Session, world: World) -> None:
    """Let Zoé be on leave on Tuesday."""
    leave = {"kind": ExceptionKind.LEAVE, "starts_on": TUESDAY, "ends_on": TUESDAY}
    session.add(AvailabilityException(engagement_id=world.zoe.id, **leave))
    session.flush()


def accept_a_calendar(session: Session, world: World) -> None:
    """Let a calendar of Zoé's own, which counts, block Monday afternoon."""
    at = datetime(2027, 1, 4, 13, 30, tzinfo=UTC)
    calendar = ExternalCalendar(
        engagement_id=world.zoe.id, name="Famille", read_at=at, state=CalendarState.ACTIVE
    )
    busy = BusyTime(starts_at=at, ends_at=at.replace(hour=15), kind=BusyKind.BUSY, uid_sha256=b"")
    calendar.busy_times = [busy]
    session.add(calendar)
    session.flush()


def name_a_conflict(session: Session, world: World) -> None:
    """Let Zoé not serve the boatyard."""
    keys = {"groupement_id": world.groupement.id, "engagement_id": world.zoe.id}
    set_engagement_conflicts(session, **keys, member_ids=[world.boats.id])


def lower_the_cap(session: Session, world: World) -> None:
    """Let Zoé work one half-day a week."""
    world.zoe.week_cap_halfdays = 1
    session.flush()


def close(session: Session, world: World) -> None:
    """Close the biscuit factory on Monday."""
    keys = {"groupement_id": world.groupement.id, "member_id": world.biscuits.id}
    add_closure(session, **keys, starts_on=MONDAY, ends_on=MONDAY)


def close_the_boats(session: Session, world: World) -> None:
    """Close the boatyard from the last day on that matters."""
    keys = {"groupement_id": world.groupement.id, "member_id": world.boats.id}
    add_closure(session, **keys, starts_on=WEDNESDAY, ends_on=date(2027, 1, 20))


def move_what_is_remote(session: Session, world: World) -> None:
    """Move the biscuit factory, whose visit is remote."""
    session.execute(update(Visit).where(Visit.day == MONDAY).values(is_on_site=False))
    move(session, world)


def leave_what_is_cancelled(session: Session, world: World) -> None:
    """Let Zoé have no time for a visit that takes place no more."""
    gone = {"state": VisitState.CANCELLED, "cancelled_by": CancelledBy.CDO}
    session.execute(update(Visit).where(Visit.day == MONDAY).values(**gone))
    clear_week(session, world)


def withdraw(session: Session, world: World) -> None:
    """Withdraw the boatyard's demand."""
    keys = {"groupement_id": world.groupement.id, "member_id": world.boats.id}
    withdraw_demand(
        session, **keys, demand_id=world.stock.id, now=datetime(2026, 12, 1, tzinfo=UTC)
    )


def move(session: Session, world: World) -> None:
    """Move the biscuit factory."""
    move_member(
        session,
        groupement_id=world.groupement.id,
        member_id=world.biscuits.id,
        wish=PlaceWish(insee="56220"),
        version=world.biscuits.version,
    )


def archive_zoe(session: Session, world: World) -> None:
    """Let Zoé leave the groupement."""
    world.zoe.is_active = False
    session.flush()


def archive_the_boats(session: Session, world: World) -> None:
    """Let the boatyard leave the groupement."""
    world.boats.is_active = False
    session.flush()


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (clear_week, [(MONDAY, Reason.UNAVAILABLE), (TUESDAY, Reason.UNAVAILABLE)]),
        (clear_mondays, [(MONDAY, Reason.UNAVAILABLE)]),
        (take_leave, [(TUESDAY, Reason.UNAVAILABLE)]),
        (accept_a_calendar, [(MONDAY, Reason.UNAVAILABLE)]),
        (name_a_conflict, [(TUESDAY, Reason.CONFLICT)]),
        (lower_the_cap, [(TUESDAY, Reason.ABOVE_CAP)]),
        (close, [(MONDAY, Reason.CLOSED)]),
        (close_the_boats, [(WEDNESDAY, Reason.CLOSED)]),
        (move_what_is_remote, []),
        (leave_what_is_cancelled, [(TUESDAY, Reason.UNAVAILABLE)]),
        (withdraw, [(TUESDAY, Reason.WITHDRAWN), (WEDNESDAY, Reason.WITHDRAWN)]),
        (move, [(MONDAY, Reason.MOVED)]),
        (archive_zoe, [(MONDAY, Reason.CDO_LEFT), (TUESDAY, Reason.CDO_LEFT)]),
        (archive_the_boats, [(TUESDAY, Reason.MEMBER_LEFT), (WEDNESDAY, Reason.MEMBER_LEFT)]),
    ],
)
def test_a_change_over_published_visits_is_found(
    session: Session, world: World, change: Change, expected: list[tuple[object, Reason]]
) -> None:
    change(session, world)

    found = list_misfits(session, world.groupement.id, first=MONDAY)

    assert [(one.visit.day, one.reason) for one in found] == expected


@pytest.mark.parametrize(
    ("grid_kind", "places", "cap", "beyond"),
    [
        # Four hours and three are two half-days.
        (GridKind.HOUR, [(MONDAY, 0, 4), (TUESDAY, 0, 3), (WEDNESDAY, 0, 1)], 2, []),
        (GridKind.HOUR, [(MONDAY, 0, 4), (TUESDAY, 0, 3), (WEDNESDAY, 0, 2)], 2, [WEDNESDAY]),
        # A week begins on Monday, in whichever year.
        (GridKind.HALF_DAY, [(date(2026, 12, 31), 0, 1), (SATURDAY, 0, 1)], 1, [SATURDAY]),
        (GridKind.HALF_DAY, [(date(2026, 12, 31), 0, 1), (MONDAY, 0, 1)], 1, []),
    ],
)
def test_week_is_too_full_beyond_its_half_days(
    session: Session,
    now: datetime,
    grid_kind: GridKind,
    places: list[tuple[date, int, int]],
    cap: int,
    beyond: list[date],
) -> None:
    world = a_world(session, grid_kind=grid_kind, starts_on=date(2026, 12, 28))
    publish_places(session, world, [At(world.shop, world.zoe, *one) for one in places], now)
    world.zoe.week_cap_halfdays = cap
    session.flush()

    keys = {"first": date(2026, 12, 28), "reasons": [Reason.ABOVE_CAP]}
    found = list_misfits(session, world.groupement.id, **keys)

    assert [one.visit.day for one in found] == beyond


def test_visits_as_published_fit(session: Session, world: World) -> None:
    assert list_misfits(session, world.groupement.id, first=MONDAY) == []


def test_list_misfits_counts_the_week_before_the_first_day_asked_for(
    session: Session, world: World
) -> None:
    lower_the_cap(session, world)
    clear_week(session, world)

    found = list_misfits(session, world.groupement.id, first=TUESDAY)

    assert [(one.visit.day, one.reason) for one in found] == [
        (TUESDAY, Reason.UNAVAILABLE),
        (TUESDAY, Reason.ABOVE_CAP),
    ]


def test_list_misfits_of_one_member_names_no_reason_of_a_cdo(
    session: Session, world: World
) -> None:
    for change in (clear_week, name_a_conflict, withdraw):
        change(session, world)
    keys = {"first": MONDAY, "member_id": world.boats.id, "reasons": OF_MEMBER}

    with recorded_statements(session) as statements:
        found = list_misfits(session, world.groupement.id, **keys)

    assert [(one.visit.day, one.reason) for one in found] == [
        (TUESDAY, Reason.WITHDRAWN),
        (WEDNESDAY, Reason.WITHDRAWN),
    ]
    assert len(statements) == 2
