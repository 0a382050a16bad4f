"""The two grids of a day."""

from datetime import UTC, date, datetime, time

import pytest

from cdo_share.core.grid import GRIDS, HALF_DAYS, HOURS, Grid, Half


def test_half_days_are_two_slots_of_three_and_a_half_hours() -> None:
    clocks = [(slot.start, slot.end, slot.half) for slot in HALF_DAYS.slots]

    assert clocks == [(time(9), time(12, 30), Half.AM), (time(13, 30), time(17), Half.PM)]
    assert (HALF_DAYS.slots_per_half, HALF_DAYS.slot_minutes) == (1, 210)


def test_hours_are_eight_slots_with_a_noon_break() -> None:
    starts = [slot.start.hour for slot in HOURS.slots]

    assert starts == [8, 9, 10, 11, 13, 14, 15, 16]
    assert (HOURS.slots_per_half, HOURS.slot_minutes) == (4, 60)


@pytest.mark.parametrize("grid", GRIDS.values(), ids=lambda grid: grid.kind)
def test_slots_of_each_half_are_in_that_half(grid: Grid) -> None:
    for half in Half:
        assert {grid.half_of(slot) for slot in grid.slots_of(half)} == {half}


def test_instants_of_a_day_visit_cross_noon() -> None:
    start, end = HALF_DAYS.instants(date(2027, 1, 4), 0, 2, zone="Europe/Paris")

    assert (start, end) == (
        datetime(2027, 1, 4, 8, tzinfo=UTC),
        datetime(2027, 1, 4, 16, tzinfo=UTC),
    )
