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


def full_weeks(count: int, **contract: Any) -> CdoFacts:
    """Return weeks of 35 h from MONDAY on, with 11 h declared elsewhere in each."""
    weeks = (whole_days(MONDAY + 7 * week * ONE_DAY, 5) for week in range(count))
    parts = [part for week in weeks for part in week]
    return annual_days(
        *parts, outside_minutes=660, last=MONDAY + (7 * count - 1) * ONE_DAY, **contract
    )


LAST_DAY_OF_RUN = MONDAY + 83 * ONE_DAY


@pytest.mark.parametrize(
    ("signed_on", "is_judged"),
    [
        (MONDAY + ONE_DAY, False),
        (LAST_DAY_OF_RUN, False),
        (LAST_DAY_OF_RUN + ONE_DAY, True),
    ],
)
def test_average_is_judged_over_runs_that_end_before_the_signature(
    signed_on: date, is_judged: bool
) -> None:
    """From the day of the signature on the limit does not hold any more (L3121-62)."""
    found = told(full_weeks(12, forfait_signed_on=signed_on))

    assert found == ([(MONDAY, 2760, 2640, "L3121-22", BLOCKING)] if is_judged else [])


def test_fuller_run_across_the_signature_does_not_hide_one_before_it() -> None:
    """The week after the signature is the fullest, so the fullest run is one that is not judged."""
    signed_on = LAST_DAY_OF_RUN + ONE_DAY
    work = full_weeks(12, forfait_signed_on=signed_on)
    saturday = whole_days(signed_on, 6)
    across = annual_days(
        *[part for week in range(12) for part in whole_days(MONDAY + 7 * week * ONE_DAY, 5)],
        *saturday,
        outside_minutes=660,
        last=signed_on + 6 * ONE_DAY,
        forfait_signed_on=signed_on,
    )

    assert told(across) == told(work) == [(MONDAY, 2760, 2640, "L3121-22", BLOCKING)]


@pytest.mark.parametrize(("days", "is_judged"), [(6, False), (7, True)])
def test_week_in_which_the_agreement_is_signed_is_not_judged(days: int, is_judged: bool) -> None:
    work = annual_days(
        *whole_days(MONDAY, 5),
        outside_minutes=781,
        last=MONDAY + 6 * ONE_DAY,
        forfait_signed_on=MONDAY + days * ONE_DAY,
    )

    assert told(work) == ([(MONDAY, 2881, 2880, "L3121-20", BLOCKING)] if is_judged else [])


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
