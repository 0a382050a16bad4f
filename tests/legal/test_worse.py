"""A finding is new when nothing of before excuses it."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from cdo_share.core.i18n import Message
from cdo_share.legal.findings import Finding, Severity
from cdo_share.legal.worse import list_worsened
from tests.legal.work import MONDAY, ONE_DAY


def a_finding(measured: int, day: date = MONDAY, until: date | None = None) -> Finding:
    """Return a day of so many minutes where ten hours are allowed."""
    return Finding(
        rule="day_max",
        engagement_id=1,
        day=day,
        until=until or day,
        measured=measured,
        allowed=600,
        article="L3121-18",
        severity=Severity.BLOCKING,
        sentence=Message("too long"),
        remedy=Message("shorten"),
    )


def test_what_goes_less_far_than_before_is_not_new() -> None:
    assert list_worsened([a_finding(640)], [a_finding(620)]) == []


def test_what_goes_further_or_lies_elsewhere_is_new() -> None:
    after = [a_finding(641), a_finding(640, MONDAY + ONE_DAY)]

    assert list_worsened([a_finding(640)], after) == after


def test_one_finding_excuses_one_other() -> None:
    after = [a_finding(640, until=MONDAY + ONE_DAY), a_finding(630)]

    assert list_worsened([a_finding(640)], after) == after[:1]


def test_run_of_weeks_is_excused_within_the_same_weeks_only() -> None:
    weeks = timedelta(days=83)
    before = [a_finding(660, MONDAY, MONDAY + weeks)]
    later = MONDAY + timedelta(days=77)
    moved, shorter = a_finding(650, later, later + weeks), a_finding(650, MONDAY, later)

    assert list_worsened(before, [moved]) == [moved]
    assert list_worsened(before, [shorter]) == []


@pytest.mark.parametrize(
    "other",
    [
        {"rule": "week_max"},
        {"engagement_id": 2},
        {"severity": Severity.TO_CONFIRM},
        {"sentence": Message("much too long")},
        {"day": MONDAY - ONE_DAY, "until": MONDAY - ONE_DAY},
        {"measured": 639},
    ],
)
def test_finding_excuses_only_the_same_thing_of_the_same_person(other: dict[str, Any]) -> None:
    new = a_finding(640)

    assert list_worsened([new], [new]) == []
    assert list_worsened([replace(new, **other)], [new]) == [new]


def test_week_is_excused_by_what_was_said_of_a_part_of_it() -> None:
    """Only stretches of more than a week must lie within those of before."""
    monday_to_tuesday = a_finding(640, MONDAY, MONDAY + ONE_DAY)
    week, more = (a_finding(640, MONDAY, MONDAY + timedelta(days=days)) for days in (6, 7))

    assert list_worsened([monday_to_tuesday], [week]) == []
    assert list_worsened([monday_to_tuesday], [more]) == [more]
