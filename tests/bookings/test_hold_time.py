"""A hold ends on a working day between ten and eight, never before anybody could answer."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from cdo_share.bookings.hold_time import hold_end

PARIS = ZoneInfo("Europe/Paris")
ARMISTICE = date(2026, 11, 11)  # a Wednesday


@pytest.mark.parametrize(
    ("begins", "hours", "ends"),
    [
        ("2026-12-14 10:00", 48, "2026-12-16 10:00"),  # Monday to Wednesday
        ("2026-12-17 15:00", 48, "2026-12-21 15:00"),  # Thursday, Friday, Monday
        ("2026-12-18 19:00", 1, "2026-12-18 20:00"),  # at eight in the evening it may end
        ("2026-12-18 19:01", 1, "2026-12-21 10:00"),  # a minute later is the night of a Friday
        ("2026-12-18 21:00", 24, "2026-12-22 10:00"),  # read on Monday at eight
        ("2026-12-19 11:00", 1, "2026-12-21 10:00"),  # booked on a Saturday
        ("2026-12-14 05:00", 3, "2026-12-14 11:00"),  # read at eight
        ("2026-12-14 08:30", 24, "2026-12-15 10:00"),  # not before ten in the morning
        ("2026-11-10 15:00", 24, "2026-11-12 15:00"),  # a day of rest does not count
        ("2026-11-10 20:00", 1, "2026-11-12 10:00"),
        ("2026-10-23 15:00", 24, "2026-10-26 15:00"),  # across the change of the clocks
        ("2026-12-14 08:30", 3, "2026-12-14 11:30"),  # from eight on it is read at once
        ("2026-12-14 19:59", 16, "2026-12-15 11:59"),
        ("2026-12-14 20:00", 3, "2026-12-15 11:00"),  # at eight in the evening it is read at eight
        ("2026-11-10 19:30", 1, "2026-11-12 10:00"),  # the next morning is one of rest
    ],
)
def test_hold_counts_working_days_and_ends_by_day(begins: str, hours: int, ends: str) -> None:
    now = datetime.fromisoformat(begins).replace(tzinfo=PARIS).astimezone(UTC)

    end = hold_end(now, hours, "Europe/Paris", {ARMISTICE})

    assert f"{end.astimezone(PARIS):%Y-%m-%d %H:%M}" == ends
    assert end.tzinfo is UTC
