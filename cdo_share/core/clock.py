"""The one place that reads the wall clock; the edge passes its value down."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo


def utc_now() -> datetime:
    """Return the present instant, aware, in UTC, whole seconds."""
    return datetime.now(UTC).replace(microsecond=0)


def local_instant(day: date, clock: time, zone: str) -> datetime:
    """Return the UTC instant of a local wall clock time.

    A time that happens twice means its first occurrence; one that does not exist is
    read with the offset before the change, as RFC 5545 asks.
    """
    return datetime.combine(day, clock, ZoneInfo(zone)).astimezone(UTC)
