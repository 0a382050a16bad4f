"""How it stands with the readings of a link, just before and just after each limit."""

from datetime import datetime, timedelta

import pytest

from cdo_share.calendars.freshness import Freshness, freshness

SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("age", "read_ago", "expected"),
    [
        (timedelta(), None, Freshness.NEW),
        (2 * DAY - SECOND, None, Freshness.NEW),
        (2 * DAY, None, Freshness.UNREAD),
        (30 * DAY, timedelta(), Freshness.FRESH),
        (30 * DAY, 7 * DAY - SECOND, Freshness.FRESH),
        (30 * DAY, 7 * DAY, Freshness.STALE),
    ],
)
def test_freshness_changes_at_two_days_and_at_seven(
    now: datetime, age: timedelta, read_ago: timedelta | None, expected: Freshness
) -> None:
    last_read_at = None if read_ago is None else now - read_ago

    assert freshness(now - age, last_read_at, now) is expected
