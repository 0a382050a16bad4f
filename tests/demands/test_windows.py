"""Windows: how a cadence cuts a stretch into date ranges."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdo_share.core.grid import Half
from cdo_share.demands.models import Cadence
from cdo_share.demands.windows import WEEKS_PER_WINDOW, days_fit_for_visit, windows
from cdo_share.rounds.days import working_days

MONDAY = date(2027, 1, 4)
AM, PM = Half.AM, Half.PM


def _weeks(count: int, closed: frozenset[date] = frozenset()) -> list[date]:
    return working_days(MONDAY, MONDAY + timedelta(weeks=count, days=-1), closed)


def _offsets(ranges: list[tuple[date, date]]) -> list[tuple[int, int]]:
    """Return windows as days counted from the first Monday."""
    return [((first - MONDAY).days, (last - MONDAY).days) for first, last in ranges]


@pytest.mark.parametrize(
    ("cadence", "weeks", "expected"),
    [
        (Cadence.WEEKLY, 3, [(0, 4), (7, 11), (14, 18)]),
        (Cadence.FORTNIGHTLY, 4, [(0, 11), (14, 25)]),
        (Cadence.FORTNIGHTLY, 5, [(0, 11), (14, 25), (28, 32)]),
        (Cadence.MONTHLY, 8, [(0, 25), (28, 53)]),
        (Cadence.MONTHLY, 9, [(0, 25), (28, 53)]),
        (Cadence.MONTHLY, 10, [(0, 25), (28, 53), (56, 67)]),
        (Cadence.MONTHLY, 1, []),
        (Cadence.ONCE, 3, [(0, 18)]),
    ],
)
def test_windows_of_whole_weeks_follow_the_cadence(
    cadence: Cadence, weeks: int, expected: list[tuple[int, int]]
) -> None:
    days = _weeks(weeks)

    assert _offsets(windows(cadence, days, days[0], days[-1])) == expected


def test_windows_of_thirteen_weeks_are_as_many_as_the_benchmarks_have() -> None:
    days = _weeks(13)

    counts = {cadence: len(windows(cadence, days, days[0], days[-1])) for cadence in Cadence}

    # The benchmarks drop the thirteenth week of a fortnight; here half a span counts.
    assert counts == {
        Cadence.WEEKLY: 13,
        Cadence.FORTNIGHTLY: 6 + 1,
        Cadence.MONTHLY: 3,
        Cadence.ONCE: 1,
    }


@pytest.mark.parametrize(
    ("cadence", "earliest", "latest", "expected"),
    [
        (Cadence.WEEKLY, 2, 15, [(2, 4), (7, 11), (14, 15)]),
        (Cadence.WEEKLY, 5, 6, []),
        (Cadence.WEEKLY, -30, 300, [(0, 4), (7, 11), (14, 18), (21, 25)]),
        (Cadence.FORTNIGHTLY, 7, 25, [(7, 11), (14, 25)]),
        (Cadence.MONTHLY, 14, 25, [(14, 25)]),
        (Cadence.MONTHLY, 21, 25, []),
        (Cadence.ONCE, 5, 12, [(7, 11)]),
        (Cadence.ONCE, 5, 6, []),
        (Cadence.ONCE, 15, 14, []),
    ],
)
def test_windows_of_a_stretch_are_cut_to_its_dates(
    cadence: Cadence, earliest: int, latest: int, expected: list[tuple[int, int]]
) -> None:
    stretch = MONDAY + timedelta(days=earliest), MONDAY + timedelta(days=latest)

    assert _offsets(windows(cadence, _weeks(4), *stretch)) == expected


def test_windows_of_a_period_that_begins_midweek_and_spans_new_year_count_iso_weeks() -> None:
    days = working_days(date(2026, 12, 30), date(2027, 1, 15), {date(2027, 1, 1)})

    ranges = windows(Cadence.FORTNIGHTLY, days, days[0], days[-1])

    assert ranges == [
        (date(2026, 12, 30), date(2027, 1, 8)),
        (date(2027, 1, 11), date(2027, 1, 15)),
    ]


def test_windows_leave_out_a_week_that_is_closed() -> None:
    closed = frozenset(MONDAY + timedelta(days=7 + offset) for offset in range(5))
    days = _weeks(4, closed)

    assert _offsets(windows(Cadence.WEEKLY, days, days[0], days[-1])) == [
        (0, 4),
        (14, 18),
        (21, 25),
    ]


def test_windows_without_working_days_are_none() -> None:
    assert windows(Cadence.WEEKLY, [], MONDAY, MONDAY) == []


@given(
    cadence=st.sampled_from(Cadence),
    weeks=st.integers(1, 26),
    begins=st.integers(0, 4),
    closed=st.frozensets(st.integers(0, 190), max_size=20),
    stretch=st.tuples(st.integers(-5, 190), st.integers(-5, 190)).map(sorted),
)
def test_windows_partition_the_stretch_except_spans_less_than_half_left(
    cadence: Cadence, weeks: int, begins: int, closed: frozenset[int], stretch: list[int]
) -> None:
    closed_days = {MONDAY + timedelta(days=offset) for offset in closed}
    first_day = MONDAY + timedelta(days=begins)
    days = working_days(first_day, MONDAY + timedelta(weeks=weeks, days=-1), closed_days)
    earliest, latest = (MONDAY + timedelta(days=offset) for offset in stretch)

    ranges = windows(cadence, days, earliest, latest)

    inside = [day for day in days if earliest <= day <= latest]
    holders = {day: [r for r in ranges if r[0] <= day <= r[1]] for day in inside}
    assert ranges == sorted(ranges)
    assert all(first in inside and last in inside and first <= last for first, last in ranges)
    assert all(len(found) <= 1 for found in holders.values())
    span = WEEKS_PER_WINDOW.get(cadence)
    for day in (day for day, found in holders.items() if not found):
        assert span is not None
        monday = days[0] - timedelta(days=days[0].weekday())
        number = (day - monday).days // (7 * span)
        left = {(d - monday).days // 7 for d in inside if (d - monday).days // (7 * span) == number}
        assert 2 * len(left) < span


@pytest.mark.parametrize(
    ("impossible", "whole_day", "weekdays"),
    [
        (set(), False, [0, 1, 2, 3, 4]),
        (set(), True, [0, 1, 2, 3, 4]),
        ({(0, AM)}, False, [0, 1, 2, 3, 4]),
        ({(0, AM)}, True, [1, 2, 3, 4]),
        ({(0, AM), (0, PM), (4, PM)}, False, [1, 2, 3, 4]),
        ({(0, AM), (0, PM), (4, PM)}, True, [1, 2, 3]),
        ({(weekday, half) for weekday in range(5) for half in Half}, False, []),
    ],
)
def test_days_fit_for_a_visit_leave_room_for_its_length(
    impossible: set[tuple[int, Half]], whole_day: bool, weekdays: list[int]
) -> None:
    fit = days_fit_for_visit(_weeks(1), impossible, is_longer_than_half=whole_day)

    assert [day.weekday() for day in fit] == weekdays
