"""When a stretch of half-days comes again: every week, every other week, or every month on the
same weekday, such as the second Tuesday. Pure, and on local dates, so no clock change matters.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from typing import NamedTuple, Protocol

from cdo_share.availability.models import Repeat
from cdo_share.core.grid import Half

MOST_OCCURRENCES = 400
# How long a stretch may be so that it never meets the next one.
LONGEST_DAYS = {Repeat.WEEKLY: 7, Repeat.FORTNIGHTLY: 14, Repeat.MONTHLY: 28}
STEPS = {Repeat.WEEKLY: timedelta(weeks=1), Repeat.FORTNIGHTLY: timedelta(weeks=2)}


class Stretch(NamedTuple):
    """Half-days in a row; both ends are included."""

    starts_on: date
    starts_half: Half
    ends_on: date
    ends_half: Half

    def lies_in(self, other: "Stretch") -> bool:
        """Return whether the other has all half-days of this one."""
        return self[:2] >= other[:2] and self[2:] <= other[2:]

    def shifted(self, starts_on: date) -> "Stretch":
        """Return the same stretch with another first day."""
        ends_on = self.ends_on + (starts_on - self.starts_on)
        return self._replace(starts_on=starts_on, ends_on=ends_on)


class Repeating(Protocol):
    """A stretch, the first of those that repeat until `repeats_until`, included."""

    @property
    def starts_on(self) -> date: ...
    @property
    def starts_half(self) -> Half: ...
    @property
    def ends_on(self) -> date: ...
    @property
    def ends_half(self) -> Half: ...
    @property
    def repeats(self) -> Repeat: ...
    @property
    def repeats_until(self) -> date | None: ...


def nth_of_month(day: date) -> int:
    """Return which of its weekday a day is in its month, 1 to 5.

    >>> nth_of_month(date(2027, 2, 9))  # the second Tuesday
    2
    """
    return (day.day - 1) // 7 + 1


def list_starts(first: date, repeats: Repeat, until: date | None) -> list[date]:
    """Return the first day of each occurrence, in order, at most 400.

    A month without the day, such as a fifth Tuesday, is left out.

    >>> list_starts(date(2027, 1, 29), Repeat.MONTHLY, date(2027, 7, 31))  # a fifth Friday
    [datetime.date(2027, 1, 29), datetime.date(2027, 4, 30), datetime.date(2027, 7, 30)]
    """
    return list(islice(_starts(first, repeats, until), MOST_OCCURRENCES))


def count_starts(first: date, repeats: Repeat, until: date | None) -> int:
    """Return how often it comes; one more than the most allowed stands for any more."""
    return sum(1 for _ in islice(_starts(first, repeats, until), MOST_OCCURRENCES + 1))


def _starts(first: date, repeats: Repeat, until: date | None) -> Iterator[date]:
    if repeats is Repeat.NEVER or until is None:
        yield first
        return
    days = _monthly(first, until) if repeats is Repeat.MONTHLY else _stepping(first, repeats, until)
    yield from days


def _stepping(first: date, repeats: Repeat, until: date) -> Iterator[date]:
    step = STEPS[repeats]
    for number in range((until - first) // step + 1):
        yield first + number * step


def _monthly(first: date, until: date) -> Iterator[date]:
    months = (until.year - first.year) * 12 + until.month - first.month
    for number in range(months + 1):
        year, month = divmod(first.month - 1 + number, 12)
        opening = date(first.year + year, month + 1, 1)
        offset = (first.weekday() - opening.weekday()) % 7 + 7 * (nth_of_month(first) - 1)
        day = opening + timedelta(days=offset)
        if day.month == opening.month and day <= until:
            yield day


def list_stretches(said: Repeating) -> list[Stretch]:
    """Return each occurrence of a stretch, in order."""
    first = Stretch(said.starts_on, said.starts_half, said.ends_on, said.ends_half)
    return [first.shifted(day) for day in list_starts(first[0], said.repeats, said.repeats_until)]


def list_stretches_within(said: Repeating, first: date, last: date) -> list[Stretch]:
    """Return the occurrences that touch the days [first, last], both included, in order."""
    return [one for one in list_stretches(said) if one.starts_on <= last and first <= one.ends_on]
