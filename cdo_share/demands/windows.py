"""From a cadence to date ranges: each window asks for the same number of visits.

Pure: knows days, not rows. Weeks are ISO weeks; a fortnight is two of them and a month
four, counted from the first week of the period.
"""

from collections.abc import Collection, Sequence
from datetime import date
from functools import lru_cache
from itertools import groupby

from cdo_share.core.grid import Half
from cdo_share.demands.models import Cadence

Window = tuple[date, date]

WEEKS_PER_WINDOW = {Cadence.WEEKLY: 1, Cadence.FORTNIGHTLY: 2, Cadence.MONTHLY: 4}


def windows(
    cadence: Cadence, days: Sequence[date], earliest_on: date, latest_on: date
) -> list[Window]:
    """Return the windows [first, last] of a demand, disjoint and in order, both ends included.

    Parameters
    ----------
    cadence
        `ONCE` makes one window of the whole stretch.
    days
        The working days of the period, in order; spans are counted from the week of the first.
    earliest_on, latest_on
        The stretch wished, both included; what lies outside the period is ignored.

    Notes
    -----
    Windows begin and end on working days. A fortnight or a month that the stretch or the
    end of the period cuts short counts when at least half of its weeks are left in it.
    """
    return list(_windows(cadence, tuple(days), earliest_on, latest_on))


@lru_cache(maxsize=1024)  # most demands of a round are for all of it
def _windows(
    cadence: Cadence, days: tuple[date, ...], earliest_on: date, latest_on: date
) -> list[Window]:
    inside = [day for day in days if earliest_on <= day <= latest_on]
    if not inside:
        return []
    if cadence is Cadence.ONCE:
        return [(inside[0], inside[-1])]
    weeks = WEEKS_PER_WINDOW[cadence]
    first_week = _week_number(days[0])
    spans = groupby(inside, key=lambda day: (_week_number(day) - first_week) // weeks)
    stretches = [list(span) for _, span in spans]
    return [(span[0], span[-1]) for span in stretches if 2 * _count_weeks(span) >= weeks]


def days_fit_for_visit(
    days: Sequence[date], impossible: Collection[tuple[int, Half]], *, is_longer_than_half: bool
) -> list[date]:
    """Return the days on which the impossible half-days leave room for one visit.

    A visit that is longer than half a day needs both halves of its day.
    """
    needed = 2 if is_longer_than_half else 1
    blocked = {(weekday, half) for weekday, half in impossible}
    free = {weekday: sum((weekday, half) not in blocked for half in Half) for weekday in range(5)}
    return [day for day in days if free[day.weekday()] >= needed]


def _week_number(day: date) -> int:
    """Return a number that rises by one each Monday, whatever the year."""
    return (day.toordinal() - 1) // 7


def _count_weeks(days: Sequence[date]) -> int:
    return len({_week_number(day) for day in days})
