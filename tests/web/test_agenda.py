"""An agenda is told month by month; the month whose visits come next stands open."""

from datetime import date

import pytest
from flask import Flask

from cdo_share.web.agenda import agenda_months

DAYS = [
    {"iso": "2026-11-30", "visits": ["a"]},
    {"iso": "2026-12-01", "visits": ["b", "c"]},
    {"iso": "2026-12-02", "visits": ["d"]},
    {"iso": "2027-02-01", "visits": ["e"]},
]


@pytest.mark.parametrize(
    ("today", "opened"),
    [
        (date(2026, 10, 5), "novembre 2026"),
        (date(2026, 12, 31), "décembre 2026"),
        (date(2027, 1, 1), "février 2027"),
        (date(2027, 3, 1), "février 2027"),
    ],
)
def test_month_whose_visits_come_next_is_open(app: Flask, today: date, opened: str) -> None:
    with app.test_request_context(headers={"Accept-Language": "fr"}):
        months = agenda_months(DAYS, today)

    assert [(month["label"], month["count"]) for month in months] == [
        ("novembre 2026", 1),
        ("décembre 2026", 3),
        ("février 2027", 1),
    ]
    assert [month["label"] for month in months if month["is_open"]] == [opened]


def test_agenda_without_days_has_no_month(app: Flask) -> None:
    with app.test_request_context():
        assert agenda_months([], date(2026, 10, 5)) == []
