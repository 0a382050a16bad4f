"""The limits in hours on annual days: until the agreement is signed, and of which article."""

from datetime import date
from typing import Any

import pytest

from cdo_share.accounts.models import Regime
from cdo_share.legal.facts import CdoFacts
from cdo_share.legal.findings import Severity
from tests.legal.work import MONDAY, ONE_DAY, facts, findings, piece, whole_days

TO_CONFIRM, BLOCKING = Severity.TO_CONFIRM, Severity.BLOCKING


def annual_days(*pieces: Any, **contract: Any) -> CdoFacts:
    """Return the work of a CDO on annual days."""
    return facts(pieces, Regime.FORFAIT_JOURS, **contract)


def told(one: CdoFacts) -> list[tuple[date, int, int, str, Severity]]:
    """Return day, figures, article and weight of what is found."""
    return [
        (found.day, found.measured, found.allowed, found.article, found.severity)
        for found in findings(one, "forfait_hours")
    ]


LONG_DAY = (piece(MONDAY, "8:00", "12:30"), piece(MONDAY, "13:00", "19:00"))


@pytest.mark.parametrize(
    ("signed_on", "severity"),
    [
        (None, TO_CONFIRM),
        (MONDAY, None),
        (MONDAY - ONE_DAY, None),
        (MONDAY + ONE_DAY, BLOCKING),
    ],
)
def test_day_is_limited_in_hours_until_the_agreement_is_signed(
    signed_on: date | None, severity: Severity | None
) -> None:
    """Planted: a sentence that says the limits hold, and no look at them."""
    work = annual_days(*LONG_DAY, forfait_signed_on=signed_on)

    limit = [(MONDAY, 630, 600, "L3121-18", severity)] if severity else []
    assert told(work) == limit


def test_week_of_half_days_counts_with_the_hours_of_the_grid_and_those_elsewhere() -> None:
    """Five days of seven hours and 13 h 1 min declared elsewhere."""
    work = annual_days(*whole_days(MONDAY, 5), outside_minutes=781)

    assert told(work) == [(MONDAY, 2881, 2880, "L3121-20", TO_CONFIRM)]


def test_average_over_twelve_weeks_is_limited() -> None:
    """Twelve weeks of 35 h, and 9 h 1 min declared elsewhere in each."""
    work = annual_days(
        *(part for week in range(12) for part in whole_days(MONDAY + 7 * week * ONE_DAY, 5)),
        outside_minutes=541,
        last=MONDAY + 83 * ONE_DAY,
    )

    assert told(work) == [(MONDAY, 2641, 2640, "L3121-22", TO_CONFIRM)]


@pytest.mark.parametrize(
    ("signed_on", "said"),
    [
        (None, "No individual agreement on annual days is recorded"),
        (MONDAY + ONE_DAY, "is signed on 2027-01-05; before that day the limits in hours hold"),
        (date(2027, 1, 1), ""),
    ],
)
def test_what_is_said_of_the_agreement_is_what_is_checked(
    signed_on: date | None, said: str
) -> None:
    found = findings(annual_days(*LONG_DAY, forfait_signed_on=signed_on), "forfait_agreement")

    assert [said in str(one.sentence) for one in found] == ([True] if said else [])
