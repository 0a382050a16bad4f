"""Rest is elapsed time, also in the nights in which clocks change."""

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import example, given
from hypothesis import strategies as st

from cdo_share.accounts.models import Regime
from cdo_share.core.clock import local_instant
from cdo_share.legal.facts import CdoFacts
from cdo_share.legal.parameters import Parameters
from tests.legal.work import ZONE, facts, findings, piece

FORWARD = date(2027, 3, 28)  # the night to this Sunday has an hour less
BACK = date(2027, 10, 31)  # the night to this Sunday has an hour more
ONE_DAY = timedelta(days=1)
NIGHTS = (FORWARD, BACK, date(2027, 1, 12), date(2026, 3, 29), date(2026, 10, 25))


def night(day: date, evening: str, morning: str) -> CdoFacts:
    """Return work until an evening, and from the morning of `day` on."""
    return facts(
        [piece(day - ONE_DAY, "14:00", evening), piece(day, morning, "12:30")],
        Regime.FORFAIT_JOURS,
        first=date(2026, 1, 1),
    )


def test_eleven_hours_on_the_wall_are_ten_of_rest_when_clocks_go_forward() -> None:
    found = findings(night(FORWARD, "21:00", "8:00"), "daily_rest")

    assert [(one.day, one.measured) for one in found] == [(FORWARD, 600)]
    assert findings(night(FORWARD, "20:00", "8:00"), "daily_rest") == []


def test_short_night_after_the_last_day_is_told_on_that_day() -> None:
    friday = date(2027, 1, 8)
    work = [piece(friday, "14:00", "22:00"), piece(friday + ONE_DAY, "6:00", "9:00")]

    found = findings(facts(work, first=date(2027, 1, 4), last=friday), "daily_rest")

    assert [(one.day, one.measured) for one in found] == [(friday, 480)]


def test_sunday_on_which_clocks_go_forward_is_a_whole_day_of_rest() -> None:
    """From Saturday 23:59 to Monday 12:30 elapse 35 h 31, of which 23 h 01 before Monday."""
    days = [FORWARD - number * ONE_DAY for number in range(2, 7)]
    week = [piece(day, "9:00", "12:00") for day in days]
    saturday = piece(FORWARD - ONE_DAY, "14:00", "23:59")
    monday = piece(FORWARD + ONE_DAY, "12:30", "13:00")

    assert findings(facts([*week, saturday, monday]), "weekly_rest") == []


def test_ten_hours_on_the_wall_are_eleven_of_rest_when_clocks_go_back() -> None:
    assert findings(night(BACK, "21:00", "7:00"), "daily_rest") == []
    found = findings(night(BACK, "21:01", "7:00"), "daily_rest")
    assert [one.measured for one in found] == [659]


def test_eleven_hours_on_the_wall_are_twelve_of_rest_when_clocks_go_back() -> None:
    twelve = Parameters(daily_rest_minutes=720)

    assert findings(night(BACK, "20:00", "7:00"), "daily_rest", twelve) == []
    assert len(findings(night(BACK, "20:01", "7:00"), "daily_rest", twelve)) == 1


@given(
    st.sampled_from(NIGHTS),
    st.integers(18 * 60, 23 * 60 + 59),
    st.integers(4 * 60, 11 * 60),
)
@example(FORWARD, 21 * 60, 8 * 60)
@example(BACK, 21 * 60, 7 * 60)
def test_rest_is_what_elapses_between_the_two_instants(
    day: date, evening: int, morning: int
) -> None:
    ends_at = local_instant(day - ONE_DAY, time(*divmod(evening, 60)), ZONE)
    starts_at = local_instant(day, time(*divmod(morning, 60)), ZONE)
    elapsed = (starts_at - ends_at).total_seconds() / 60

    words = [f"{hour}:{minute:02d}" for hour, minute in (divmod(evening, 60), divmod(morning, 60))]
    found = findings(night(day, words[0], words[1]), "daily_rest")

    assert [one.measured for one in found] == ([int(elapsed)] if elapsed < 660 else [])


def test_week_in_which_clocks_go_forward_needs_its_whole_rest() -> None:
    """From Saturday 22:00 to Monday 9:00 there are 35 hours on the wall and 34 elapsed."""
    saturday, monday = FORWARD - ONE_DAY, FORWARD + ONE_DAY
    week = [piece(saturday - number * ONE_DAY, "9:00", "12:30") for number in range(1, 6)]
    ends = piece(saturday, "18:00", "22:00")

    found = findings(facts([*week, ends, piece(monday, "9:00", "12:30")]), "weekly_rest")

    assert [(one.day, one.measured) for one in found] == [(saturday - 5 * ONE_DAY, 34 * 60)]


def test_rest_in_two_halves_is_none() -> None:
    """Sunday noon is worked: 26 hours before it, 20 after; the day of rest is missing."""
    monday = date(2027, 1, 4)
    pieces = [piece(monday + number * ONE_DAY, "9:00", "12:30") for number in range(5)]
    pieces += [piece(monday + 5 * ONE_DAY, "8:00", "10:00")]
    pieces += [piece(monday + 6 * ONE_DAY, "12:00", "13:00")]
    pieces += [piece(monday + 7 * ONE_DAY, "9:00", "10:00")]

    found = findings(facts(pieces), "weekly_rest")

    assert [(one.day, one.measured, one.allowed) for one in found] == [(monday, 26 * 60, 35 * 60)]


def test_day_of_rest_that_lies_in_the_next_week_does_not_count() -> None:
    """Work every day until Sunday 20:00, then free: the rest of the first week is 16 hours."""
    monday = date(2027, 1, 4)
    days = [piece(monday + number * ONE_DAY, "8:00", "16:00") for number in range(6)]
    sunday = piece(monday + 6 * ONE_DAY, "8:00", "20:00")

    found = findings(facts([*days, sunday]), "weekly_rest")

    assert [one.measured for one in found] == [16 * 60]


def test_instants_of_a_day_are_utc() -> None:
    (day,) = facts([piece(FORWARD, "9:00", "12:30")]).days

    assert (day.starts_at, day.span_minutes) == (datetime(2027, 3, 28, 7, tzinfo=UTC), 210)
