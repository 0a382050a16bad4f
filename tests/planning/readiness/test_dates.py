"""Demands whose days do not fit the period."""

from datetime import date

import pytest

from cdo_share.planning.readiness.dates import find_dates_outside, find_no_day_left
from cdo_share.planning.readiness.findings import Check, Severity
from tests.planning.readiness.facts import a_demand_fact

FIRST, LAST = date(2027, 1, 4), date(2027, 1, 29)


@pytest.mark.parametrize(
    ("earliest_on", "latest_on", "is_found"),
    [
        (FIRST, LAST, False),
        (date(2027, 1, 3), LAST, True),
        (FIRST, date(2027, 1, 30), True),
        (date(2027, 1, 29), date(2027, 2, 26), True),
        (date(2027, 1, 30), date(2027, 2, 26), False),  # wholly outside: no day is left
        (date(2026, 12, 1), date(2027, 1, 3), False),
    ],
)
def test_dates_outside_are_found_while_some_lie_inside(
    earliest_on: date, latest_on: date, is_found: bool
) -> None:
    demand = a_demand_fact(7, earliest_on=earliest_on, latest_on=latest_on)

    found = [(one.check, one.demand_id) for one in find_dates_outside([demand], FIRST, LAST)]

    assert found == ([(Check.DATES_OUTSIDE, 7)] if is_found else [])


def test_demand_that_the_instance_leaves_out_has_no_day_left() -> None:
    found = list(find_no_day_left([a_demand_fact(1), a_demand_fact(2)], asking={2}))

    assert [(one.demand_id, one.severity) for one in found] == [(1, Severity.BLOCKS)]
