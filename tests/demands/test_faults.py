"""Each fault of a wish has its sentence, and all of them come at once."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdo_share.core.grid import GRIDS, HOURS, GridKind, Half
from cdo_share.demands.faults import list_faults
from cdo_share.demands.models import AmountUnit, Cadence, DeclineReason
from cdo_share.demands.wish import measure_wish
from cdo_share.rounds.days import working_days
from tests.demands.wishes import ENDS_ON, STARTS_ON, a_frame, a_wish

AM, PM = Half.AM, Half.PM
HALFDAYS = [(weekday, half) for weekday in range(5) for half in Half]
EVERY_MORNING = frozenset((weekday, AM) for weekday in range(5))
OTHER, DISAGREEMENT = DeclineReason.OTHER_EXPECTATIONS, DeclineReason.PAST_DISAGREEMENT


def _faults(frame: Any = None, **values: Any) -> list[tuple[str, str]]:
    wish = a_wish(**values).completed(STARTS_ON, ENDS_ON)
    return [(fault.field, str(fault.message)) for fault in list_faults(wish, frame or a_frame())]


def test_ordinary_wish_has_no_fault() -> None:
    assert _faults() == []


@pytest.mark.parametrize(
    ("values", "field", "sentence"),
    [
        (
            {"title": " \x00"},
            "title",
            "Say in a few words what you need, for example “A new website”.",
        ),
        ({"title": "x" * 121}, "title", "The title has 121 characters; shorten it to 120 at most."),
        (
            {"skill": "MAGIC"},
            "skill",
            "The skill “MAGIC” is not in the list; choose one of the list.",
        ),
        ({"level": 0}, "level", "Choose a level from 1 to 3; you wrote 0."),
        ({"level": 4}, "level", "Choose a level from 1 to 3; you wrote 4."),
        ({"visit_amount": None}, "visit_amount", "Say how long one visit lasts."),
        (
            {"visit_amount": 3},
            "visit_amount",
            "One visit lasts 1 or 2 half-days; you wrote 3. For more time, ask for more visits.",
        ),
        (
            {"visit_amount": 8, "visit_unit": AmountUnit.HOURS},
            "visit_amount",
            "One visit lasts from 1 to 7 hours; you wrote 8. For more time, ask for more visits.",
        ),
        (
            {"visit_amount": 0, "visit_unit": AmountUnit.HOURS},
            "visit_amount",
            "One visit lasts from 1 to 7 hours; you wrote 0. For more time, ask for more visits.",
        ),
        (
            {"visits_per_window": None},
            "visits_per_window",
            "Say how many visits you wish each time.",
        ),
        (
            {"visits_per_window": 6},
            "visits_per_window",
            "Ask for 1 to 5 visits each time; you wrote 6.",
        ),
        (
            {"visits_per_window": 0},
            "visits_per_window",
            "Ask for 1 to 5 visits each time; you wrote 0.",
        ),
        (
            {"cadence": Cadence.ONCE},
            "total_visits",
            "Say how many visits you need in all, at least 1.",
        ),
        (
            {"cadence": Cadence.ONCE, "total_visits": 0},
            "total_visits",
            "Say how many visits you need in all, at least 1.",
        ),
        (
            {"cadence": Cadence.ONCE, "total_visits": 21},
            "total_visits",
            "From 2027-01-04 to 2027-01-29 there is room for 20 visits, one a day; you wrote 21.",
        ),
        (
            {"cadence": Cadence.MONTHLY, "earliest_on": date(2027, 1, 25)},
            "cadence",
            "From 2027-01-25 to 2027-01-29 there are not enough weeks for this rhythm; "
            "choose other dates, or visits over the whole stretch.",
        ),
        (
            {"earliest_on": date(2027, 1, 3)},
            "earliest_on",
            "2027-01-03 lies outside the period; choose a date from 2027-01-04 to 2027-01-29.",
        ),
        (
            {"latest_on": date(2027, 1, 30)},
            "latest_on",
            "2027-01-30 lies outside the period; choose a date from 2027-01-04 to 2027-01-29.",
        ),
        (
            {"earliest_on": date(2027, 1, 12), "latest_on": date(2027, 1, 11)},
            "latest_on",
            "The latest date, 2027-01-11, comes before the earliest, 2027-01-12; swap them.",
        ),
        (
            {"earliest_on": date(2027, 1, 9), "latest_on": date(2027, 1, 10)},
            "latest_on",
            "There is no working day from 2027-01-09 to 2027-01-10; choose other dates.",
        ),
        ({"max_cdos": 3}, "max_cdos", "Accept 1 or 2 different CDOs; you wrote 3."),
        ({"max_cdos": 0}, "max_cdos", "Accept 1 or 2 different CDOs; you wrote 0."),
        (
            {"preferred": frozenset({(5, AM)})},
            "preferred",
            "Choose half-days from Monday to Friday.",
        ),
        (
            {"impossible": frozenset({(-1, AM)})},
            "impossible",
            "Choose half-days from Monday to Friday.",
        ),
        (
            {"preferred": EVERY_MORNING, "impossible": frozenset({(0, AM), (1, AM), (1, PM)})},
            "preferred",
            "You marked 2 half-days both as preferred and as impossible; keep one answer for each.",
        ),
        (
            {"impossible": frozenset(HALFDAYS)},
            "impossible",
            "Every half-day within your dates is marked as impossible; "
            "leave at least one possible.",
        ),
        (
            {
                "impossible": frozenset({(0, AM), (0, PM)}),
                "earliest_on": date(2027, 1, 11),
                "latest_on": date(2027, 1, 11),
            },
            "impossible",
            "Every half-day within your dates is marked as impossible; "
            "leave at least one possible.",
        ),
        (
            {"impossible": EVERY_MORNING, "visit_amount": 2},
            "impossible",
            "A visit longer than a half-day needs a morning and an afternoon of one day; "
            "leave both possible on at least one day within your dates.",
        ),
        (
            {"declined": frozenset({(9, OTHER)})},
            "declined",
            "One of the CDOs you would rather not have has left; take them off the list.",
        ),
        (
            {"declined": frozenset({(8, OTHER), (8, DISAGREEMENT)})},
            "declined",
            "Give only one reason for each CDO.",
        ),
        (
            {"previous_engagement_id": 9},
            "previous_engagement_id",
            "The CDO you had before has left; choose another or none.",
        ),
        (
            {"previous_engagement_id": 8, "declined": frozenset({(8, OTHER)})},
            "previous_engagement_id",
            "You wish the CDO you had before and decline the same CDO; keep one answer.",
        ),
    ],
)
def test_wish_with_one_fault_gets_its_sentence(
    values: dict[str, Any], field: str, sentence: str
) -> None:
    assert _faults(**values) == [(field, sentence)]


@pytest.mark.parametrize(
    "values",
    [
        {"title": "x" * 120},
        {"level": 1},
        {"level": 3},
        {"visit_amount": 2},
        {"visit_amount": 7, "visit_unit": AmountUnit.HOURS},
        {"visits_per_window": 5},
        {"max_cdos": 2},
        {"cadence": Cadence.ONCE, "total_visits": 20, "visits_per_window": None},
        {"cadence": Cadence.MONTHLY, "earliest_on": date(2027, 1, 18)},
        {"earliest_on": STARTS_ON, "latest_on": STARTS_ON},
        {"earliest_on": ENDS_ON, "latest_on": ENDS_ON},
        {"impossible": frozenset(HALFDAYS[1:])},
        {"impossible": EVERY_MORNING - {(3, AM)}, "visit_amount": 2},
        {"preferred": frozenset(HALFDAYS)},
        {"declined": frozenset({(7, OTHER)}), "previous_engagement_id": 8},
    ],
)
def test_wish_just_inside_the_bounds_has_no_fault(values: dict[str, Any]) -> None:
    assert _faults(**values) == []


def test_whole_day_of_hours_is_accepted_on_the_hour_grid_and_no_longer() -> None:
    frame = a_frame(grid=HOURS)
    hours = {"visit_unit": AmountUnit.HOURS}

    assert _faults(frame, visit_amount=8, **hours) == []
    assert _faults(frame, visit_amount=9, **hours) == [
        (
            "visit_amount",
            "One visit lasts from 1 to 8 hours; you wrote 9. For more time, ask for more visits.",
        )
    ]


def test_wish_with_many_faults_gets_them_all_in_the_order_of_the_form() -> None:
    faults = _faults(
        title="",
        skill="MAGIC",
        level=9,
        visit_amount=0,
        visits_per_window=9,
        max_cdos=9,
        earliest_on=date(2027, 2, 1),
        latest_on=date(2026, 12, 1),
        preferred=frozenset({(0, AM)}),
        impossible=frozenset({(0, AM)}),
        declined=frozenset({(9, OTHER)}),
        previous_engagement_id=9,
    )

    assert [field for field, _ in faults] == [
        "title",
        "skill",
        "level",
        "visit_amount",
        "visits_per_window",
        "earliest_on",
        "latest_on",
        "latest_on",
        "max_cdos",
        "preferred",
        "declined",
        "previous_engagement_id",
    ]


def test_lack_of_room_is_told_beside_faults_that_do_not_concern_it() -> None:
    faults = _faults(title="", cadence=Cadence.ONCE, total_visits=21)

    assert [field for field, _ in faults] == ["title", "total_visits"]


def test_rest_of_a_month_too_short_to_count_is_no_room_either() -> None:
    """Mondays alone are possible, and the only open one lies in the fifth week."""
    days = working_days(STARTS_ON, date(2027, 2, 5), {date(2027, 1, n) for n in (4, 11, 18, 25)})
    frame = a_frame(days=days, ends_on=date(2027, 2, 5))

    faults = _faults(
        frame,
        cadence=Cadence.MONTHLY,
        latest_on=date(2027, 2, 5),
        impossible=frozenset(halfday for halfday in HALFDAYS if halfday[0] != 0),
    )

    assert [field for field, _ in faults] == ["cadence"]


@given(
    cadence=st.sampled_from(Cadence),
    amount=st.integers(1, 8),
    unit=st.sampled_from(AmountUnit),
    visits=st.integers(1, 6),
    impossible=st.frozensets(st.sampled_from(HALFDAYS)),
    stretch=st.tuples(st.integers(4, 29), st.integers(4, 29)).map(sorted),
    kind=st.sampled_from(GridKind),
)
def test_wish_without_fault_always_asks_for_something_that_fits_into_its_days(
    *,
    cadence: Cadence,
    amount: int,
    unit: AmountUnit,
    visits: int,
    impossible: frozenset[tuple[int, Half]],
    stretch: list[int],
    kind: GridKind,
) -> None:
    frame = a_frame(grid=GRIDS[kind])
    first, last = (date(2027, 1, day) for day in stretch)
    wish = a_wish(
        cadence=cadence,
        visit_amount=amount,
        visit_unit=unit,
        visits_per_window=visits,
        total_visits=visits,
        impossible=impossible,
        earliest_on=first,
        latest_on=last,
    )

    if not list_faults(wish, frame):
        request = measure_wish(wish, frame.grid, frame.days)
        days = [day for day in frame.days if first <= day <= last]

        assert 1 <= request.visits <= len(days)
        assert 1 <= request.visit_slots <= len(frame.grid.slots)
        assert cadence is not Cadence.ONCE or request.visits == visits
