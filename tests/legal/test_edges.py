"""Work at the edge of what a rule counts: with work elsewhere, over seams, and by what measure."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from cdo_share.accounts.models import Regime
from cdo_share.legal.check import check_visits
from cdo_share.legal.facts import CdoFacts
from cdo_share.legal.findings import Severity
from cdo_share.legal.parameters import Parameters
from cdo_share.legal.reference_year import years_of
from cdo_share.legal.workday import Piece
from tests.legal.cases import TUESDAY, late, weeks_of
from tests.legal.test_rest import BACK
from tests.legal.work import (
    AURAY,
    MONDAY,
    ONE_DAY,
    STRASBOURG,
    VANNES,
    elsewhere,
    facts,
    findings,
    morning,
    piece,
    whole_days,
)

PART_TIME, FORFAIT = Regime.PART_TIME, Regime.FORFAIT_JOURS
SATURDAY, ONE_WEEK = MONDAY + 5 * ONE_DAY, timedelta(weeks=1)


@pytest.mark.parametrize(
    ("evening", "early", "told"),
    [
        (piece, piece, [(TUESDAY, 540)]),
        (piece, elsewhere, [(TUESDAY, 540)]),
        (elsewhere, piece, [(TUESDAY, 540)]),
        (elsewhere, elsewhere, []),
    ],
)
def test_night_between_work_here_and_elsewhere_is_judged(
    evening: type, early: type, told: list[tuple[date, int]]
) -> None:
    work = facts([evening(MONDAY, "14:00", "22:00"), early(TUESDAY, "7:00", "9:00")])

    assert [(one.day, one.measured) for one in findings(work, "daily_rest")] == told


def test_rest_begins_when_the_last_work_of_the_day_ends() -> None:
    """A plan that meets work elsewhere: the visit begins later and ends sooner."""
    work = facts(
        [
            elsewhere(MONDAY, "14:00", "22:00"),
            piece(MONDAY, "15:00", "16:00"),
            piece(TUESDAY, "8:00", "9:00"),
        ]
    )

    assert [one.measured for one in findings(work, "daily_rest")] == [600]


def test_sunday_on_which_clocks_go_back_is_a_day_of_rest_from_one_o_clock_on() -> None:
    """From Sunday 1:00 to midnight 24 hours elapse, 23 on the wall; to Monday noon they are 36."""
    week = [piece(BACK - number * ONE_DAY, "9:00", "12:30") for number in range(2, 7)]
    night, noon = (
        piece(BACK - ONE_DAY, "20:00", "1:00"),
        piece(BACK + ONE_DAY, "12:00", "13:00"),
    )

    assert findings(facts([*week, night, noon]), "weekly_rest") == []
    later = piece(BACK, "1:00", "1:01")
    assert len(findings(facts([*week, night, later, noon]), "weekly_rest")) == 1


def test_average_that_is_told_is_always_above_what_is_allowed() -> None:
    found = findings(weeks_of(12, 1), "average_max")

    assert [(one.measured, one.allowed) for one in found] == [(2641, 2640)]


def test_weeks_without_visits_count_what_is_declared_elsewhere() -> None:
    """Forty-four hours elsewhere in every week are the limit; twelve minutes here are too much."""
    here = piece(MONDAY, "9:00", "9:12")
    quiet = {"outside_minutes": 2640}

    found = findings(facts([here], **quiet), "average_max")

    assert [one.measured for one in found] == [2641]


def test_way_to_a_site_brings_the_six_hours_of_the_break_nearer() -> None:
    """Three hours, half an hour by road, two hours and forty minutes: the noon comes too late."""
    pieces = [
        piece(MONDAY, "8:00", "11:00"),
        piece(MONDAY, "11:30", "14:10", AURAY),
        piece(MONDAY, "15:10", "16:00", AURAY),
    ]

    assert [one.measured for one in findings(facts(pieces), "break")] == [0]
    near = [pieces[0], piece(MONDAY, "11:30", "14:00", AURAY), pieces[2]]
    assert findings(facts(near), "break") == []


def test_way_for_which_no_time_is_left_gives_no_break_below_nothing() -> None:
    pieces = [piece(MONDAY, "8:00", "12:30"), piece(MONDAY, "12:50", "14:00", AURAY)]

    assert [one.measured for one in findings(facts(pieces), "break")] == [0]


def test_way_beside_work_that_overlaps_has_no_time_at_all() -> None:
    """Another groupement has published meanwhile over both visits of a plan."""
    pieces = [
        piece(MONDAY, "9:00", "12:30"),
        elsewhere(MONDAY, "12:00", "14:00"),
        piece(MONDAY, "13:30", "17:00", AURAY),
    ]

    assert [(one.measured, one.allowed) for one in findings(facts(pieces), "trip_time")] == [
        (30, 0)
    ]


@pytest.mark.parametrize("regime", Regime)
def test_work_for_others_alone_is_never_ours_to_judge(regime: Regime) -> None:
    """Sixteen hours on every day of three weeks, the first of May among them, and none here."""
    days = [date(2027, 4, 19) + number * ONE_DAY for number in range(21)]
    work = facts([elsewhere(day, "6:00", "22:00") for day in days], regime, weekly_minutes=1500)

    found = check_visits([work])

    assert [one.rule for one in found if one.rule != "forfait_agreement"] == []


@pytest.mark.parametrize(
    ("regime", "rule", "contract"),
    [
        (Regime.HOURS, "overtime", {}),
        (PART_TIME, "part_time_full", {}),
        (PART_TIME, "complementary_hours", {"weekly_minutes": 1680}),
    ],
)
def test_hours_of_a_contract_are_those_here_alone(
    regime: Regime, rule: str, contract: dict[str, int]
) -> None:
    """Twenty-eight hours here, eight elsewhere."""
    here, there = whole_days(MONDAY, 4), elsewhere(MONDAY + 4 * ONE_DAY, "9:00", "17:00")

    assert findings(facts([*here, there], regime, **contract), rule) == []
    more = [*whole_days(MONDAY, 5), *late(SATURDAY, 1)]
    assert len(findings(facts(more, regime, **contract), rule)) == 1


def test_holiday_at_two_sites_is_told_by_the_stricter_law() -> None:
    bastille = date(2027, 7, 14)
    holidays = {insee: {bastille: "National Day"} for insee in ("56260", "67482")}
    pieces = [morning(bastille), piece(bastille, "13:30", "17:00", STRASBOURG)]

    (found,) = findings(facts(pieces, holidays=holidays), "public_holiday")

    assert found.article == "L3134-13"


@pytest.mark.parametrize(
    ("insee", "article"),
    [("57463", "L3134-13"), ("67482", "L3134-13"), ("68066", "L3134-13"), ("88160", "L3133-1")],
)
def test_local_law_holds_in_the_three_departments(insee: str, article: str) -> None:
    bastille = date(2027, 7, 14)
    work = facts([piece(bastille, "9:00", "12:30", insee=insee)], holidays={insee: {bastille: "x"}})

    assert [one.article for one in findings(work, "public_holiday")] == [article]


@pytest.mark.parametrize(
    ("first", "last", "starts"),
    [
        ("2027-06-01", "2028-05-31", ["2027-06-01"]),  # exactly the year agreed
        ("2027-05-31", "2027-05-31", ["2026-06-01"]),
        ("2027-05-31", "2027-06-01", ["2026-06-01", "2027-06-01"]),
        ("2027-06-01", "2028-06-01", ["2027-06-01", "2028-06-01"]),
    ],
)
def test_years_from_june_on(first: str, last: str, starts: list[str]) -> None:
    found = list(years_of(date.fromisoformat(first), date.fromisoformat(last), 6))

    assert [start.isoformat() for start, _ in found] == starts
    assert [end for _, end in found] == [
        start.replace(year=start.year + 1) - ONE_DAY for start, _ in found
    ]


def test_ways_home_are_those_of_the_days_judged() -> None:
    days = [MONDAY - ONE_WEEK, MONDAY, MONDAY + ONE_WEEK]
    work = facts([morning(day, AURAY) for day in days], first=MONDAY, last=SATURDAY)

    assert work.home_minutes == 60


def test_way_back_is_that_from_the_last_site() -> None:
    pieces = [morning(MONDAY, VANNES), piece(MONDAY, "13:30", "17:00", AURAY)]

    assert facts(pieces).home_minutes == 30


def run_of(first: date, weeks: int, ends: str) -> list[Piece]:
    """Return five days from eight o'clock on in so many weeks."""
    days = [first + week * ONE_WEEK + day * ONE_DAY for week in range(weeks) for day in range(5)]
    return [piece(day, "8:00", ends) for day in days]


def measured(work: CdoFacts, law: Parameters) -> list[tuple[date, int, Severity]]:
    """Return what is told of averages."""
    return [(one.day, one.measured, one.severity) for one in findings(work, "average_max", law)]


def test_runs_that_follow_each_other_are_both_told() -> None:
    """Twenty-four full weeks are two runs of twelve, which share no day."""
    work = facts(run_of(MONDAY, 24, "17:12"), last=MONDAY + 24 * ONE_WEEK - ONE_DAY)

    found = measured(work, Parameters())

    assert found == [
        (MONDAY, 2760, Severity.BLOCKING),
        (MONDAY + 12 * ONE_WEEK, 2760, Severity.BLOCKING),
    ]


def test_run_that_reaches_into_weeks_to_come_is_told_beside_a_worse_one_that_is_past() -> None:
    """Twelve weeks of 47 h 30 are over; with the first of 46 h their last eleven are not."""
    work = facts([*run_of(MONDAY, 12, "17:30"), *run_of(MONDAY + 12 * ONE_WEEK, 6, "17:12")])
    seen_then = replace(work, today=MONDAY + 12 * ONE_WEEK)

    assert [one[:2] for one in measured(seen_then, Parameters())] == [(MONDAY + ONE_WEEK, 2843)]
