"""How lately a device read its calendar, and what that means; pure."""

from datetime import datetime, timedelta
from enum import StrEnum

READ_WITHIN = timedelta(days=2)  # Google, the slowest, comes at least once a day
STALE_AFTER = timedelta(days=7)


class Freshness(StrEnum):
    """How it stands with the readings of a link."""

    NEW = "new"  # not read yet, and nothing to worry about
    UNREAD = "unread"  # never read, though there was time
    FRESH = "fresh"
    STALE = "stale"  # it was read, but not lately


def freshness(created_at: datetime, last_read_at: datetime | None, now: datetime) -> Freshness:
    """Return how it stands with a link at `now`."""
    if last_read_at is None:
        return Freshness.NEW if now < created_at + READ_WITHIN else Freshness.UNREAD
    return Freshness.FRESH if now < last_read_at + STALE_AFTER else Freshness.STALE
