"""What a release keeps of where visits stood, of the past, and of times agreed."""

import uuid
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Regime
from cdo_share.core.errors import InvalidInput
from cdo_share.core.grid import GridKind
from cdo_share.publishing.agreed_time import ClockSpan, find_faults
from cdo_share.publishing.models import CancelledBy, Change, Visit, VisitState
from cdo_share.publishing.queries import get_release
from cdo_share.publishing.setting_times import TimeWish, set_time
from tests.factories import a_person
from tests.publishing.world import (
    AM,
    MONDAY,
    TUESDAY,
    At,
    World,
    a_world,
    publish_places,
    stored_visit,
)

ONE, TWO = (uuid.UUID(int=number, version=4) for number in (1, 2))
NINE, TEN, ELEVEN, NOON = time(9), time(10), time(11), time(12)
WITHIN = ClockSpan(NINE, time(12, 30))
MINUTE = timedelta(minutes=1)


def test_first_release_in_the_middle_of_a_period_holds_what_took_place(session: Session) -> None:
    """A groupement that joins later enters the visits there were."""
    world = a_world(session)
    places = [At(world.shop, world.zoe, MONDAY, AM), At(world.shop, world.zoe, TUESDAY, AM)]

    release = publish_places(session, world, places, datetime(2027, 1, 4, 12, tzinfo=UTC))

    changes = get_release(session, world.groupement.id, release.number).changes
    assert [(one.change, one.when.day) for one in changes] == [
        (Change.ADDED, MONDAY),
        (Change.ADDED, TUESDAY),
    ]


def test_visit_that_becomes_longer_tells_how_long_it_was(session: Session, now: datetime) -> None:
    world = a_world(session)
    for length in (1, 2):
        place = At(world.shop, world.zoe, MONDAY, AM, length, id=ONE)
        release = publish_places(session, world, [place], now)

    (found,) = get_release(session, world.groupement.id, release.number).changes

    assert found.was is not None
    assert (found.change, found.was.length, found.when.length) == (Change.MOVED, 1, 2)


def by_the_hour(session: Session, now: datetime) -> World:
    """Return a world of hours with ONE by Zoé, on forfait-jours, on Monday from 8:30 to 10:30."""
    world = a_world(session, grid_kind=GridKind.HOUR)
    world.zoe.regime = Regime.FORFAIT_JOURS
    publish_places(session, world, [At(world.shop, world.zoe, MONDAY, 0, 2, id=ONE)], now)
    return world


def agree(session: Session, world: World, now: datetime, start: time, end: time) -> None:
    wish = TimeWish(visit_id=ONE, start=start, end=end, person_id=None)
    set_time(session, groupement_id=world.groupement.id, wish=wish, now=now)


@pytest.mark.parametrize(
    ("place", "holds"),
    [
        ({"slot": 0, "length": 2, "is_on_site": False}, True),
        ({"slot": 1, "length": 3}, True),  # within the same half-day
        ({"slot": 3, "length": 2}, False),
        ({"slot": 4, "length": 2}, False),
    ],
)
def test_time_agreed_outlasts_what_changes_within_the_half_day(
    session: Session, now: datetime, place: dict[str, Any], holds: bool
) -> None:
    world = by_the_hour(session, now)
    agree(session, world, now, NINE, TEN)

    publish_places(session, world, [At(world.shop, world.zoe, MONDAY, id=ONE, **place)], now)

    assert stored_visit(session, ONE).agreed_start == (NINE if holds else None)


def test_time_agreed_goes_with_a_visit_that_falls_away(session: Session, now: datetime) -> None:
    world = by_the_hour(session, now)
    agree(session, world, now, NINE, TEN)

    release = publish_places(session, world, [], now + MINUTE)
    (told,) = get_release(session, world.groupement.id, release.number).changes
    publish_places(session, world, [At(world.shop, world.zoe, MONDAY, 0, 2, id=ONE)], now)

    back = stored_visit(session, ONE)
    assert (told.has_lapsed, back.agreed_start, back.agreed_end) == (True, None, None)


def test_time_is_not_agreed_while_the_cdo_works_for_another_groupement(
    session: Session, now: datetime
) -> None:
    """There Zoé has hours, from 10:30 to 12:30; once that is cancelled the time is free."""
    here = by_the_hour(session, now)
    there = a_world(session, grid_kind=GridKind.HOUR, zoe_person=here.zoe.person_id)
    publish_places(session, there, [At(there.shop, there.zoe, MONDAY, 2, 2, id=TWO)], now)

    with pytest.raises(InvalidInput) as refused:
        agree(session, here, now, TEN, ELEVEN)
    assert [(one.field, one.values) for one in refused.value.faults] == [
        ("start", {"first": time(10, 30), "last": time(12, 30)})
    ]

    gone = session.scalars(select(Visit).where(Visit.id == TWO)).one()
    gone.state, gone.cancelled_by = VisitState.CANCELLED, CancelledBy.CDO
    session.flush()
    agree(session, here, now, TEN, ELEVEN)
    assert stored_visit(session, ONE).agreed_start == TEN


def test_time_of_another_person_does_not_clash(session: Session, now: datetime) -> None:
    here = by_the_hour(session, now)
    there = a_world(session, grid_kind=GridKind.HOUR, zoe_person=a_person(session).id)
    publish_places(session, there, [At(there.shop, there.zoe, MONDAY, 2, 2)], now)

    agree(session, here, now, TEN, ELEVEN)

    assert stored_visit(session, ONE).agreed_start == TEN


@pytest.mark.parametrize(
    ("start", "end", "fields"),
    [
        (None, None, []),
        (NINE, time(12, 30), []),
        (time(8, 59), NOON, ["start"]),
        (NINE, time(12, 31), ["end"]),
        (time(12, 30), time(12, 30), ["start", "end"]),
        (NINE, NINE, ["end", "end"]),
        (TEN, TEN, ["end"]),
        (TEN, None, ["end"]),
        (None, TEN, ["start"]),
    ],
)
def test_faults_of_a_time_by_the_minute(
    start: time | None, end: time | None, fields: list[str]
) -> None:
    assert [one.field for one in find_faults(start, end, WITHIN)] == fields
