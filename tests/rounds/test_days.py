"""The working days of a stretch."""

from datetime import date

import pytest

from cdo_share.rounds.days import working_days

EASTER_MONDAY = date(2027, 3, 29)


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "closed", "expected"),
    [
        (date(2027, 1, 4), date(2027, 1, 10), set(), [4, 5, 6, 7, 8]),
        (date(2027, 1, 9), date(2027, 1, 10), set(), []),
        (date(2027, 1, 6), date(2027, 1, 6), set(), [6]),
        (date(2027, 1, 7), date(2027, 1, 12), {date(2027, 1, 8)}, [7, 11, 12]),
        (date(2027, 3, 26), date(2027, 3, 30), {EASTER_MONDAY}, [26, 30]),
        (date(2027, 1, 6), date(2027, 1, 5), set(), []),
    ],
)
def test_working_days_of_a_stretch_are_weekdays_that_are_not_closed(
    starts_on: date, ends_on: date, closed: set[date], expected: list[int]
) -> None:
    assert [day.day for day in working_days(starts_on, ends_on, closed)] == expected
