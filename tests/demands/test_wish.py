"""What a wish amounts to, in slots of either grid."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdo_share.core.grid import GRIDS, HALF_DAYS, HOURS, Grid, GridKind, Half
from cdo_share.demands.models import AmountUnit, Cadence
from cdo_share.demands.wish import count_visit_slots, measure_wish
from tests.demands.wishes import ENDS_ON, STARTS_ON, a_frame, a_wish

HALF, HOUR = AmountUnit.HALF_DAYS, AmountUnit.HOURS
DAYS = a_frame().days


@pytest.mark.parametrize(
    ("amount", "unit", "grid", "slots"),
    [
        (1, HALF, HALF_DAYS, 1),
        (2, HALF, HALF_DAYS, 2),
        (1, HALF, HOURS, 4),
        (2, HALF, HOURS, 8),
        (1, HOUR, HALF_DAYS, 1),
        (3, HOUR, HALF_DAYS, 1),
        (4, HOUR, HALF_DAYS, 2),
        (7, HOUR, HALF_DAYS, 2),
        (1, HOUR, HOURS, 1),
        (3, HOUR, HOURS, 3),
        (8, HOUR, HOURS, 8),
    ],
)
def test_visit_slots_round_up_to_the_grid(
    amount: int, unit: AmountUnit, grid: Grid, slots: int
) -> None:
    assert count_visit_slots(amount, unit, grid) == slots


@given(hours=st.integers(1, 7), kind=st.sampled_from(GridKind))
def test_visit_slots_hold_the_hours_asked_for_and_less_than_one_slot_more(
    hours: int, kind: GridKind
) -> None:
    grid = GRIDS[kind]

    minutes = count_visit_slots(hours, HOUR, grid) * grid.slot_minutes

    assert 60 * hours <= minutes < 60 * hours + grid.slot_minutes


@pytest.mark.parametrize(
    ("values", "grid", "expected"),
    [
        ({}, HALF_DAYS, (4, 4, 4, 4.0)),
        ({"visit_amount": 2, "visits_per_window": 2}, HALF_DAYS, (4, 8, 16, 16.0)),
        ({"cadence": Cadence.FORTNIGHTLY}, HALF_DAYS, (2, 2, 2, 2.0)),
        ({"cadence": Cadence.MONTHLY, "visit_amount": 2}, HALF_DAYS, (1, 1, 2, 2.0)),
        ({"visit_amount": 4, "visit_unit": HOUR}, HALF_DAYS, (4, 4, 8, 8.0)),
        ({"visit_amount": 3, "visit_unit": HOUR}, HOURS, (4, 4, 12, 3.0)),
        ({"visit_amount": 1}, HOURS, (4, 4, 16, 4.0)),
        ({"cadence": Cadence.ONCE, "total_visits": 6}, HALF_DAYS, (1, 6, 6, 6.0)),
        # Three visits are wished each week, but the first week has two days left.
        ({"visits_per_window": 3, "earliest_on": date(2027, 1, 7)}, HALF_DAYS, (4, 11, 11, 11.0)),
        (
            {"visits_per_window": 5, "impossible": {(2, Half.AM), (2, Half.PM)}},
            HALF_DAYS,
            (4, 16, 16, 16.0),
        ),
    ],
)
def test_measured_wish_counts_windows_visits_slots_and_halfdays(
    values: dict[str, Any], grid: Grid, expected: tuple[int, int, int, float]
) -> None:
    wish = a_wish(**values).completed(STARTS_ON, ENDS_ON)

    request = measure_wish(wish, grid, DAYS)

    found = (len(request.windows), request.visits, request.slots, request.halfdays)
    assert found == expected


def test_measuring_a_wish_that_lacks_its_dates_is_refused() -> None:
    with pytest.raises(ValueError, match="only a completed wish"):
        measure_wish(a_wish(), HALF_DAYS, DAYS)


def test_completed_wish_has_a_tidy_title_and_the_dates_of_the_period() -> None:
    wish = a_wish(title=" Refaire \x00 le\nsite ", latest_on=date(2027, 1, 20))

    completed = wish.completed(STARTS_ON, ENDS_ON)

    assert completed.title == "Refaire le site"
    assert (completed.earliest_on, completed.latest_on) == (STARTS_ON, date(2027, 1, 20))
