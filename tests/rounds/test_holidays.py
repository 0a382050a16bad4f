"""Public holidays against a computus and a table of laws written for this test alone."""

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from cdo_share.core.errors import InvalidInput
from cdo_share.rounds.holidays import holiday_faults, local_holidays, national_holidays
from cdo_share.rounds.queries import list_closed_days
from cdo_share.rounds.rest_days import mark_public_holidays
from cdo_share.rounds.service import add_closed_day
from tests.factories import a_groupement

YEARS = range(2024, 2033)
ABOLITION = {"971": (5, 27), "972": (5, 22), "973": (6, 10), "974": (12, 20), "976": (4, 27)}


def easter(year: int) -> date:
    """Return Easter Sunday by the paschal full moon of the golden number."""
    golden = year % 19 + 1
    century = year // 100 + 1
    skipped_leaps = 3 * century // 4 - 12
    lunar = (8 * century + 5) // 25 - 5
    epact = (11 * golden + 20 + lunar - skipped_leaps) % 30
    if epact == 24 or (epact == 25 and golden > 11):
        epact += 1
    moon = 44 - epact if 44 - epact >= 21 else 74 - epact
    sunday = moon + 7 - (5 * year // 4 - skipped_leaps - 10 + moon) % 7
    return date(year, 3, 1) + timedelta(days=sunday - 1)


def national(year: int) -> set[date]:
    """Return the eleven holidays of the whole country."""
    fixed = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
    moving = (1, 39, 50)  # Easter Monday, Ascension Day, Whit Monday
    return {date(year, *day) for day in fixed} | {
        easter(year) + timedelta(days=days) for days in moving
    }


def of_year(insee: str, year: int) -> set[date]:
    return set(local_holidays(insee, date(year, 1, 1), date(year, 12, 31)))


def test_computus_gives_known_sundays() -> None:
    known = {2024: (3, 31), 2025: (4, 20), 2027: (3, 28), 2030: (4, 21), 2032: (3, 28)}

    assert {year: easter(year) for year in known} == {
        year: date(year, *day) for year, day in known.items()
    }


@pytest.mark.parametrize("year", YEARS)
def test_holidays_of_the_country_are_the_eleven_of_the_law(year: int) -> None:
    days = national_holidays(date(year, 1, 1), date(year, 12, 31))

    assert set(days) == national(year)
    assert of_year("56260", year) == national(year)
    assert list(days) == sorted(days)


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("insee", ["57463", "67482", "68066"])
def test_alsace_and_moselle_rest_on_two_days_more(insee: str, year: int) -> None:
    own = {easter(year) - timedelta(days=2), date(year, 12, 26)}

    assert of_year(insee, year) == national(year) | own


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("department", ABOLITION)
def test_overseas_departments_rest_on_their_own_day_of_abolition(
    department: str, year: int
) -> None:
    own = date(year, *ABOLITION[department])

    assert of_year(f"{department}05", year) == national(year) | {own}


def test_neighbours_of_alsace_have_the_national_days_only() -> None:
    assert [of_year(insee, 2027) - national(2027) for insee in ("88160", "54395", "90010")] == [
        set(),
        set(),
        set(),
    ]


def test_holidays_keep_to_both_ends_and_cross_the_year() -> None:
    days = local_holidays("68066", date(2026, 12, 25), date(2027, 1, 1))

    assert days == {
        date(2026, 12, 25): "Christmas Day",
        date(2026, 12, 26): "Saint Stephen’s Day",
        date(2027, 1, 1): "New Year’s Day",
    }


def test_holiday_that_falls_on_another_is_one_day_with_one_name() -> None:
    whit_monday = date(2030, 6, 10)  # also the day of abolition in Guyane

    assert local_holidays("97302", whit_monday, whit_monday) == {
        whit_monday: "Abolition of slavery"
    }


def test_stretch_in_the_wrong_order_or_too_long_is_refused() -> None:
    first = date(2027, 1, 4)

    assert [
        str(fault.message)
        for last in (date(2027, 1, 3), first + timedelta(days=27 * 7), first)
        for fault in holiday_faults(first, last)
    ] == [
        "The last day, 2027-01-03, comes before the first, 2027-01-04; swap them.",
        "Choose a last day at most 27 weeks after 2027-01-04.",
    ]


def test_marking_holidays_adds_those_that_are_missing_once(session: Session) -> None:
    groupement = a_groupement(session)
    stretch = (groupement.id, date(2027, 3, 1), date(2027, 5, 8))
    add_closed_day(session, groupement_id=groupement.id, day=date(2027, 5, 1), name="Chez nous")

    added = mark_public_holidays(session, *stretch)

    assert [row.day for row in added] == [date(2027, 3, 29), date(2027, 5, 6), date(2027, 5, 8)]
    assert mark_public_holidays(session, *stretch) == []
    assert [row.name for row in list_closed_days(session, *stretch)] == [
        "Lundi de Pâques",
        "Chez nous",
        "Ascension",
        "Fête de la Victoire",
    ]


def test_marking_holidays_of_a_reversed_stretch_changes_nothing(session: Session) -> None:
    groupement = a_groupement(session)

    with pytest.raises(InvalidInput):
        mark_public_holidays(session, groupement.id, date(2027, 5, 8), date(2027, 3, 1))

    assert list_closed_days(session, groupement.id, date(2027, 1, 1), date(2027, 12, 31)) == []
