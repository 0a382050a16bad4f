"""What counts as work, as a break, as a half-day; and what a rule adds to its first case."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from cdo_share.accounts.models import Regime
from cdo_share.legal.findings import Severity
from cdo_share.legal.parameters import LAW, Parameters, ShortReason
from cdo_share.legal.workday import Piece
from tests.legal.work import (
    AURAY,
    MONDAY,
    ONE_DAY,
    VANNES,
    afternoon,
    elsewhere,
    facts,
    findings,
    morning,
    piece,
    whole_days,
)

PART_TIME, FORFAIT = Regime.PART_TIME, Regime.FORFAIT_JOURS
ONE_WEEK = timedelta(weeks=1)


def test_way_between_sites_is_work_and_ways_home_are_counted_apart() -> None:
    work = facts([morning(MONDAY, AURAY), afternoon(MONDAY, VANNES)])

    (day,) = work.days
    assert day.work_minutes == 210 + 30 + 210
    assert [(gap.worked_before, gap.trip, gap.free) for gap in day.gaps] == [(210, 30, 30)]
    assert work.home_minutes == 30  # to Auray in the morning; Vannes is the base


@pytest.mark.parametrize(
    ("remote", "expected"),
    [
        (("9:30", "10:30"), [(0, 0), (30, 30)]),
        (("10:30", "11:30"), [(30, 30), (0, 0)]),
        (("9:35", "11:25"), [(30, -25), (0, 5)]),
    ],
)
def test_way_is_made_in_the_longest_gap_around_remote_work(
    remote: tuple[str, str], expected: list[tuple[int, int]]
) -> None:
    pieces = [piece(MONDAY, "8:30", "9:30"), piece(MONDAY, *remote, None)]
    (day,) = facts([*pieces, piece(MONDAY, "11:30", "12:30", AURAY)]).days

    assert [(gap.trip, gap.free) for gap in day.gaps] == expected


def test_break_must_begin_before_six_hours_are_worked() -> None:
    late_break = [piece(MONDAY, "8:00", "14:01"), piece(MONDAY, "15:00", "16:00")]
    in_time = [piece(MONDAY, "8:00", "14:00"), piece(MONDAY, "15:00", "16:00")]

    assert findings(facts(in_time), "break") == []
    assert [one.measured for one in findings(facts(late_break), "break")] == [0]


def test_five_hours_and_fifty_nine_minutes_need_no_break() -> None:
    assert findings(facts([piece(MONDAY, "8:00", "13:59")]), "break") == []
    assert len(findings(facts([piece(MONDAY, "8:00", "14:00")]), "break")) == 1


def test_work_elsewhere_counts_on_its_day_and_in_its_week() -> None:
    pieces = [piece(MONDAY, "8:00", "13:00"), elsewhere(MONDAY, "14:00", "19:01")]

    assert [one.measured for one in findings(facts(pieces), "day_max")] == [601]


def test_days_with_work_elsewhere_only_are_not_ours_to_judge() -> None:
    assert findings(facts([elsewhere(MONDAY, "6:00", "20:00")]), "day_max") == []
    assert findings(facts([elsewhere(MONDAY + 6 * ONE_DAY, "9:00", "12:00")]), "sunday") == []


def test_declared_hours_elsewhere_include_those_planned_there() -> None:
    """Seven planned hours elsewhere lie within the thirteen declared: 48 h, not 55."""
    pieces = [*whole_days(MONDAY, 5), elsewhere(MONDAY + 5 * ONE_DAY, "9:00", "16:00")]

    assert findings(facts(pieces, outside_minutes=780), "week_max") == []
    assert len(findings(facts(pieces, outside_minutes=781), "week_max")) == 1


def test_average_reaches_into_the_weeks_before_the_plan() -> None:
    """Eleven full weeks before count for the one week that is judged."""
    weeks = [MONDAY + number * ONE_WEEK for number in range(12)]
    pieces = [
        piece(week + number * ONE_DAY, *clock)
        for week in weeks
        for number in range(5)
        for clock in (("8:00", "12:00"), ("13:00", "17:54"))
    ]
    judged = {"first": weeks[-1], "last": weeks[-1]}  # the Monday alone

    found = findings(facts(pieces, **judged), "average_max")

    assert [(one.day, one.measured) for one in found] == [(MONDAY, 2670)]
    assert findings(facts(pieces[10:], **judged), "average_max") == []


def weeks_until(first: date, count: int, end: str) -> list[Piece]:
    """Return five days from eight o'clock on in so many weeks."""
    return [
        piece(first + week * ONE_WEEK + number * ONE_DAY, "8:00", end)
        for week in range(count)
        for number in range(5)
    ]


