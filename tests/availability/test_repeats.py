"""When a stretch comes again, over year ends, short months and clock changes."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdo_share.availability.models import Repeat
from cdo_share.availability.repeats import (
    MOST_OCCURRENCES,
    Stretch,
    count_starts,
    list_starts,
    list_stretches_within,
    nth_of_month,
)
from cdo_share.availability.wish import CompleteWish, ExceptionKind
from cdo_share.core.grid import Half

AM, PM = Half.AM, Half.PM


def days(*texts: str) -> list[date]:
    """Return dates from their ISO forms."""
    return [date.fromisoformat(text) for text in texts]


@pytest.mark.parametrize(
    ("first", "repeats", "until", "expected"),
    [
        ("2027-02-09", Repeat.NEVER, None, ["2027-02-09"]),
        ("2027-02-09", Repeat.WEEKLY, "2027-02-09", ["2027-02-09"]),
        ("2027-02-09", Repeat.WEEKLY, "2027-02-15", ["2027-02-09"]),
        ("2027-02-09", Repeat.WEEKLY, "2027-02-16", ["2027-02-09", "2027-02-16"]),
        ("2027-02-09", Repeat.WEEKLY, "2027-02-08", []),
        # 2026 has 53 weeks: every other week goes on counting over the year's end.
        (
            "2026-12-21",
            Repeat.FORTNIGHTLY,
            "2027-02-01",
            ["2026-12-21", "2027-01-04", "2027-01-18", "2027-02-01"],
        ),
        # The clocks change on 28 March 2027 and on 31 October 2027.
        ("2027-03-22", Repeat.WEEKLY, "2027-04-05", ["2027-03-22", "2027-03-29", "2027-04-05"]),
        ("2027-10-28", Repeat.WEEKLY, "2027-11-04", ["2027-10-28", "2027-11-04"]),
        # The second Tuesday.
        (
            "2027-01-12",
            Repeat.MONTHLY,
            "2027-04-13",
            ["2027-01-12", "2027-02-09", "2027-03-09", "2027-04-13"],
        ),
        ("2027-01-12", Repeat.MONTHLY, "2027-04-12", ["2027-01-12", "2027-02-09", "2027-03-09"]),
        # A fifth Monday comes in some months only, here in a leap year and over its end.
        (
            "2028-01-31",
            Repeat.MONTHLY,
            "2029-02-01",
            ["2028-01-31", "2028-05-29", "2028-07-31", "2028-10-30", "2029-01-29"],
        ),
        # The fourth Friday of December and of January.
        ("2026-12-25", Repeat.MONTHLY, "2027-01-31", ["2026-12-25", "2027-01-22"]),
        ("2028-02-29", Repeat.MONTHLY, "2028-05-31", ["2028-02-29", "2028-05-30"]),
    ],
)
def test_starts_of_a_repetition(
    first: str, repeats: Repeat, until: str | None, expected: list[str]
) -> None:
    last = date.fromisoformat(until) if until else None

    assert list_starts(date.fromisoformat(first), repeats, last) == days(*expected)


@pytest.mark.parametrize("repeats", [Repeat.WEEKLY, Repeat.FORTNIGHTLY, Repeat.MONTHLY])
def test_starts_are_bounded_however_far_the_end(repeats: Repeat) -> None:
    first, until = date(2027, 1, 12), date(9999, 12, 31)

    assert len(list_starts(first, repeats, until)) == MOST_OCCURRENCES
    assert count_starts(first, repeats, until) == MOST_OCCURRENCES + 1


@given(
    first=st.dates(date(2024, 1, 1), date(2032, 12, 31)),
    length=st.integers(0, 1500),
    repeats=st.sampled_from([Repeat.WEEKLY, Repeat.FORTNIGHTLY, Repeat.MONTHLY]),
)
def test_starts_are_the_days_of_the_same_weekday_that_a_calendar_shows(
    first: date, length: int, repeats: Repeat
) -> None:
    until = first + timedelta(days=length)
    every = [first + timedelta(days=offset) for offset in range(length + 1)]

    found = list_starts(first, repeats, until)

    expected = {
        Repeat.WEEKLY: [day for day in every if (day - first).days % 7 == 0],
        Repeat.FORTNIGHTLY: [day for day in every if (day - first).days % 14 == 0],
        Repeat.MONTHLY: [
            day
            for day in every
            if (day.weekday(), nth_of_month(day)) == (first.weekday(), nth_of_month(first))
        ],
    }
    assert found == expected[repeats]


def test_stretches_within_keep_their_length_and_halves() -> None:
    said = CompleteWish(
        ExceptionKind.LEAVE,
        date(2027, 1, 28),
        PM,
        date(2027, 2, 1),
        AM,
        Repeat.MONTHLY,
        date(2027, 12, 31),
    )

    found = list_stretches_within(said, date(2027, 3, 1), date(2027, 4, 22))

    assert found == [
        Stretch(date(2027, 2, 25), PM, date(2027, 3, 1), AM),
        Stretch(date(2027, 3, 25), PM, date(2027, 3, 29), AM),
        Stretch(date(2027, 4, 22), PM, date(2027, 4, 26), AM),
    ]
