"""Local wall clock to UTC."""

from datetime import UTC, date, datetime, time

import pytest

from cdo_share.core.clock import local_instant, utc_now


@pytest.mark.parametrize(
    ("day", "clock", "instant"),
    [
        (date(2027, 1, 4), time(9), datetime(2027, 1, 4, 8, tzinfo=UTC)),
        (date(2027, 7, 5), time(9), datetime(2027, 7, 5, 7, tzinfo=UTC)),
        (date(2027, 3, 28), time(1, 59), datetime(2027, 3, 28, 0, 59, tzinfo=UTC)),
        (date(2027, 3, 28), time(3), datetime(2027, 3, 28, 1, tzinfo=UTC)),
        (date(2027, 3, 28), time(2, 30), datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),  # no such time
        (date(2027, 10, 31), time(2, 30), datetime(2027, 10, 31, 0, 30, tzinfo=UTC)),  # the first
    ],
)
def test_local_instant_of_paris_is_the_utc_instant(
    day: date, clock: time, instant: datetime
) -> None:
    assert local_instant(day, clock, "Europe/Paris") == instant


def test_utc_now_is_aware_and_in_whole_seconds() -> None:
    now = utc_now()

    assert (now.tzinfo, now.microsecond) == (UTC, 0)
