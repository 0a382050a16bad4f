"""What each rule is by the code: articles and dates, for whom, how grave, how far it bends.

Written down from the code of labour, so that a figure changed by mistake is seen at once. What
`forfait_agreement` says depends on the groupement and is tested apart.
"""

from dataclasses import replace
from datetime import date

import pytest

from cdo_share.accounts.models import Regime
from cdo_share.legal.findings import Severity
from cdo_share.legal.parameters import (
    BREAK_AFTER_MINUTES,
    DRIFT_MINUTES,
    FORFAIT_MOST_DAYS,
    LAW,
    LEGAL_WEEK_MINUTES,
    LIMITS,
)
from cdo_share.legal.rules import BY_CODE
from cdo_share.legal.wish import MOST_LETTERS, ContractWish, contract_faults, parameter_faults

ACT_OF_2016, CODE_OF_2008 = date(2016, 8, 10), date(2008, 5, 1)
HOURS, PART, ANNUAL = Regime.HOURS, Regime.PART_TIME, Regime.FORFAIT_JOURS
COUNTED, EVERYBODY = {HOURS, PART}, {HOURS, PART, ANNUAL}
BLOCKING, TO_CONFIRM, INFO = Severity.BLOCKING, Severity.TO_CONFIRM, Severity.INFO
HOUR = 60

LAW_BY_RULE = {
    "day_max": (COUNTED, BLOCKING, {ACT_OF_2016: ["L3121-18", "L3121-19"]}),
    "week_max": (COUNTED, BLOCKING, {ACT_OF_2016: ["L3121-20", "L3121-21"]}),
    "average_max": (COUNTED, BLOCKING, {ACT_OF_2016: ["L3121-22", "L3121-23"]}),
    "break": (COUNTED, BLOCKING, {ACT_OF_2016: ["L3121-16"]}),
    "trip_time": (COUNTED, BLOCKING, {ACT_OF_2016: ["L3121-1"]}),
    "daily_rest": (EVERYBODY, BLOCKING, {ACT_OF_2016: ["L3131-1"]}),
    "day_span": (EVERYBODY, BLOCKING, {ACT_OF_2016: ["L3131-1"]}),
    "weekly_rest": (EVERYBODY, BLOCKING, {CODE_OF_2008: ["L3132-2"]}),
    "six_days": (EVERYBODY, BLOCKING, {CODE_OF_2008: ["L3132-1"]}),
    "sunday": (EVERYBODY, BLOCKING, {CODE_OF_2008: ["L3132-3"]}),
    "labour_day": (EVERYBODY, BLOCKING, {CODE_OF_2008: ["L3133-4"]}),
    "public_holiday": (
        EVERYBODY,
        TO_CONFIRM,
        {ACT_OF_2016: ["L3133-1", "L3422-2"], CODE_OF_2008: ["L3134-13"]},
    ),
    "overtime": ({HOURS}, INFO, {ACT_OF_2016: ["L3121-27", "L3121-28"]}),
    "part_time_floor": ({PART}, TO_CONFIRM, {ACT_OF_2016: ["L3123-7", "L3123-27"]}),
    "interruption": ({PART}, BLOCKING, {ACT_OF_2016: ["L3123-30", "L3123-23"]}),
    "complementary_hours": (
        {PART},
        TO_CONFIRM,
        {ACT_OF_2016: ["L3123-28", "L3123-20", "L3123-22"]},
    ),
    "part_time_full": ({PART}, BLOCKING, {ACT_OF_2016: ["L3123-9"]}),
    "part_time_drift": ({PART}, TO_CONFIRM, {ACT_OF_2016: ["L3123-13"]}),
    "forfait_days": ({ANNUAL}, TO_CONFIRM, {ACT_OF_2016: ["L3121-64", "L3121-59", "L3121-66"]}),
    "forfait_clock": ({ANNUAL}, TO_CONFIRM, {ACT_OF_2016: ["L3121-58"]}),
    "forfait_hours": ({ANNUAL}, TO_CONFIRM, {ACT_OF_2016: ["L3121-18", "L3121-20", "L3121-22"]}),
}

# By measure: from where to where without an agreement, and with one.
BOUNDS = {
    "day_max_minutes": ((HOUR, 10 * HOUR), (HOUR, 12 * HOUR), "L3121-19"),
    "week_max_minutes": ((HOUR, 48 * HOUR), (HOUR, 60 * HOUR), "L3121-21"),
    "average_max_minutes": ((HOUR, 44 * HOUR), (HOUR, 46 * HOUR), "L3121-23"),
    "break_minutes": ((20, 120), (20, 120), "L3121-16"),
    "daily_rest_minutes": ((11 * HOUR, 15 * HOUR), (9 * HOUR, 15 * HOUR), "L3131-2"),
    "week_max_days": ((1, 6), (1, 6), "L3132-1"),
    "part_time_floor_minutes": ((24 * HOUR, 35 * HOUR - 1), (0, 35 * HOUR - 1), "L3123-19"),
    "interruption_max_minutes": ((0, 2 * HOUR), (0, 10 * HOUR), "L3123-23"),
    "interruptions_max": ((0, 1), (0, 3), "L3123-23"),
    "complementary_percent": ((0, 10), (0, 33), "L3123-20"),
    "part_time_notice_working_days": ((7, 30), (3, 30), "L3123-24"),
    "reference_weeks": ((1, 4), (1, 52), "L3121-44"),
    "reference_notice_days": ((7, 60), (1, 60), "L3121-47"),
    "convention_notice_working_days": ((0, 30), (0, 30), ""),
    "forfait_year_days": ((1, 218), (1, 218), "L3121-64"),
    "forfait_year_month": ((1, 12), (1, 12), "L3121-64"),
}


def test_each_rule_has_its_articles_dates_people_and_gravity() -> None:
    rules = {code: rule for code, rule in BY_CODE.items() if code != "forfait_agreement"}

    assert {
        code: (rule.regimes, rule.severity, rule.articles_by_day()) for code, rule in rules.items()
    } == LAW_BY_RULE


def test_each_measure_bends_as_far_as_its_article_says() -> None:
    assert {
        name: ((one.usual_least, one.usual_most), (one.least, one.most), one.article)
        for name, one in LIMITS.items()
    } == BOUNDS


def test_figures_that_no_agreement_moves() -> None:
    assert (LEGAL_WEEK_MINUTES, BREAK_AFTER_MINUTES) == (35 * HOUR, 6 * HOUR)
    assert (DRIFT_MINUTES, FORFAIT_MOST_DAYS) == (2 * HOUR, 235)


@pytest.mark.parametrize(
    ("days", "fields"),
    [(None, []), (0, ["year_days"]), (1, []), (235, []), (236, ["year_days"])],
)
def test_annual_days_of_a_contract_are_235_at_most(days: int | None, fields: list[str]) -> None:
    found = contract_faults(ContractWish(year_days=days), ANNUAL, date(2027, 1, 4))

    assert [fault.field for fault in found] == fields


@pytest.mark.parametrize(("letters", "fields"), [(MOST_LETTERS, []), (201, ["agreement"])])
def test_name_of_an_agreement_fits_its_column(letters: int, fields: list[str]) -> None:
    found = parameter_faults(replace(LAW, agreement="x" * letters))

    assert [fault.field for fault in found] == fields
