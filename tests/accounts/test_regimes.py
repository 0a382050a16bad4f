"""What each regime allows: just inside, on the edge, and just outside each article."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdo_share.accounts.models import Regime
from cdo_share.accounts.regimes import (
    RULES,
    Caps,
    Severity,
    blocking_faults,
    pro_rata_halfdays,
    review_caps,
)

HOURS, PART_TIME = Regime.HOURS, Regime.PART_TIME
FORFAIT, VOLUNTEER = Regime.FORFAIT_JOURS, Regime.VOLUNTEER
THIRTEEN_WEEKS = 91
BLOCKING, TO_CONFIRM = "blocking", "to_confirm"


def caps(week: int, period: int = 40, **values: Any) -> Caps:
    """Return caps of so many half-days a week and a period."""
    return Caps(week_cap_halfdays=week, period_cap_halfdays=period, **values)


def found(regime: Regime, said: Caps) -> list[tuple[str, str, str]]:
    """Return field, severity and article of each finding."""
    findings = review_caps(regime, said, period_days=THIRTEEN_WEEKS)
    return [(one.field, one.severity.value, one.article) for one in findings]


def average(weeks: int, halfdays: int) -> dict[str, int]:
    """Return a bound on any run of so many weeks."""
    return {"average_weeks": weeks, "average_halfdays": halfdays}


@pytest.mark.parametrize(
    ("regime", "said", "expected"),
    [
        # 35 hours (L3121-27): 10 half-days are 35 hours, the eleventh is overtime.
        (HOURS, caps(10), []),
        (HOURS, caps(11), [("week_cap_halfdays", TO_CONFIRM, "L3121-27")]),
        # Six days a week (L3132-1): 12 half-days are six days.
        (HOURS, caps(12), [("week_cap_halfdays", TO_CONFIRM, "L3121-27")]),
        (
            HOURS,
            caps(13, **average(12, 120)),
            [
                ("week_cap_halfdays", BLOCKING, "L3132-1"),
                ("week_cap_halfdays", TO_CONFIRM, "L3121-27"),
            ],
        ),
        # 48 hours (L3121-20), with the work elsewhere: 35 + 13 are 48, 35 + 14 are 49.
        (HOURS, caps(10, outside_hours=13, **average(4, 34)), []),
        (
            HOURS,
            caps(10, outside_hours=14, **average(4, 34)),
            [("week_cap_halfdays", BLOCKING, "L3121-20")],
        ),
        # 44 hours over 12 weeks (L3121-22): 35 + 9 are 44, up to 46 an agreement is needed.
        (HOURS, caps(10, outside_hours=9), []),
        (HOURS, caps(10, outside_hours=10), [("average_halfdays", TO_CONFIRM, "L3121-23")]),
        (HOURS, caps(10, outside_hours=11), [("average_halfdays", TO_CONFIRM, "L3121-23")]),
        (HOURS, caps(10, outside_hours=12), [("average_halfdays", BLOCKING, "L3121-22")]),
        # A bound on the average brings the same weeks within: 116 half-days and 10 hours are 43.8.
        (HOURS, caps(10, outside_hours=10, **average(12, 116)), []),
        (
            HOURS,
            caps(10, outside_hours=10, **average(12, 117)),
            [("average_halfdays", TO_CONFIRM, "L3121-23")],
        ),
        # Part time is less than 35 hours (L3121-27): 9 half-days are 31.5 hours.
        (PART_TIME, caps(9), []),
        (PART_TIME, caps(10), [("week_cap_halfdays", BLOCKING, "L3121-27")]),
        # And at least 24 (L3123-7): 7 half-days are 24.5 hours, 6 are 21.
        (PART_TIME, caps(7), []),
        (PART_TIME, caps(6), [("week_cap_halfdays", TO_CONFIRM, "L3123-7")]),
        (PART_TIME, caps(7, outside_hours=19), []),
        (
            PART_TIME,
            caps(7, outside_hours=20),
            [("average_halfdays", TO_CONFIRM, "L3121-23")],
        ),
        (PART_TIME, caps(7, outside_hours=24), [("week_cap_halfdays", BLOCKING, "L3121-20")]),
        # Forfait-jours: 218 days a year (L3121-64), no limit of hours (L3121-62), rest (L3132-2).
        (FORFAIT, caps(10, 109), []),
        (FORFAIT, caps(10, 110), [("period_cap_halfdays", TO_CONFIRM, "L3121-64")]),
        (FORFAIT, caps(10, 436), [("period_cap_halfdays", TO_CONFIRM, "L3121-64")]),
        (FORFAIT, caps(10, 437), [("period_cap_halfdays", BLOCKING, "L3121-64")]),
        (FORFAIT, caps(12, 109, outside_hours=48), []),
        (FORFAIT, caps(13, 109), [("week_cap_halfdays", BLOCKING, "L3132-2")]),
        # A volunteer: a house rule, without an article.
        (VOLUNTEER, caps(2), []),
        (VOLUNTEER, caps(3), [("week_cap_halfdays", TO_CONFIRM, "")]),
        (VOLUNTEER, caps(0, 0), []),
    ],
)
def test_caps_are_judged_by_the_articles_of_the_regime(
    regime: Regime, said: Caps, expected: list[tuple[str, str, str]]
) -> None:
    assert found(regime, said) == expected


@pytest.mark.parametrize("regime", Regime)
def test_defaults_of_a_regime_are_without_a_remark(regime: Regime) -> None:
    assert found(regime, RULES[regime].defaults) == []


@pytest.mark.parametrize("regime", Regime)
def test_only_what_blocks_keeps_caps_from_being_stored(regime: Regime) -> None:
    said = caps(14, 500, outside_hours=20)

    faults = blocking_faults(regime, said)

    blocking = [
        finding
        for finding in review_caps(regime, said, period_days=365)
        if finding.severity is Severity.BLOCKING
    ]
    assert [fault.field for fault in faults] == [finding.field for finding in blocking]
    assert bool(faults) is (regime is not Regime.VOLUNTEER)


def test_every_legal_finding_names_its_article_and_a_remedy() -> None:
    said = caps(14, 500, outside_hours=20)
    everything = [
        finding
        for regime in (HOURS, PART_TIME, FORFAIT)
        for finding in review_caps(regime, said, period_days=THIRTEEN_WEEKS)
    ]

    for finding in everything:
        sentence = str(finding.fault.message)
        assert f"({finding.article})" in sentence
        assert "nter " in sentence  # “Enter …” or “enter …”: what to do


@pytest.mark.parametrize(("days", "expected"), [(0, 0), (1, 2), (91, 109), (182, 218), (365, 436)])
def test_share_of_the_year_is_rounded_up(days: int, expected: int) -> None:
    assert pro_rata_halfdays(days) == expected


def test_only_part_time_asks_for_notice() -> None:
    notices = {regime: rules.notice_working_days for regime, rules in RULES.items()}

    assert notices == {HOURS: None, PART_TIME: 7, FORFAIT: None, VOLUNTEER: None}


@given(
    week=st.integers(0, 6),
    weeks=st.integers(1, 5),
    halfdays=st.integers(0, 20),
    horizon=st.integers(1, 12),
)
def test_most_halfdays_is_what_a_greedy_worker_gets(
    week: int, weeks: int, halfdays: int, horizon: int
) -> None:
    worked: list[int] = []
    for _ in range(horizon):
        recent = sum(worked[-(weeks - 1) :]) if weeks > 1 else 0
        worked.append(max(0, min(week, halfdays - recent)))

    assert caps(week, **average(weeks, halfdays)).most_halfdays_in(horizon) == sum(worked)