def test_average_of_a_later_run_is_told_when_a_worse_one_is_past() -> None:
    """Twelve weeks of 47 h 30, one free, then twelve of 46 h."""
    later = MONDAY + 13 * ONE_WEEK
    work = facts([*weeks_until(MONDAY, 12, "17:30"), *weeks_until(later, 12, "17:12")])

    assert [(one.day, one.measured) for one in findings(work, "average_max")] == [
        (MONDAY, 2850),
        (later, 2760),
    ]
    seen_later = replace(work, today=later + ONE_WEEK)
    assert [one.day for one in findings(seen_later, "average_max")] == [later]


def test_contract_that_grows_is_told_although_the_weeks_before_were_fuller() -> None:
    """Twelve weeks of 25 h, then the plan's twelve of 22 h 30, for a contract of 20 h."""
    plan = MONDAY + 12 * ONE_WEEK
    before, now = weeks_until(MONDAY, 12, "13:00"), weeks_until(plan, 12, "12:30")
    judged = {"first": plan, "last": plan + 12 * ONE_WEEK - ONE_DAY}

    found = findings(
        facts([*before, *now], PART_TIME, weekly_minutes=1200, **judged), "part_time_drift"
    )

    assert [(one.until, one.measured) for one in found] == [(plan + 6 * ONE_DAY, 1487)]


def test_third_of_the_contract_is_exact() -> None:
    """24 h and a third are 32 h, not 31 h 55."""
    third = Parameters(complementary_percent=33, agreement="2026")
    days = [*whole_days(MONDAY, 4), piece(MONDAY + 4 * ONE_DAY, "8:00", "12:00")]
    more = piece(MONDAY + 4 * ONE_DAY, "14:00", "14:01")

    within, beyond = (facts(work, PART_TIME, weekly_minutes=1440) for work in (days, [*days, more]))

    assert findings(within, "complementary_hours", third) == []
    assert [one.allowed for one in findings(beyond, "complementary_hours", third)] == [1920]


def test_longer_break_of_the_groupement_loosens_no_interruption() -> None:
    clocks = [("8:00", "9:00"), ("10:00", "11:00"), ("12:00", "13:00"), ("14:00", "15:00")]
    work = facts([piece(MONDAY, *clock) for clock in clocks], PART_TIME)

    found = findings(work, "interruption", Parameters(break_minutes=60))

    assert [one.measured for one in found] == [3]


@pytest.mark.parametrize(("count", "expected"), [(1, []), (2, [(2, 1)])])
def test_part_time_day_is_interrupted_once(count: int, expected: list[tuple[int, int]]) -> None:
    clocks = [("8:30", "9:30"), ("10:30", "11:30"), ("13:00", "14:00")][: count + 1]
    work = facts([piece(MONDAY, *clock) for clock in clocks], PART_TIME)

    found = findings(work, "interruption")

    assert [(one.measured, one.allowed) for one in found] == expected


def test_break_and_way_are_no_interruption() -> None:
    """Half an hour by road and twenty minutes of break lie between the visits."""
    pieces = [piece(MONDAY, "8:30", "9:30"), piece(MONDAY, "10:20", "11:30", AURAY)]
    work = facts([*pieces, piece(MONDAY, "12:30", "14:00", AURAY)], PART_TIME)

    assert findings(work, "interruption") == []


