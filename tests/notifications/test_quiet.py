"""No mail at night, none on Sunday."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdo_share.core.quiet import polite_instant

PARIS = "Europe/Paris"
START = datetime(2026, 1, 1, tzinfo=UTC)


def paris(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(PARIS)).astimezone(UTC)


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("2026-12-14T08:00", "2026-12-14T08:00"),
        ("2026-12-14T19:59:59", "2026-12-14T19:59:59"),
        ("2026-12-14T20:00", "2026-12-15T08:00"),
        ("2026-12-15T00:30", "2026-12-15T08:00"),
        ("2026-12-15T07:59:59", "2026-12-15T08:00"),
        ("2026-12-19T19:00", "2026-12-19T19:00"),
        ("2026-12-19T20:00", "2026-12-21T08:00"),
        ("2026-12-20T12:00", "2026-12-21T08:00"),
        ("2026-12-20T23:00", "2026-12-21T08:00"),
        ("2027-03-27T22:00", "2027-03-29T08:00"),
    ],
)
def test_polite_instant_is_the_next_decent_hour(written: str, sent: str) -> None:
    assert polite_instant(paris(written), PARIS) == paris(sent)


@given(st.integers(0, 4 * 365 * 86_400).map(lambda one: START + timedelta(seconds=one)))
def test_polite_instant_is_never_early_at_night_or_on_sunday(now: datetime) -> None:
    instant = polite_instant(now, PARIS)
    local = instant.astimezone(ZoneInfo(PARIS))

    assert instant >= now
    assert 8 <= local.hour < 20
    assert local.weekday() != 6
    assert polite_instant(instant, PARIS) == instant
