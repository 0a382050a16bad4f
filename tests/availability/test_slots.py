"""One character per slot, from pattern, exceptions and busy times."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdo_share.availability.models import (
    AvailabilityException,
    BusyKind,
    ExceptionKind,
    Repeat,
)
from cdo_share.availability.pattern import WHOLE, Pattern
from cdo_share.availability.slots import BusySpan, available_slots, halfdays_between
from cdo_share.core.clock import local_instant
from cdo_share.core.grid import GRIDS, HALF_DAYS, HOURS, Grid, GridKind, Half

AM, PM = Half.AM, Half.PM
PARIS = "Europe/Paris"
MONDAY = date(2027, 1, 4)
WEEK = [MONDAY + timedelta(days=offset) for offset in range(5)]
EVERY_HALFDAY = {(weekday, half): WHOLE for weekday in range(5) for half in Half}


def _at(day: date, clock: str) -> datetime:
    return local_instant(day, time.fromisoformat(clock), PARIS)


def _busy(start: str, end: str, kind: BusyKind = BusyKind.BUSY, day: date = MONDAY) -> BusySpan:
    return _at(day, start), _at(day, end), kind


def _exception(
    kind: ExceptionKind, first: tuple[int, Half], last: tuple[int, Half]
) -> AvailabilityException:
    """Return an exception from a day of the week, 0 is Monday, to another."""
    return AvailabilityException(
        kind=kind,
        starts_on=MONDAY + timedelta(days=first[0]),
        starts_half=first[1],
        ends_on=MONDAY + timedelta(days=last[0]),
        ends_half=last[1],
        repeats=Repeat.NEVER,
    )


def _monday(grid: Grid, *busy: BusySpan) -> str:
    return available_slots([MONDAY], grid, EVERY_HALFDAY, [], busy, PARIS)


@pytest.mark.parametrize(
    ("pattern", "grid", "expected"),
    [
        ({}, HALF_DAYS, "00" * 5),
        (EVERY_HALFDAY, HALF_DAYS, "11" * 5),
        ({(0, AM): WHOLE, (4, PM): WHOLE}, HALF_DAYS, "10 00 00 00 01"),
        ({(0, AM): "1110", (0, PM): "0111", (4, PM): WHOLE}, HALF_DAYS, "00 00 00 00 01"),
        ({(0, AM): WHOLE, (4, PM): WHOLE}, HOURS, "11110000 00000000 00000000 00000000 00001111"),
        ({(0, AM): "1000", (4, PM): "0110"}, HOURS, "10000000 00000000 00000000 00000000 00000110"),
    ],
)
def test_pattern_alone_opens_its_halfdays(pattern: Pattern, grid: Grid, expected: str) -> None:
    found = available_slots(WEEK, grid, pattern, [], [], PARIS)

    assert found == expected.replace(" ", "")


@pytest.mark.parametrize(
    ("exceptions", "expected"),
    [
        ([_exception(ExceptionKind.LEAVE, (1, AM), (1, PM))], "11 00 11 11 00"),
        ([_exception(ExceptionKind.TRAINING, (0, PM), (2, AM))], "10 00 01 11 00"),
        ([_exception(ExceptionKind.OTHER_WORK, (3, PM), (3, PM))], "11 11 11 10 00"),
        ([_exception(ExceptionKind.UNAVAILABLE, (-7, AM), (20, PM))], "00 00 00 00 00"),
        ([_exception(ExceptionKind.EXTRA, (4, AM), (4, AM))], "11 11 11 11 10"),
        ([_exception(ExceptionKind.EXTRA, (5, AM), (6, PM))], "11 11 11 11 00"),
        (
            [
                _exception(ExceptionKind.LEAVE, (3, PM), (4, AM)),
                _exception(ExceptionKind.EXTRA, (4, AM), (4, PM)),
            ],
            "11 11 11 10 01",
        ),
    ],
)
def test_exceptions_take_and_add_halfdays_and_absence_beats_extra_time(
    exceptions: list[AvailabilityException], expected: str
) -> None:
    pattern = {halfday: WHOLE for halfday in EVERY_HALFDAY if halfday[0] < 4}

    for order in (exceptions, exceptions[::-1]):
        found = available_slots(WEEK, HALF_DAYS, pattern, order, [], PARIS)
        assert found == expected.replace(" ", "")


@pytest.mark.parametrize(
    ("busy", "expected"),
    [
        ([_busy("09:00", "10:00")], "01"),
        ([_busy("09:00", "09:59")], "11"),
        ([_busy("08:00", "09:59")], "11"),
        ([_busy("08:00", "10:00")], "01"),
        ([_busy("12:30", "13:30")], "11"),
        ([_busy("11:30", "14:29")], "01"),
        ([_busy("11:30", "14:30")], "00"),
        ([_busy("09:00", "09:40"), _busy("11:00", "11:20")], "01"),
        ([_busy("09:00", "09:40"), _busy("09:00", "09:40")], "11"),
        ([_busy("09:00", "09:40"), _busy("09:20", "09:59")], "11"),
        ([_busy("09:00", "17:00", BusyKind.TENTATIVE)], "11"),
        ([_busy("09:00", "17:00", day=MONDAY + timedelta(days=1))], "11"),
    ],
)
def test_halfday_is_lost_when_busy_times_cover_an_hour_of_it(
    busy: list[BusySpan], expected: str
) -> None:
    assert _monday(HALF_DAYS, *busy) == expected
    assert _monday(HALF_DAYS, *busy[::-1]) == expected


@pytest.mark.parametrize(
    ("busy", "expected"),
    [
        ([_busy("08:30", "09:30")], "01111111"),
        ([_busy("09:00", "10:00")], "11111111"),
        ([_busy("09:00", "11:00")], "10111111"),
        ([_busy("08:30", "09:00"), _busy("09:00", "09:30")], "01111111"),
        ([_busy("12:30", "13:30")], "11111111"),
        ([_busy("00:00", "23:59")], "00000000"),
    ],
)
def test_hour_is_lost_when_busy_times_cover_all_of_it(busy: list[BusySpan], expected: str) -> None:
    assert _monday(HOURS, *busy) == expected


@pytest.mark.parametrize(("grid", "width"), [(HALF_DAYS, 1), (HOURS, 4)])
def test_exception_that_repeats_takes_its_halfdays_each_time(grid: Grid, width: int) -> None:
    days = [MONDAY + timedelta(days=offset) for offset in range(30) if offset % 7 < 5]
    leave = AvailabilityException(
        kind=ExceptionKind.LEAVE,
        starts_on=MONDAY - timedelta(days=13),  # a Tuesday before the period
        starts_half=PM,
        ends_on=MONDAY - timedelta(days=12),
        ends_half=AM,
        repeats=Repeat.FORTNIGHTLY,
        repeats_until=MONDAY + timedelta(days=20),
    )

    found = available_slots(days, grid, EVERY_HALFDAY, [leave], [], PARIS)

    lost = [index for index, mark in enumerate(found) if mark == "0"]
    halfdays = sorted({index // width for index in lost})
    assert len(lost) == 4 * width
    assert [(days[number // 2].day, number % 2) for number in halfdays] == [
        (5, 1),
        (6, 0),
        (19, 1),
        (20, 0),
    ]


def test_extra_time_opens_every_hour_of_a_part_halfday() -> None:
    extra = _exception(ExceptionKind.EXTRA, (0, AM), (0, AM))

    found = available_slots([MONDAY], HOURS, {(0, AM): "0100"}, [extra], [], PARIS)

    assert found == "11110000"


def test_busy_time_beats_extra_time() -> None:
    extra = _exception(ExceptionKind.EXTRA, (0, AM), (0, PM))

    found = available_slots([MONDAY], HALF_DAYS, {}, [extra], [_busy("09:00", "10:00")], PARIS)

    assert found == "01"


def test_busy_time_is_read_on_the_clock_of_the_zone_in_winter_and_summer() -> None:
    days = [MONDAY, date(2027, 7, 5)]
    starts = [datetime(day.year, day.month, day.day, 8, 30, tzinfo=UTC) for day in days]
    busy = [(start, start + timedelta(hours=1), BusyKind.BUSY) for start in starts]

    found = available_slots(days, HOURS, EVERY_HALFDAY, [], busy, PARIS)

    assert found == "10111111" + "11011111"


@pytest.mark.parametrize(
    ("first", "last", "count"),
    [((0, AM), (0, AM), 1), ((0, AM), (0, PM), 2), ((0, PM), (2, AM), 4), ((0, PM), (0, AM), 0)],
)
def test_halfdays_between_include_both_ends(
    first: tuple[int, Half], last: tuple[int, Half], count: int
) -> None:
    days = [MONDAY + timedelta(days=offset) for offset in range(3)]

    found = list(halfdays_between(days[first[0]], first[1], days[last[0]], last[1]))

    assert len(found) == count
    assert found == sorted(found)
    assert not found or (found[0], found[-1]) == (
        (days[first[0]], first[1]),
        (days[last[0]], last[1]),
    )


SPANS = st.lists(
    st.tuples(st.integers(-300, 7500), st.integers(1, 900), st.sampled_from(BusyKind)), max_size=8
)
STRETCHES = st.lists(
    st.tuples(
        st.sampled_from(ExceptionKind),
        st.tuples(st.integers(-1, 5), st.sampled_from(Half)),
        st.tuples(st.integers(-1, 5), st.sampled_from(Half)),
    ),
    max_size=4,
)


@given(
    kind=st.sampled_from(GridKind),
    pattern=st.dictionaries(
        st.sampled_from(sorted(EVERY_HALFDAY)), st.text("01", min_size=4, max_size=4)
    ),
    stretches=STRETCHES,
    spans=SPANS,
)
def test_no_slot_is_open_inside_a_busy_time_or_an_absence_or_outside_the_pattern(
    kind: GridKind,
    pattern: Pattern,
    stretches: list[tuple[ExceptionKind, tuple[int, Half], tuple[int, Half]]],
    spans: list[tuple[int, int, BusyKind]],
) -> None:
    grid = GRIDS[kind]
    midnight = _at(MONDAY, "00:00")
    exceptions = [_exception(*stretch) for stretch in stretches]
    busy = [
        (midnight + timedelta(minutes=start), midnight + timedelta(minutes=start + length), firm)
        for start, length, firm in spans
    ]

    found = available_slots(WEEK, grid, pattern, exceptions, busy, PARIS)

    without = available_slots(WEEK, grid, pattern, exceptions, [], PARIS)
    assert len(found) == len(WEEK) * len(grid.slots)
    for index, open_ in enumerate(found):
        weekday, slot = divmod(index, len(grid.slots))
        first, last = grid.instants(WEEK[weekday], slot, 1, zone=PARIS)
        minutes = {
            minute
            for start, end, firm in busy
            if firm is BusyKind.BUSY
            for minute in range(_minutes(max(start, first)), _minutes(min(end, last)))
        }
        here = (weekday, grid.half_of(slot))
        holding = {kind for kind, begins, ends in stretches if begins <= here <= ends}
        extra = ExceptionKind.EXTRA in holding
        hours = WHOLE if extra else pattern.get(here, "0000")
        part = hours if kind is GridKind.HALF_DAY else hours[slot % 4]
        expected = "0" not in part and not holding - {ExceptionKind.EXTRA}
        assert without[index] == ("1" if expected else "0")
        assert open_ == ("1" if expected and len(minutes) < 60 else "0")


def _minutes(instant: datetime) -> int:
    return int(instant.timestamp()) // 60
