"""Parts that make the parser give up a whole calendar are found by giving it each alone.

It forgives an event a value that makes no sense, and nothing else: neither a time zone nor a
free-busy list.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace

from icalendar import Calendar

from cdo_share.availability.busy import BROKEN
from cdo_share.availability.reading.limits import SeriesTooLong
from cdo_share.availability.reading.sieve import Sifted, calendar_of

OneSeries = Callable[[], AbstractContextManager[None]]


def without_unreadable(sifted: Sifted, one_series: OneSeries) -> Sifted:
    """Return what is left of a file without zones and lists that cannot be parsed.

    `one_series` is entered around each; it may raise SeriesTooLong.
    """
    zones = [zone for zone in sifted.zones if _is_readable(zone, one_series)]
    parts, skipped = [], list(sifted.skipped)
    for part in sifted.parts:
        if part.kind == b"VEVENT" or _is_readable(part.written(), one_series):
            parts.append(part)
        else:
            skipped.append(part.mark)
    return replace(sifted, zones=zones, parts=parts, skipped=skipped)


def _is_readable(component: list[bytes], one_series: OneSeries) -> bool:
    try:
        with one_series():
            Calendar.from_ical(calendar_of(component))
    except (SeriesTooLong, *BROKEN):
        return False
    return True
