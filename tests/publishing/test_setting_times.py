"""A CDO on forfait-jours sets a time with the member; it holds while the visit stays there."""

import uuid
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Regime
from cdo_share.core.errors import Conflict, InvalidInput, NotFound
from cdo_share.core.grid import HALF_DAYS, HOURS, Grid, GridKind
from cdo_share.publishing.agreed_time import find_faults, told_halfdays
from cdo_share.publishing.cancelling import CancelWish, cancel_visit
from cdo_share.publishing.models import CancelledBy, ReleaseVisit, Visit
from cdo_share.publishing.queries import find_visit
from cdo_share.publishing.setting_times import TimeWish, set_time
from tests.publishing.world import (
    AM,
    MONDAY,
    PM,
    TUESDAY,
    At,
    World,
    a_world,
    publish_places,
    stored_visit,
)

ONE, TWO = (uuid.UUID(int=number, version=4) for number in (1, 2))
QUARTER_PAST_NINE, TEN, NOON = time(9, 15), time(10), time(12)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def world(session: Session, now: datetime) -> World:
    """Return a world with ONE by Zoé, on forfait-jours, on Monday morning."""
    world = a_world(session)
    world.zoe.regime = Regime.FORFAIT_JOURS
    publish_places(session, world, [At(world.shop, world.zoe, MONDAY, AM, id=ONE)], now)
    return world


def agreed(
    session: Session,
    world: World,
    now: datetime,
    start: time | None = QUARTER_PAST_NINE,
    end: time | None = NOON,
    visit_id: uuid.UUID = ONE,
    **values: Any,
) -> Visit | None:
    wish = TimeWish(visit_id=visit_id, start=start, end=end, person_id=None)
    return set_time(session, groupement_id=world.groupement.id, wish=wish, now=now, **values)


def state(session: Session) -> tuple[time | None, time | None, int]:
    visit = stored_visit(session, ONE)
    return visit.agreed_start, visit.agreed_end, visit.sequence


def test_time_is_noted_changed_and_taken_back_each_a_change_for_calendars(
    session: Session, world: World, now: datetime
) -> None:
    seen = []
    for start, end in ((QUARTER_PAST_NINE, NOON), (TEN, NOON), (TEN, NOON), (None, None)):
        before = stored_visit(session, ONE).last_modified_at
        has_changed = agreed(session, world, now, start, end) is not None
        rises = stored_visit(session, ONE).last_modified_at > before
        seen.append((has_changed, rises, *state(session)))

    assert seen == [
        (True, True, QUARTER_PAST_NINE, NOON, 1),
        (True, True, TEN, NOON, 2),
        (False, False, TEN, NOON, 2),
        (True, True, None, None, 3),
    ]


def test_time_of_whom_hours_are_planned_is_not_shown(
    session: Session, world: World, now: datetime
) -> None:
    agreed(session, world, now)
    shown = []
    for regime in (Regime.FORFAIT_JOURS, Regime.HOURS):
        world.zoe.regime = regime
        session.flush()
        view = find_visit(session, world.groupement.id, ONE)
        shown.append(view and (view.agreed is not None, view.stretch.clock))

    assert shown == [(True, "09:15–12:00"), (False, "09:00–12:30")]


@pytest.mark.parametrize(
    ("start", "end", "faults"),
    [
        (None, None, []),
        (time(9), time(12, 30), []),
        (time(9), None, ["end"]),
        (None, time(13), ["start", "end"]),
        (time(8, 59), time(12, 31), ["start", "end"]),
        (time(11), time(10), ["end"]),
        (time(14), time(8), ["start", "end", "end"]),
    ],
)
def test_every_fault_of_a_time_is_told_at_once(
    start: time | None, end: time | None, faults: list[str]
) -> None:
    within = told_halfdays(HALF_DAYS, AM, 1)

    assert [fault.field for fault in find_faults(start, end, within)] == faults


@pytest.mark.parametrize(
    ("grid", "slot", "length", "clock"),
    [
        (HALF_DAYS, PM, 1, "13:30–17:00"),
        (HALF_DAYS, AM, 2, "09:00–17:00"),
        (HOURS, 1, 2, "08:30–12:30"),
        (HOURS, 3, 2, "08:30–17:30"),
    ],
)
def test_time_lies_in_the_half_days_that_people_are_told(
    grid: Grid, slot: int, length: int, clock: str
) -> None:
    assert told_halfdays(grid, slot, length).clock == clock


def test_visit_of_others_in_hours_begun_or_cancelled_gets_no_time(
    session: Session, world: World, now: datetime
) -> None:
    with pytest.raises(NotFound):
        agreed(session, world, now, engagement_id=world.yann.id)
    with pytest.raises(Conflict, match="begun"):
        agreed(session, world, stored_visit(session, ONE).starts_at)
    world.zoe.regime = Regime.HOURS
    session.flush()
    with pytest.raises(Conflict, match="forfait-jours"):
        agreed(session, world, now)
    world.zoe.regime = Regime.FORFAIT_JOURS
    agreed(session, world, now)

    wish = CancelWish(
        visit_id=ONE, cancelled_by=CancelledBy.MEMBER, person_id=None, is_replaced=False
    )
    cancel_visit(session, groupement_id=world.groupement.id, wish=wish, now=now)

    assert state(session) == (None, None, 2)
    with pytest.raises(Conflict, match="cancelled"):
        agreed(session, world, now)


def test_time_at_which_the_cdo_is_elsewhere_is_refused(session: Session, now: datetime) -> None:
    world = a_world(session, grid_kind=GridKind.HOUR)
    world.zoe.regime = Regime.FORFAIT_JOURS
    places = [
        At(world.shop, world.zoe, MONDAY, 0, 2, id=ONE),
        At(world.stock, world.zoe, MONDAY, 2, 2, id=TWO),
    ]
    publish_places(session, world, places, now)
    agreed(session, world, now, QUARTER_PAST_NINE, TEN)

    with pytest.raises(InvalidInput) as refused:
        agreed(session, world, now, time(9, 59), NOON, TWO)

    assert [(one.field, one.values) for one in refused.value.faults] == [
        ("start", {"first": QUARTER_PAST_NINE, "last": TEN})
    ]
    assert agreed(session, world, now, TEN, NOON, TWO) is not None


@pytest.mark.parametrize(
    ("name", "day", "slot", "holds"),
    [
        ("zoe", MONDAY, AM, True),
        ("zoe", MONDAY, PM, False),
        ("zoe", TUESDAY, AM, False),
        ("yann", MONDAY, AM, False),
    ],
)
def test_time_holds_while_the_visit_stays_and_lapses_when_it_moves(  # noqa: PLR0917
    session: Session, world: World, now: datetime, name: str, day: Any, slot: int, holds: bool
) -> None:
    agreed(session, world, now)
    cdo = getattr(world, name)
    cdo.regime = Regime.FORFAIT_JOURS

    places = [At(world.shop, cdo, day, slot, id=ONE), At(world.stock, world.yann, TUESDAY, PM)]
    release = publish_places(session, world, places, now + MINUTE)

    kept = (QUARTER_PAST_NINE, NOON, 1)
    assert state(session) == (kept if holds else (None, None, 2))
    frozen = select(ReleaseVisit.has_lapsed).where(
        ReleaseVisit.release_id == release.id, ReleaseVisit.visit_id == ONE
    )
    assert session.scalars(frozen).one() is not holds
