"""The usual week as a value: which hours of which half-days a CDO can work; pure."""

import re
from collections.abc import Mapping

from cdo_share.core.grid import Grid, Half

# For each (weekday, half), 0 is Monday, "1" or "0" for each of its four hours.
Pattern = Mapping[tuple[int, Half], str]

HOURS_PER_HALF = 4
WHOLE = "1" * HOURS_PER_HALF
NONE = "0" * HOURS_PER_HALF
WEEKDAYS = range(5)
HALFDAYS = tuple((weekday, half) for weekday in WEEKDAYS for half in Half)
_WRITTEN = re.compile(r"([0-4])(am|pm)([01]{4})")


def is_open(hours: str, grid: Grid, slot: int) -> bool:
    """Return whether a slot of the grid lies wholly in the `hours` of its half-day.

    >>> from cdo_share.core.grid import HALF_DAYS, HOURS
    >>> is_open("1110", HALF_DAYS, 0), is_open("1110", HOURS, 0), is_open("1110", HOURS, 3)
    (False, True, False)
    """
    width = HOURS_PER_HALF // grid.slots_per_half
    first = (slot - grid.slots_of(grid.half_of(slot)).start) * width
    return "0" not in hours[first : first + width]


def whole_halfdays(pattern: Pattern) -> int:
    """Return how many half-days of the week are wholly available."""
    return sum(hours == WHOLE for hours in pattern.values())


def count_hours(pattern: Pattern) -> int:
    """Return how many hours of the week are available, four to a half-day."""
    return sum(hours.count("1") for hours in pattern.values())


def write_pattern(pattern: Pattern) -> str:
    """Return the week as one line, for a form to carry along.

    >>> write_pattern({(4, Half.PM): "1100", (0, Half.AM): "1111"})
    '0am1111 4pm1100'
    """
    return " ".join(f"{day}{half.value}{hours}" for (day, half), hours in sorted(pattern.items()))


def read_pattern(line: str) -> Pattern:
    """Return the week that was written as one line; whatever is not understood is left out."""
    found = (_WRITTEN.fullmatch(word) for word in line.split())
    return {(int(m[1]), Half(m[2])): m[3] for m in found if m is not None and m[3] != NONE}
