"""How long an event lasts, from its DURATION line; on bytes."""

import re
from collections.abc import Sequence
from datetime import timedelta

_LENGTH = re.compile(
    rb"\+?P(?:([0-9]{1,6})W)?(?:([0-9]{1,6})D)?"
    rb"(?:T(?:([0-9]{1,8})H)?(?:([0-9]{1,9})M)?(?:([0-9]{1,9})S)?)?\s*\Z"
)
UNSAID = timedelta(days=1)


def length_of(lines: Sequence[bytes]) -> timedelta | None:
    """Return the length that the lines say, a day where they say none; None for nonsense.

    >>> length_of([b"DURATION:P1W"])
    datetime.timedelta(days=7)
    """
    if not lines:
        return UNSAID
    found = _LENGTH.match(lines[0].rpartition(b":")[2].upper())
    if found is None or len(lines) > 1:
        return None
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
