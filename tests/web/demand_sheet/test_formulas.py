"""Ready-made rhythms: what one tap fills in."""

from datetime import date

import pytest

from cdo_share.core.grid import GridKind
from cdo_share.rounds.models import Period
from cdo_share.web.demand_sheet.formulas import (
    FORMULAS,
    SPRINT,
    find_formula,
    sprint_dates,
    with_formula,
)

PERIOD = Period(
    name="Hiver",
    starts_on=date(2027, 1, 4),
    ends_on=date(2027, 4, 2),
    grid_kind=GridKind.HALF_DAY,
)
BEFORE = date(2026, 12, 14)
TYPED = {
    "title": "Site",
    "visit_amount": "hours-2",
    "cadence": "weekly",
    "visits_per_window": "3",
    "earliest_on": "2027-01-11",
    "latest_on": "2027-03-05",
}


def test_rhythm_replaces_the_time_and_keeps_the_rest() -> None:
    month = find_formula("day_a_month")
    assert month is not None
    assert with_formula(TYPED, month, PERIOD, BEFORE) == {
        "title": "Site",
        "visit_amount": "half_days-2",
        "cadence": "monthly",
        "visits_per_window": "1",
        "total_visits": "1",
        "earliest_on": "2027-01-11",
        "latest_on": "2027-03-05",
    }


def test_sprint_brings_its_three_weeks_and_another_rhythm_takes_them_back() -> None:
    sprint = with_formula(TYPED, SPRINT, PERIOD, BEFORE)
    after = with_formula(sprint, FORMULAS[0], PERIOD, BEFORE)

    asked = [sprint[name] for name in ("cadence", "total_visits", "earliest_on", "latest_on")]
    assert asked == ["once", "3", "2027-01-04", "2027-01-24"]
    assert (after["earliest_on"], after["latest_on"]) == ("2027-01-04", "2027-04-02")


@pytest.mark.parametrize(
    ("today", "dates"),
    [
        (BEFORE, (date(2027, 1, 4), date(2027, 1, 24))),
        (date(2027, 1, 6), (date(2027, 1, 11), date(2027, 1, 31))),
        (date(2027, 3, 24), (date(2027, 3, 29), date(2027, 4, 2))),
        (date(2027, 4, 2), (date(2027, 4, 2), date(2027, 4, 2))),
        (date(2028, 1, 1), (date(2027, 4, 2), date(2027, 4, 2))),
    ],
)
def test_sprint_lies_ahead_and_inside_the_period(today: date, dates: tuple[date, date]) -> None:
    assert sprint_dates(PERIOD, today) == dates


def test_unknown_rhythm_is_none() -> None:
    assert [find_formula(code) for code in (None, "", "daily")] == [None, None, None]
