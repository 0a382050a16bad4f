"""When a change is told: at once for what comes soon, else in the digest of a working morning."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdo_share.core.quiet import digest_instant, is_soon, polite_instant, urgent_instant

PARIS = "Europe/Paris"
START = datetime(2026, 1, 1, tzinfo=UTC)
SECONDS = st.integers(0, 4 * 365 * 86_400)


def paris(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(PARIS)).astimezone(UTC)


@pytest.mark.parametrize(
    ("written", "begins", "told"),
    [
        ("2026-12-14T15:00", "2026-12-15T09:00", "2026-12-14T15:00"),
        ("2026-12-14T21:00", "2026-12-15T09:00", "2026-12-14T21:00"),
        ("2026-12-14T21:59:59", "2026-12-15T13:30", "2026-12-14T21:59:59"),
        ("2026-12-14T22:00", "2026-12-15T09:00", "2026-12-15T07:00"),
        ("2026-12-15T03:00", "2026-12-15T09:00", "2026-12-15T07:00"),
        ("2026-12-15T07:10", "2026-12-15T09:00", "2026-12-15T07:10"),
        ("2026-12-14T21:00", "2026-12-16T09:00", "2026-12-15T08:00"),
        ("2026-12-19T21:00", "2026-12-21T09:00", "2026-12-19T21:00"),
        ("2026-12-20T12:00", "2026-12-21T09:00", "2026-12-20T12:00"),
        ("2026-12-20T12:00", "2026-12-22T09:00", "2026-12-21T08:00"),
        ("2027-03-27T23:00", "2027-03-28T09:00", "2027-03-28T07:00"),
    ],
)
def test_urgent_instant_is_decent_unless_the_visit_comes_first(
    written: str, begins: str, told: str
) -> None:
    assert urgent_instant(paris(written), paris(begins), PARIS) == paris(told)


@given(SECONDS, st.integers(1, 7 * 86_400))
def test_urgent_instant_is_never_at_night_nor_later_than_a_polite_one(
    since: int, ahead: int
) -> None:
    now = START + timedelta(seconds=since)
    instant = urgent_instant(now, now + timedelta(seconds=ahead), PARIS)

    assert now <= instant <= polite_instant(now, PARIS)
    assert 7 <= instant.astimezone(ZoneInfo(PARIS)).hour < 22


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("2026-12-14T07:59:59", "2026-12-14T08:00"),
        ("2026-12-14T08:00", "2026-12-14T08:00"),
        ("2026-12-14T08:00:01", "2026-12-15T08:00"),
        ("2026-12-18T10:00", "2026-12-21T08:00"),
        ("2026-12-23T10:00", "2026-12-24T08:00"),
        ("2026-12-24T10:00", "2026-12-28T08:00"),
    ],
)
def test_digest_instant_is_eight_on_a_working_day(written: str, told: str) -> None:
    closed = {date(2026, 12, 25)}

    assert digest_instant(paris(written), PARIS, closed) == paris(told)


@pytest.mark.parametrize(
    ("begins", "is_told_at_once"),
    [
        ("2026-12-21T10:00", True),
        ("2026-12-21T10:00:01", False),
    ],
)
def test_change_is_soon_within_seven_days(begins: str, is_told_at_once: bool) -> None:
    now = paris("2026-12-14T10:00")

    assert is_soon(paris(begins), now, paris("2026-12-15T08:00")) is is_told_at_once


def test_change_is_soon_when_the_digest_would_come_on_the_eve() -> None:
    now, digest_at = paris("2026-12-18T18:00"), paris("2027-01-04T08:00")

    assert is_soon(paris("2027-01-05T09:00"), now, digest_at)
    assert not is_soon(paris("2027-01-06T09:00"), now, digest_at)
