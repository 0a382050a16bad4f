"""Until when a proposed plan may wait for answers."""

from datetime import date

import pytest

from cdo_share.proposals.deadlines import latest_answer_day, list_deadline_faults

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
    faults = list_deadline_faults(answer_by, first, TODAY)

    assert [one.message.msgid.startswith(text) for one, text in zip(faults, said, strict=True)] == [
        True
    ] * len(said)
    assert (answer_by <= latest_answer_day(first, TODAY)) is not bool(said and answer_by >= TODAY)
