"""When a mail may reach people: not at night and not on Sunday; pure."""

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MORNING = time(8)
EVENING = time(20)
EARLY = time(7)  # both for what cannot wait
NIGHT = time(22)
SATURDAY, SUNDAY = 5, 6
SOON = timedelta(days=7)
AT_LEAST = timedelta(days=2)  # between a digest and a visit that it tells of


def polite_instant(now: datetime, zone: str) -> datetime:
    """Return `now`, or eight in the morning of the next working day or Saturday if it is late."""
    local = now.astimezone(ZoneInfo(zone))
    if MORNING <= local.time() < EVENING and local.weekday() != SUNDAY:
        return now
    day = local.date() + timedelta(days=local.time() >= MORNING)
    if day.weekday() == SUNDAY:
        day += timedelta(days=1)
    return datetime.combine(day, MORNING, ZoneInfo(zone)).astimezone(UTC)


def urgent_instant(now: datetime, begins_at: datetime, zone: str) -> datetime:
    """Return when a change to a visit that begins at `begins_at` is told at the latest.

    That is a decent hour, unless the visit is on that day already: then it is told on any day
    between seven in the morning and ten in the evening.
    """
    polite, there = polite_instant(now, zone), ZoneInfo(zone)
    if begins_at.astimezone(there).date() > polite.astimezone(there).date():
        return polite
    return awake_instant(now, zone)


def awake_instant(now: datetime, zone: str) -> datetime:
    """Return `now`, or seven in the morning where it is night: between ten and seven."""
    local = now.astimezone(ZoneInfo(zone))
    if EARLY <= local.time() < NIGHT:
        return now
    day = local.date() + timedelta(days=local.time() >= NIGHT)
    return datetime.combine(day, EARLY, ZoneInfo(zone)).astimezone(UTC)


def digest_instant(now: datetime, zone: str, closed: Collection[date]) -> datetime:
    """Return `now` at eight in the morning of a working day, or the next such morning.

    `closed` are the days on which the groupement rests.
    """
    local = now.astimezone(ZoneInfo(zone))
    day = local.date() + timedelta(days=local.time() > MORNING)
    while day.weekday() >= SATURDAY or day in closed:
        day += timedelta(days=1)
    return datetime.combine(day, MORNING, ZoneInfo(zone)).astimezone(UTC)


def is_soon(begins_at: datetime, now: datetime, digest_at: datetime) -> bool:
    """Return whether a change to a visit that begins at `begins_at` cannot wait for the digest.

    It cannot within seven days, nor when the digest would come on the eve or later.
    """
    return begins_at <= now + SOON or begins_at < digest_at + AT_LEAST
