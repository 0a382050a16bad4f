"""How long ahead changes are told: over holidays, year ends and the nights clocks change."""

from datetime import UTC, date, datetime

import pytest

from cdo_share.accounts.models import Regime
from cdo_share.legal.notice import (
    FrozenZone,
    Notice,
    Shift,
    first_free_day,
    local_day,
    needing_consent,
    notice_of,
)
from cdo_share.legal.parameters import LAW, Parameters
from cdo_share.rounds.holidays import national_holidays

HOLIDAYS = frozenset(national_holidays(date(2026, 1, 1), date(2028, 12, 31)))
SEVEN_WORKING_DAYS = Notice(7, True, "L3123-31")


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2027, 1, 4), date(2027, 1, 14)),  # 5 6 7 8 11 12 13
        (date(2027, 1, 8), date(2027, 1, 20)),  # a Friday: 11–15, 18 19
        (date(2027, 1, 9), date(2027, 1, 20)),  # the Saturday after it: the same
        (date(2026, 12, 21), date(2027, 1, 1)),  # 22 23 24, 28 29 30 31; Christmas does not count
        (date(2026, 12, 22), date(2027, 1, 5)),  # New Year does not count: the seventh is the 4th
        (date(2027, 3, 25), date(2027, 4, 7)),  # Easter Monday does not count: 26, 30 31 1 2, 5 6
        (date(2027, 4, 30), date(2027, 5, 13)),  # 3 4 5, 7, 10 11 12: Ascension falls out
    ],
)
def test_seven_working_days_are_counted_whole(today: date, expected: date) -> None:
    assert first_free_day(SEVEN_WORKING_DAYS, today, HOLIDAYS) == expected


def test_local_holiday_lengthens_the_notice_there() -> None:
    good_friday = date(2027, 3, 26)

    here = first_free_day(SEVEN_WORKING_DAYS, date(2027, 3, 22), HOLIDAYS)
    there = first_free_day(SEVEN_WORKING_DAYS, date(2027, 3, 22), HOLIDAYS | {good_friday})

    assert (here, there) == (date(2027, 4, 2), date(2027, 4, 3))


def test_calendar_days_are_counted_with_sundays() -> None:
    assert first_free_day(Notice(7, False, ""), date(2026, 12, 28), HOLIDAYS) == date(2027, 1, 5)


def test_without_a_notice_today_may_change() -> None:
    assert first_free_day(Notice(0, True, ""), date(2027, 1, 4), HOLIDAYS) == date(2027, 1, 4)


@pytest.mark.parametrize(
    ("now", "zone", "expected"),
    [
        (datetime(2027, 3, 27, 22, 59, tzinfo=UTC), "Europe/Paris", date(2027, 3, 27)),
        (datetime(2027, 3, 28, 21, 59, tzinfo=UTC), "Europe/Paris", date(2027, 3, 28)),
        (datetime(2027, 3, 28, 22, 0, tzinfo=UTC), "Europe/Paris", date(2027, 3, 29)),
        (datetime(2027, 10, 31, 22, 59, tzinfo=UTC), "Europe/Paris", date(2027, 10, 31)),
        (datetime(2026, 12, 31, 21, 0, tzinfo=UTC), "Indian/Reunion", date(2027, 1, 1)),
    ],
)
def test_people_are_told_on_their_own_day(now: datetime, zone: str, expected: date) -> None:
    assert local_day(now, zone) == expected


def test_notice_of_each_regime_without_agreements() -> None:
    assert {regime: notice_of(regime, LAW) for regime in Regime} == {
        Regime.PART_TIME: SEVEN_WORKING_DAYS,
        Regime.HOURS: Notice(0, True, ""),
        Regime.FORFAIT_JOURS: Notice(0, True, ""),
        Regime.VOLUNTEER: Notice(0, True, ""),
    }


def test_notice_of_each_regime_by_agreement() -> None:
    law = Parameters(
        part_time_notice_working_days=3,
        reference_weeks=5,
        reference_notice_days=8,
        convention_notice_working_days=2,
    )

    assert {regime: notice_of(regime, law) for regime in Regime} == {
        Regime.PART_TIME: Notice(3, True, "L3123-24"),
        Regime.HOURS: Notice(8, False, "L3121-47"),
        Regime.FORFAIT_JOURS: Notice(2, True, ""),
        Regime.VOLUNTEER: Notice(0, True, ""),
    }


def test_averaging_that_the_employer_sets_alone_has_seven_working_days() -> None:
    alone = Parameters(reference_weeks=9, below_fifty=True)

    assert notice_of(Regime.HOURS, alone) == Notice(7, True, "D3121-27")
    assert notice_of(Regime.HOURS, Parameters(reference_weeks=9)) == Notice(7, False, "L3121-47")
    shorter = Parameters(reference_weeks=4, reference_notice_days=3)
    assert notice_of(Regime.HOURS, shorter) == Notice(3, False, "L3121-47")


def test_changes_that_touch_the_frozen_zone_need_consent() -> None:
    today, first_free = date(2027, 1, 4), date(2027, 1, 14)
    frozen = FrozenZone(1, SEVEN_WORKING_DAYS, today, first_free)
    zones = {1: frozen, 2: FrozenZone(2, Notice(0, True, ""), today, today)}
    inside, border = date(2027, 1, 13), first_free
    needing = [
        Shift(1, inside, border),
        Shift(1, border, inside),
        Shift(1, None, today),
        Shift(1, inside, None),
        Shift(1, inside, inside),
    ]
    free = [
        Shift(1, border, border),
        Shift(1, None, border),
        Shift(1, date(2027, 1, 3), border),
        Shift(2, inside, today),
    ]

    assert needing_consent([*needing, *free], zones) == needing
