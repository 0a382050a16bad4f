"""The years over which annual days are counted: twelve months from a month that is agreed; pure."""

from collections.abc import Iterator
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)


def years_of(first: date, last: date, month: int) -> Iterator[tuple[date, date]]:
    """Yield the first and last day of each year that [first, last] touches, both ends included.

    >>> [str(start) for start, _ in years_of(date(2027, 1, 4), date(2027, 9, 1), 6)]
    ['2026-06-01', '2027-06-01']
    """
    year = first.year if first.month >= month else first.year - 1
    while (start := date(year, month, 1)) <= last:
        yield start, date(year + 1, month, 1) - ONE_DAY
        year += 1
