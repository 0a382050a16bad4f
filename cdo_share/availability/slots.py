"""From what a CDO said and what their calendars hold to one character per slot.

Pure: rows come in as values. The pattern is laid first, then extra time, then absences,
then busy times; a later layer never gives back what an earlier one took, except that
extra time adds to the pattern.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta

from cdo_share.availability.models import AvailabilityException, BusyKind
from cdo_share.availability.pattern import NONE, WHOLE, Pattern, is_open
from cdo_share.availability.repeats import list_stretches_within
from cdo_share.core.grid import Grid, Half

BusySpan = tuple[datetime, datetime, BusyKind]

BLOCKING = timedelta(minutes=60)


def available_slots(
    days: Sequence[date],
    grid: Grid,
    pattern: Pattern,
    exceptions: Iterable[AvailabilityException],
    busy: Iterable[BusySpan],
    zone: str,
) -> str:
    """Return "1" (can work) or "0" for each day × slot, days first: `len(days) × len(slots)`.

    Parameters
    ----------
    days
        The working days of the period.
    pattern
        The hours of every week on which the CDO works, by (weekday, half), 0 is Monday; a
        slot is open when all its hours are.
    exceptions
        Stretches of half-days that differ from the pattern, repeated ones as often as they
        come. An absence beats extra time.
    busy
        (starts_at, ends_at, kind), in any order, overlapping or not. Slots of which BUSY times
        together cover 60 minutes, or the whole if they are shorter, are lost; TENTATIVE
        times leave them as they are.
    zone
        Where the clock times of the grid are read, an IANA name.
    """
    free = _free_hours(days, pattern, list(exceptions))
    hard = _merged((start, end) for start, end, kind in busy if kind is BusyKind.BUSY)
    return "".join(
        "1"
        if is_open(free.get((day, slot.half), NONE), grid, number)
        and not _is_taken(grid, day, number, hard, zone)
        else "0"
        for day in days
        for number, slot in enumerate(grid.slots)
    )


def halfdays_between(
    starts_on: date, starts_half: Half, ends_on: date, ends_half: Half
) -> Iterator[tuple[date, Half]]:
    """Yield each half-day of a stretch, in order; both ends are included."""
    for offset in range((ends_on - starts_on).days + 1):
        day = starts_on + timedelta(days=offset)
        for half in Half:
            if (starts_on, starts_half) <= (day, half) <= (ends_on, ends_half):
                yield day, half


def _free_hours(
    days: Sequence[date], pattern: Pattern, exceptions: Sequence[AvailabilityException]
) -> dict[tuple[date, Half], str]:
    """Return the hours of each half-day that is not wholly lost."""
    halves = [(day, half) for day in days for half in Half]
    free = {
        (day, half): pattern[day.weekday(), half]
        for day, half in halves
        if (day.weekday(), half) in pattern
    }
    extra = set(_halfdays(days, [one for one in exceptions if one.kind.is_available]))
    absent = set(absent_halfdays(days, exceptions))
    free |= {halfday: WHOLE for halfday in halves if halfday in extra}
    return {halfday: hours for halfday, hours in free.items() if halfday not in absent}


def absent_halfdays(
    days: Sequence[date], exceptions: Iterable[AvailabilityException]
) -> Iterator[tuple[date, Half]]:
    """Yield the half-days of the days' span on which somebody is away, whatever the pattern."""
    return _halfdays(days, [one for one in exceptions if not one.kind.is_available])


def _halfdays(
    days: Sequence[date], exceptions: Iterable[AvailabilityException]
) -> Iterator[tuple[date, Half]]:
    """Yield the half-days of the exceptions' occurrences that touch the days."""
    if days:
        for exception in exceptions:
            for stretch in list_stretches_within(exception, min(days), max(days)):
                yield from halfdays_between(*stretch)


def _merged(spans: Iterable[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    """Return the same time as spans that neither overlap nor touch, in order."""
    merged: list[tuple[datetime, datetime]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _is_taken(
    grid: Grid, day: date, slot: int, busy: Sequence[tuple[datetime, datetime]], zone: str
) -> bool:
    first, last = grid.instants(day, slot, 1, zone=zone)
    covered = sum(
        (min(end, last) - max(start, first) for start, end in busy if start < last and first < end),
        timedelta(),
    )
    return covered >= min(BLOCKING, last - first)
