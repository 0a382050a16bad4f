"""Which time zones that a file defines itself are looked at: the plain ones.

Known names are known better by the system than by the file; a definition matters only for a
name of somebody's own.
"""

from collections.abc import Sequence

from cdo_share.availability.reading.limits import MOST_VALUE_BYTES
from cdo_share.availability.reading.rules import day_of, is_allowed_rule, rule_parts

MOST_LINES = 60
OLDEST_YEAR = 1601  # where Outlook begins its zones


def is_plain_zone(lines: Sequence[bytes]) -> bool:
    """Return whether a VTIMEZONE is short and repeats by the year only."""
    return len(lines) <= MOST_LINES and all(map(_is_plain, lines))


def _is_plain(line: bytes) -> bool:
    name = line.partition(b":")[0].partition(b";")[0].upper()
    if name == b"RRULE":
        return is_allowed_rule(line) and rule_parts(line)[b"FREQ"] == b"YEARLY"
    if name == b"DTSTART":
        day = day_of(line)
        return day is not None and day.year >= OLDEST_YEAR
    return name != b"RDATE" and len(line) <= MOST_VALUE_BYTES
