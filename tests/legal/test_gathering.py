"""From visits and times to days of work, by the clock of the place where people are."""

from datetime import date

import pytest

from cdo_share.accounts.models import Regime
from cdo_share.core.clock import local_instant
from cdo_share.core.grid import GridKind
from cdo_share.legal.check import check_visits
from cdo_share.legal.facts import CdoFacts, Contract
from cdo_share.legal.gathering import PlacedVisit, Times, gather_facts, pieces_elsewhere
from cdo_share.legal.places import Place
from cdo_share.legal.travel import trip_minutes
from tests.legal.work import MONDAY, ONE_DAY, VANNES, YEAR, ZONE, at

MARTINIQUE, NOUMEA = "America/Martinique", "Pacific/Noumea"


def times(day: date, start: str, end: str, zone: str) -> Times:
    """Return the instants of two clock times of a day."""
    return local_instant(day, at(start), zone), local_instant(day, at(end), zone)


def work(zone: str, days: list[date], elsewhere: tuple[Times, ...] = ()) -> CdoFacts:
    """Return mornings of visits in Vannes by the clock of a zone, and times elsewhere."""
    visits = [
        PlacedVisit(
            engagement_id=1,
            day=day,
            slot=0,
            length=1,
            grid_kind=GridKind.HALF_DAY,
            is_on_site=True,
            place=VANNES,
        )
        for day in days
    ]
    contract = Contract(engagement_id=1, regime=Regime.HOURS, base=VANNES)
    span = {"first": YEAR[0], "last": YEAR[1], "zone": zone}
    return gather_facts(contract, visits, **span, elsewhere=elsewhere)  # type: ignore[arg-type]


def test_evening_in_martinique_is_work_of_that_day() -> None:
    """From 20:00 on it is the next day in UTC."""
    found = work(MARTINIQUE, [MONDAY], (times(MONDAY, "20:00", "22:30", MARTINIQUE),))

    assert [(day.day, day.span_minutes) for day in found.days] == [(MONDAY, 810)]
    assert [(one.rule, one.day) for one in check_visits([found])] == [("day_span", MONDAY)]


def test_monday_morning_in_noumea_is_no_sunday() -> None:
    """Until 11:00 it is the day before in UTC."""
    assert check_visits([work(NOUMEA, [MONDAY])]) == []
    sunday = work(NOUMEA, [MONDAY - ONE_DAY])
    assert [(one.rule, one.day) for one in check_visits([sunday])] == [("sunday", MONDAY - ONE_DAY)]


@pytest.mark.parametrize("zone", [ZONE, MARTINIQUE, NOUMEA])
@pytest.mark.parametrize(
    ("clocks", "minutes"),
    [
        (("9:00", "12:00"), [180]),
        (("9:00", "12:30"), [210]),
        (("12:30", "17:00"), [270]),
        (("9:00", "13:30"), [270]),
        (("12:29", "13:31"), [1, 1]),
        (("9:00", "17:00"), [210, 210]),
    ],
)
def test_noon_is_taken_out_of_work_elsewhere_that_holds_all_of_it(
    clocks: tuple[str, str], minutes: list[int], zone: str
) -> None:
    found = list(pieces_elsewhere(times(MONDAY, *clocks, zone), zone))

    assert [piece.minutes for piece in found] == minutes
    assert not any(piece.is_own for piece in found)


def test_holidays_of_every_year_of_the_work_are_known() -> None:
    first, new_year = date(2026, 12, 30), date(2027, 1, 1)

    found = check_visits([work(ZONE, [first, new_year])])

    assert [(one.rule, one.day) for one in found] == [("public_holiday", new_year)]


@pytest.mark.parametrize(("metres", "minutes"), [(0, 0), (49, 0), (51, 6), (1000, 7)])
def test_way_within_the_same_place_takes_no_time(metres: int, minutes: int) -> None:
    """A degree of latitude has 111,195 m."""
    other = Place(VANNES.lat + metres / 111_195, VANNES.lon, "56260")

    assert trip_minutes(VANNES, other) == minutes
