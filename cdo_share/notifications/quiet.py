"""When a mail may reach people: not at night and not on Sunday; pure."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

MORNING = time(8)
EVENING = time(20)
SUNDAY = 6


def polite_instant(now: datetime, zone: str) -> datetime:
    """Return `now`, or eight in the morning of the next working day or Saturday if it is late."""
    local = now.astimezone(ZoneInfo(zone))
    if MORNING <= local.time() < EVENING and local.weekday() != SUNDAY:
        return now
    day = local.date() + timedelta(days=local.time() >= MORNING)
    if day.weekday() == SUNDAY:
        day += timedelta(days=1)
    return datetime.combine(day, MORNING, ZoneInfo(zone)).astimezone(UTC)