def test_part_time_without_recorded_hours_is_only_told_so() -> None:
    found = findings(facts(whole_days(MONDAY, 2), PART_TIME), "part_time_floor")

    assert [one.severity for one in found] == [Severity.INFO]
    assert (
        findings(facts([], PART_TIME, weekly_minutes=600, waiver_on=MONDAY), "part_time_floor")
        == []
    )


def test_overtime_is_not_told_week_by_week_with_a_reference_period() -> None:
    work = facts(whole_days(MONDAY, 6))

    assert len(findings(work, "overtime")) == 1
    assert findings(work, "overtime", Parameters(reference_weeks=4)) == []


def test_sunday_with_an_exemption_is_allowed() -> None:
    work = facts([morning(MONDAY + 6 * ONE_DAY)])

    assert findings(work, "sunday", Parameters(sunday_off=False)) == []


def test_year_of_annual_days_blocks_above_218() -> None:
    days = whole_days(date(2027, 1, 4), 218)
    more = morning(date(2027, 12, 1))

    assert findings(facts(days, FORFAIT), "forfait_days") == []
    found = findings(facts([*days, more], FORFAIT), "forfait_days")
    assert [(one.severity, one.measured, one.allowed) for one in found] == [
        (Severity.BLOCKING, 437, 436)
    ]


def test_days_of_a_year_are_those_signed_from_the_month_agreed() -> None:
    """Two hundred and twenty days over a year from June on."""
    june = date(2027, 6, 1)
    judged = {"first": date(2027, 1, 1), "last": date(2028, 5, 31)}
    from_june = Parameters(forfait_year_month=6)

    def blocked(days: int | None, law: Parameters) -> list[date]:
        work = facts(whole_days(june, 220), FORFAIT, year_days=days, **judged)
        found = findings(work, "forfait_days", law)
        return [one.day for one in found if one.severity is Severity.BLOCKING]

    assert (blocked(None, from_june), blocked(220, from_june)) == ([june], [])
    assert blocked(219, from_june) == [june]


def test_short_contract_has_other_reasons_than_a_request() -> None:
    work = facts([], PART_TIME, weekly_minutes=600, short_reason=ShortReason.STUDENT)

    assert findings(work, "part_time_floor") == []


def test_two_visits_of_one_morning_are_one_half_day() -> None:
    pieces = [piece(MONDAY, "8:30", "10:30"), piece(MONDAY, "10:30", "12:30")]
    (day,) = facts([*pieces, afternoon(MONDAY)], FORFAIT).days

    assert day.halfdays == 2


def test_annual_days_know_no_limit_of_hours() -> None:
    work = facts([piece(MONDAY, "7:00", "19:00")], FORFAIT, forfait_signed_on=MONDAY)

    assert [one.rule for rule in ("day_max", "break") for one in findings(work, rule)] == []


def test_only_the_days_judged_are_told() -> None:
    sundays = [morning(MONDAY + 6 * ONE_DAY + number * ONE_WEEK) for number in range(3)]
    second_week = {"first": MONDAY + ONE_WEEK, "last": MONDAY + ONE_WEEK + 6 * ONE_DAY}

    found = findings(facts(sundays, **second_week), "sunday")

    assert [one.day for one in found] == [MONDAY + ONE_WEEK + 6 * ONE_DAY]


def test_first_week_is_told_from_its_monday() -> None:
    days = [MONDAY - ONE_DAY, MONDAY]
    pieces = [
        piece(day, *clock) for day in days for clock in (("7:00", "12:00"), ("13:00", "19:00"))
    ]

    found = findings(facts(pieces, first=MONDAY + ONE_DAY), "day_max")

    assert [one.day for one in found] == [MONDAY]


def test_labour_day_is_told_once() -> None:
    first_of_may = date(2027, 5, 1)
    work = facts([morning(first_of_may)], holidays={"56260": {first_of_may: "Labour Day"}})

    assert findings(work, "public_holiday") == []
    assert len(findings(work, "labour_day", LAW)) == 1
