"""From an iCalendar file to busy times: when, how firmly, and a hash of the event's UID.

Titles, places and guests are never returned. This reader expands whatever rules a file
holds, so it is for files of known origin; a file from anywhere goes through `reading.guard`.
"""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import chain
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar, Component

from cdo_share.availability.found import ReadBusyTime, ReadCalendar, Tally
from cdo_share.availability.kinds import BusyKind, ReadingWarning
from cdo_share.availability.meaning import NOBODY, Own, all_of, kind_of, kind_of_period
from cdo_share.availability.reading.limits import (
    MOST_DURATION,
    NotACalendar,
    SeriesTooLong,
)
from cdo_share.availability.reading.rules import is_allowed_year
from cdo_share.availability.repetitions import list_repetitions
from cdo_share.core.clock import local_instant

# What icalendar and recurring-ical-events raise for values that make no sense.
BROKEN = (
    *(ArithmeticError, AssertionError, AttributeError, LookupError, OSError),
    *(RuntimeError, TypeError, ValueError),
)
DAY = timedelta(days=1)


def read_busy_times(
    ics: bytes,
    *,
    zone: str,
    first: date,
    last: date,
    own: Own = NOBODY,
    one_series: Callable[[], AbstractContextManager[None]] = nullcontext,
) -> ReadCalendar:
    """Return the busy times that touch the local days [first, last], both included.

    `zone` is the CDO's: all-day events, and times without a zone or in one that nobody
    knows, are read there. An event that makes no sense is skipped with all its
    repetitions, and counted once. `one_series` is entered around each series; it may
    raise SeriesTooLong. Raises NotACalendar, and TooManyEvents.
    """
    tally = Tally()
    reader = _Reader(ZoneInfo(zone), first, last, own)
    for series in _all_series(_parse(ics)):
        try:
            with one_series():
                foreign = [part for part in series if not own.has_written(part)]
                times = reader.read(foreign) if foreign else []
                tally.add(times, foreign, len(series) - len(foreign))
        except SeriesTooLong:
            tally.skip(series, ReadingWarning.LONG_SERIES)
        except BROKEN:
            tally.skip(series)
    return tally.total()


def _parse(ics: bytes) -> list[Component]:
    try:
        calendars = Calendar.from_ical(ics, multiple=True)
    except ValueError as error:
        raise NotACalendar from error
    if not calendars or any(calendar.name != "VCALENDAR" for calendar in calendars):
        raise NotACalendar
    return list(calendars)


def _all_series(calendars: list[Component]) -> list[list[Component]]:
    """Return the events and free-busy lists, those of one UID (a series) together."""
    series: dict[object, list[Component]] = {}
    parts = chain.from_iterable(calendar.walk() for calendar in calendars)
    for number, part in enumerate(parts):
        if part.name in ("VEVENT", "VFREEBUSY"):
            key = (part.name, str(part["UID"])) if "UID" in part else number
            series.setdefault(key, []).append(part)
    return list(series.values())


@dataclass(frozen=True, slots=True)
class _Reader:
    zone: ZoneInfo
    first: date
    last: date
    own: Own

    def read(self, series: list[Component]) -> list[ReadBusyTime]:
        """Return the busy times of one series that touch the stretch."""
        opens_at, closes_at = self._bounds()
        times = list(
            self._listed(series) if series[0].name == "VFREEBUSY" else self._events(series)
        )
        return [busy for busy in times if busy.starts_at < closes_at and opens_at < busy.ends_at]

    def _bounds(self) -> tuple[datetime, datetime]:
        """Return the instants between which the days lie."""
        opens_at = local_instant(self.first, time(), self.zone.key)
        return opens_at, local_instant(self.last + DAY, time(), self.zone.key)

    def _events(self, series: list[Component]) -> Iterator[ReadBusyTime]:
        calendar = Calendar()
        for event in series:
            self._refuse_backward(event)
            _include_last_day(event)
            calendar.add_component(event)
        # Two days more on each side: a floating time may lie in another zone's day.
        kinds = {id(event): kind_of(event, self.own) for event in series}
        for one in list_repetitions(calendar, self.first - 2 * DAY, self.last + 3 * DAY):
            kind = kinds[id(one.source)]
            if kind is not None:
                yield from self._busy(one.start, one.end, kind, one.source)

    def _refuse_backward(self, event: Component) -> None:
        """Raise ValueError for an event that ends before it begins: its end is anybody's guess."""
        start, end, length = (event.get(name) for name in ("DTSTART", "DTEND", "DURATION"))
        if end is not None and self._instant(end.dt) < self._instant(start.dt):
            raise ValueError("the end comes before the beginning")
        if length is not None and length.dt < timedelta():
            raise ValueError("a negative length")

    def _listed(self, series: list[Component]) -> Iterator[ReadBusyTime]:
        lists = ((part, all_of(part.get("FREEBUSY"))) for part in series)
        for part, period in ((part, period) for part, periods in lists for period in periods):
            kind = kind_of_period(period)
            if kind is not None:
                yield from self._busy(period.start, period.end, kind, part)

    def _busy(
        self, start: date, end: date, kind: BusyKind, source: Component
    ) -> Iterator[ReadBusyTime]:
        starts_at, ends_at = self._instant(start), self._instant(end)
        if ends_at - starts_at > MOST_DURATION:
            starts_at, ends_at = self._within(starts_at, ends_at)
        if starts_at < ends_at:
            uid = hashlib.sha256(str(source.get("UID", "")).encode()).digest()
            yield ReadBusyTime(starts_at, ends_at, kind, uid)

    def _within(self, starts_at: datetime, ends_at: datetime) -> tuple[datetime, datetime]:
        """Return as much of a very long event as the days hold; raises ValueError for nonsense."""
        if not is_allowed_year(ends_at.date()):
            raise ValueError("an event without an end")
        opens_at, closes_at = self._bounds()
        return max(starts_at, opens_at), min(ends_at, closes_at)

    def _instant(self, moment: date) -> datetime:
        if not isinstance(moment, datetime):
            moment = datetime.combine(moment, time())
        aware = moment if moment.tzinfo else moment.replace(tzinfo=self.zone)
        return aware.astimezone(UTC)


def _include_last_day(event: Any) -> None:
    """Let rules that end on a date end at the end of that day.

    Calendars in the wild write UNTIL as a date and mean that day's event too.
    """
    start = event["DTSTART"].dt
    for rule in all_of(event.get("RRULE")):
        until = rule.get("UNTIL", [None])[0]
        if isinstance(start, datetime) and until is not None and not isinstance(until, datetime):
            end = datetime.combine(until, time(23, 59, 59), start.tzinfo)
            rule["UNTIL"] = [end.astimezone(UTC) if start.tzinfo else end]
