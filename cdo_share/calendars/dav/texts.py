"""Repetitions as text: an event is written once, and for each repetition only its times anew.

A copy of the event for each, written by icalendar, takes several times as long.
"""

import re
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from cdo_share.availability.repetitions import Repetition
from cdo_share.calendars.dav.looking import aware

PLACE = "RECURRENCE-ID"
TIMES = ("DTSTART", "DTEND", PLACE)
# What continues a line begins with a space, so that no text looks like one of these.
_LINES = re.compile(rf"(?<=\r\n)({'|'.join(TIMES)})[;:][^\r]*(?=\r\n|\Z)")
_ALARMS = "\r\nBEGIN:"


class Texts:
    """The texts of one entry; `is_series` says whether it repeats, and its times have places.

    `zone` is read for times that name none.
    """

    def __init__(self, zone: ZoneInfo, *, is_series: bool) -> None:
        self._zone = zone
        self._is_series = is_series
        self._written: dict[int, tuple[str, str, str]] = {}

    def of(self, one: Repetition) -> str:
        """Return a repetition as an event of its own, its times in UTC."""
        written = self._written.get(id(one.source))
        if written is None:
            written = self._written[id(one.source)] = self._write(one)
        event, begin, alarms = written
        said = {"DTSTART": one.start, "DTEND": one.end}
        if PLACE not in one.source:
            said[PLACE] = one.start
        lines = {name: _line(name, moment, self._zone) for name, moment in said.items()}
        told = _LINES.sub(lambda found: lines.get(found[1], found[0]), event)
        return f"{told}{begin}{alarms}"

    def _write(self, one: Repetition) -> tuple[str, str, str]:
        """Return the event in pieces: its own lines, and what is within it."""
        event: Any = one.event()
        if not self._is_series:
            event.pop(PLACE, None)
        for name in TIMES:
            moment = getattr(event.get(name), "dt", None)
            if isinstance(moment, datetime):
                del event[name]
                event.add(name, aware(moment, self._zone).astimezone(UTC))
        text: str = event.to_ical().decode()
        return text.partition(_ALARMS)


def _line(name: str, moment: date, zone: ZoneInfo) -> str:
    if isinstance(moment, datetime):
        return f"{name}:{aware(moment, zone).astimezone(UTC):%Y%m%dT%H%M%SZ}"
    return f"{name};VALUE=DATE:{moment:%Y%m%d}"
