"""For each rule: work just within the law, work just beyond it, and the measure that decides.

The figures were reckoned by hand. `stricter` changes the measure by one step; what was within is
then beyond, so that no rule can ignore its measure.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from cdo_share.accounts.models import Regime
from cdo_share.legal import parameters
from cdo_share.legal.facts import CdoFacts
from cdo_share.legal.places import Place
from cdo_share.legal.rules import forfait_clock, labour_day, sunday
from tests.legal.work import (
    AURAY,
    MONDAY,
    ONE_DAY,
    STRASBOURG,
    VANNES,
    afternoon,
    elsewhere,
    facts,
    morning,
    piece,
    whole_days,
)

FORTY_MINUTES_AWAY = Place(VANNES.lat + 0.2212, VANNES.lon, "56999")  # 24.60 km: 39.9 minutes
A_LITTLE_FURTHER = Place(VANNES.lat + 0.2225, VANNES.lon, "56999")  # 24.74 km: 40.1 minutes
TUESDAY, SATURDAY = MONDAY + ONE_DAY, MONDAY + 5 * ONE_DAY
ONE_WEEK = timedelta(weeks=1)
GOOD_FRIDAY = date(2027, 3, 26)
PART_TIME, FORFAIT = Regime.PART_TIME, Regime.FORFAIT_JOURS


@dataclass(frozen=True)
class Case:
    """What one rule says of two workloads; `expected` is (day, measured, allowed) of the second.

    `stricter`: measures of the groupement; `constant`: (module, name, value) of the law itself.
    """

    rule: str
    within: CdoFacts
    beyond: CdoFacts
    expected: tuple[date, int, int]
    stricter: dict[str, Any] = field(default_factory=dict)
    constant: tuple[Any, str, Any] | None = None


def long_day(end: str, **values: Any) -> CdoFacts:
    """Return Vannes from 8 to 12:30 and Auray, half an hour away, from 13:30 until `end`."""
    return facts([piece(MONDAY, "8:00", "12:30"), piece(MONDAY, "13:30", end, AURAY)], **values)


def weeks_of(count: int, minutes_more: int = 0) -> CdoFacts:
    """Return five days of 8 h 48 in so many weeks, which make 44 h; the last one a little more."""
    pieces = [
        piece(MONDAY + week * ONE_WEEK + day * ONE_DAY, *clock)
        for week in range(count)
        for day in range(5)
        for clock in (("8:00", "12:00"), ("13:00", "17:48"))
    ]
    last = MONDAY + (count - 1) * ONE_WEEK
    return facts([*pieces, *late(last, minutes_more)])


def late(day: date, minutes: int) -> list[Any]:
    """Return some minutes of the evening."""
    return [piece(day, "18:30", f"18:{30 + minutes}")] if minutes else []


def part_time(*pieces: Any, **contract: Any) -> CdoFacts:
    """Return the work of a CDO in part time."""
    return facts(pieces, PART_TIME, **contract)


def five_mornings(minutes_more: int = 0, weeks: int = 1, **contract: Any) -> CdoFacts:
    """Return mornings of four hours, 20 h a week, with some minutes more in the last."""
    days = [
        MONDAY + week * ONE_WEEK + number * ONE_DAY for week in range(weeks) for number in range(5)
    ]
    more = late(days[-1], minutes_more)
    return part_time(*(piece(day, "8:30", "12:30") for day in days), *more, **contract)


def forfait(*pieces: Any, **values: Any) -> CdoFacts:
    """Return the work of a CDO on annual days."""
    return facts(pieces, FORFAIT, **values)


A_QUARTER = {"first": MONDAY, "last": MONDAY + 90 * ONE_DAY}  # share: 436 × 91 / 365, 109
OFF = {"56260": {GOOD_FRIDAY: "Good Friday"}}

CASES = [
    # 4.5 h + 5 h + half an hour on the road are 10 h.
    Case(
        "day_max",
        long_day("18:30"),
        long_day("18:31"),
        (MONDAY, 601, 600),
        {"day_max_minutes": 599},
    ),
    # Five days of 7 h, and 13 h declared elsewhere, are 48 h.
    Case(
        "week_max",
        facts(whole_days(MONDAY, 5), outside_minutes=780),
        facts(whole_days(MONDAY, 5), outside_minutes=781),
        (MONDAY, 2881, 2880),
        {"week_max_minutes": 2879},
    ),
    # Twelve weeks of 44 h; 12 minutes more in the last one raise the average by one.
    Case(
        "average_max",
        weeks_of(12),
        weeks_of(12, 12),
        (MONDAY, 2641, 2640),
        {"average_max_minutes": 2639},
    ),
    # An hour at noon holds 40 minutes of road and 20 of break.
    Case(
        "break",
        facts([morning(MONDAY), afternoon(MONDAY, FORTY_MINUTES_AWAY)]),
        facts([morning(MONDAY), afternoon(MONDAY, A_LITTLE_FURTHER)]),
        (MONDAY, 19, 20),
        {"break_minutes": 21},
    ),
    Case(
        "trip_time",
        facts([piece(MONDAY, "9:00", "10:00"), piece(MONDAY, "10:30", "11:30", AURAY)]),
        facts([piece(MONDAY, "9:00", "10:00"), piece(MONDAY, "10:29", "11:30", AURAY)]),
        (MONDAY, 30, 29),
    ),
    Case(
        "daily_rest",
        facts([piece(MONDAY, "14:00", "21:00"), piece(TUESDAY, "8:00", "12:00")]),
        facts([piece(MONDAY, "14:00", "21:01"), piece(TUESDAY, "8:00", "12:00")]),
        (TUESDAY, 659, 660),
        {"daily_rest_minutes": 661},
    ),
    Case(
        "day_span",
        facts([morning(MONDAY), elsewhere(MONDAY, "20:00", "22:00")]),
        facts([morning(MONDAY), elsewhere(MONDAY, "20:00", "22:01")]),
        (MONDAY, 781, 780),
        {"daily_rest_minutes": 661},
    ),
    # Saturday until 22:00 and Monday from 9:00 leave 35 h, of which 26 lie in the week.
    Case(
        "weekly_rest",
        facts(
            [*whole_days(MONDAY, 5), piece(SATURDAY, "15:00", "22:00"), morning(MONDAY + ONE_WEEK)]
        ),
        facts(
            [*whole_days(MONDAY, 5), piece(SATURDAY, "15:00", "22:01"), morning(MONDAY + ONE_WEEK)]
        ),
        (MONDAY, 2099, 2100),
        {"daily_rest_minutes": 661},
    ),
    Case(
        "six_days",
        facts(whole_days(MONDAY, 6)),
        facts(whole_days(MONDAY, 7)),
        (MONDAY, 7, 6),
        {"week_max_days": 5},
    ),
    Case(
        "sunday",
        facts([morning(SATURDAY)]),
        facts([morning(SATURDAY + ONE_DAY)]),
        (SATURDAY + ONE_DAY, 210, 0),
        constant=(sunday, "SUNDAY", 5),
    ),
    Case(
        "labour_day",
        facts([morning(date(2027, 4, 30))]),
        facts([morning(date(2027, 5, 1))]),
        (date(2027, 5, 1), 210, 0),
        constant=(labour_day, "FIRST_OF_MAY", (4, 30)),
    ),
    # The Friday before Easter is a holiday at one of the two sites only.
    Case(
        "public_holiday",
        facts([morning(GOOD_FRIDAY, STRASBOURG)], holidays=OFF),
        facts([morning(GOOD_FRIDAY)], holidays=OFF),
        (GOOD_FRIDAY, 210, 0),
    ),
    Case(
        "overtime",
        facts(whole_days(MONDAY, 5)),
        facts([*whole_days(MONDAY, 5), *late(MONDAY, 1)]),
        (MONDAY, 2101, 2100),
        constant=(parameters, "LEGAL_WEEK_MINUTES", 2099),
    ),
    Case(
        "part_time_floor",
        part_time(weekly_minutes=1440),
        part_time(weekly_minutes=1439),
        (date(2027, 1, 1), 1439, 1440),
        {"part_time_floor_minutes": 1441},
    ),
    Case(
        "interruption",
        part_time(piece(MONDAY, "8:30", "11:30"), piece(MONDAY, "13:30", "17:30")),
        part_time(piece(MONDAY, "8:30", "11:29"), piece(MONDAY, "13:30", "17:30")),
        (MONDAY, 121, 120),
        {"interruption_max_minutes": 119},
    ),
    # Twenty hours and a tenth of them are 22.
    Case(
        "complementary_hours",
        five_mornings(0, weekly_minutes=1091),
        five_mornings(0, weekly_minutes=1090),
        (MONDAY, 1200, 1199),
        {"complementary_percent": 9},
    ),
    Case(
        "part_time_full",
        part_time(*whole_days(MONDAY, 4), piece(MONDAY + 4 * ONE_DAY, "8:00", "14:59")),
        part_time(*whole_days(MONDAY, 5)),
        (MONDAY, 2100, 2099),
        constant=(parameters, "LEGAL_WEEK_MINUTES", 2099),
    ),
    # Twelve weeks of 20 h for a contract of 18.
    Case(
        "part_time_drift",
        five_mornings(0, 12, weekly_minutes=1081),
        five_mornings(0, 12, weekly_minutes=1080),
        (MONDAY, 1200, 1080),
        constant=(parameters, "DRIFT_MINUTES", 119),
    ),
    # 54 whole days and a morning are 109 half-days.
    Case(
        "forfait_days",
        forfait(*whole_days(MONDAY, 54), morning(MONDAY + 60 * ONE_DAY), **A_QUARTER),
        forfait(*whole_days(MONDAY, 55), **A_QUARTER),
        (MONDAY, 110, 109),
        {"forfait_year_days": 216},
    ),
    Case(
        "forfait_clock",
        forfait(morning(MONDAY)),
        forfait(piece(MONDAY, "9:00", "12:29")),
        (MONDAY, 209, 210),
        constant=(forfait_clock, "HALFDAY_MINUTES", 211),
    ),
    Case(
        "forfait_agreement",
        forfait(forfait_signed_on=date(2026, 1, 1)),
        forfait(),
        (date(2027, 1, 1), 0, 0),
    ),
    # No agreement is recorded: ten hours a day, ways between sites included.
    Case(
        "forfait_hours",
        long_day("18:30", regime=FORFAIT),
        long_day("18:31", regime=FORFAIT),
        (MONDAY, 601, 600),
        {"day_max_minutes": 599},
    ),
]
