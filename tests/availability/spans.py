"""Busy times and readings, made short."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from cdo_share.availability.found import ReadBusyTime, ReadCalendar
from cdo_share.availability.keeping import Reading
from cdo_share.availability.models import BusyKind

MORNING = datetime(2027, 1, 5, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)


def busy_time(start: datetime = MORNING, kind: BusyKind = BusyKind.BUSY) -> ReadBusyTime:
    """Return an hour."""
    return ReadBusyTime(start, start + HOUR, kind, b"\0" * 32)


def a_reading(*starts: datetime, at: datetime, **values: Any) -> Reading:
    """Return what a calendar with an hour at each start says."""
    read = ReadCalendar(tuple(map(busy_time, starts)), **values)
    return Reading(read=read, first_on=date(2026, 12, 7), last_on=date(2028, 1, 18), read_at=at)
