"""Until when a booked half-day is held, so that whoever must answer has a working morning; pure."""

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MORNING, EVENING = time(8), time(20)  # letters are read between them
EARLIEST_END = time(10)
SATURDAY = 5
ONE_DAY = timedelta(days=1)


def hold_end(now: datetime, hours: int, zone: str, closed: Collection[date]) -> datetime:
    """Return when a hold of so many hours that begins `now` ends, on a working day from 10 to 20.

    The hours of Saturdays, Sundays and `closed` days do not count, nor do those before the letter
    that asks for an answer can be read. What would end at night ends at ten on the next morning.
    """
    there = ZoneInfo(zone)
    end = _after(_first_read(now.astimezone(there), closed), timedelta(hours=hours), closed)
    local = end.astimezone(there)
    if EARLIEST_END <= local.time() <= EVENING:
        return end
    day = local.date() + ONE_DAY * (local.time() > EVENING)
    return datetime.combine(_next_working(day, closed), EARLIEST_END, there).astimezone(UTC)


def _first_read(local: datetime, closed: Collection[date]) -> datetime:
    """Return when the letter can be read on a working day, at the earliest."""
    day = local.date() + ONE_DAY * (local.time() >= EVENING)
    working = _next_working(day, closed)
    if working == local.date() and local.time() >= MORNING:
        return local
    return datetime.combine(working, MORNING, local.tzinfo)


def _next_working(day: date, closed: Collection[date]) -> date:
    while day.weekday() >= SATURDAY or day in closed:
        day += ONE_DAY
    return day


def _after(start: datetime, left: timedelta, closed: Collection[date]) -> datetime:
    """Return the instant so much later, of which only working days count; in UTC."""
    instant = start.astimezone(UTC)
    day = start.date()
    while True:
        midnight = datetime.combine(day + ONE_DAY, time(), start.tzinfo).astimezone(UTC)
        if instant + left <= midnight:
            return instant + left
        left -= midnight - instant
        day = _next_working(day + ONE_DAY, closed)
        instant = datetime.combine(day, time(), start.tzinfo).astimezone(UTC)
