"""Until when a proposed plan may wait for answers."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from cdo_share.proposals.deadlines import (
    asking_day,
    earliest_answer_day,
    latest_answer_day,
    list_deadline_faults,
)

TODAY = date(2026, 11, 29)
FIRST = date(2027, 1, 4)


@pytest.mark.parametrize(
    ("answer_by", "first", "said"),
    [
        (date(2026, 11, 28), FIRST, ["Choose a day that is not over yet."]),
        (TODAY, FIRST, []),
        (date(2027, 1, 3), FIRST, []),
        (FIRST, FIRST, ["Choose a day before %(day)s, when the first visit that changes"]),
        (TODAY, TODAY, []),
        (date(2027, 2, 27), None, []),
        (date(2027, 2, 28), None, ["Choose a day until %(day)s: more than 90 days are too long"]),
    ],
)
def test_last_day_lies_between_today_and_what_the_plan_changes_first(
    answer_by: date, first: date | None, said: list[str]
) -> None:
    faults = list_deadline_faults(answer_by, first, TODAY, TODAY)

    assert [one.message.msgid.startswith(text) for one, text in zip(faults, said, strict=True)] == [
        True
    ] * len(said)
    assert (answer_by <= latest_answer_day(first, TODAY, TODAY)) is not bool(
        said and answer_by >= TODAY
    )


@pytest.mark.parametrize(
    ("asked_at", "silence_accepts", "earliest"),
    [
        ("2026-11-27 19:59", False, date(2026, 11, 27)),
        ("2026-11-27 19:59", True, date(2026, 11, 28)),
        ("2026-11-27 20:00", False, date(2026, 11, 28)),
        ("2026-11-29 12:40", False, date(2026, 11, 30)),  # a Sunday: mails leave on Monday
        ("2026-11-29 12:40", True, date(2026, 12, 1)),
    ],
)
def test_nobody_is_given_a_day_that_ends_before_they_can_answer(
    asked_at: str, silence_accepts: bool, earliest: date
) -> None:
    """Planted: a day that is over when the question leaves, and then counts as silence."""
    now = datetime.fromisoformat(asked_at).replace(tzinfo=ZoneInfo("Europe/Paris"))
    found = earliest_answer_day(asking_day(now, "Europe/Paris"), silence_accepts=silence_accepts)
    assert found == earliest

    assert list_deadline_faults(earliest, FIRST, now.date(), earliest) == []
    if earliest > now.date():
        (fault,) = list_deadline_faults(now.date(), FIRST, now.date(), earliest)
        assert fault.message.msgid.startswith("Choose %(day)s or later")


def test_visit_that_changes_tomorrow_can_still_be_proposed_on_a_sunday() -> None:
    tomorrow = date(2026, 11, 30)

    assert latest_answer_day(tomorrow, TODAY, tomorrow) == tomorrow
    assert list_deadline_faults(tomorrow, tomorrow, TODAY, tomorrow) == []
