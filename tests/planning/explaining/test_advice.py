"""Advice from prices: sums by hand, and honest limits on who has time to spare."""

from typing import Any

from cdo_share.planning.explaining.advice import (
    cdo_worths,
    missing_by_skill,
    skill_worths,
    spare_by_week,
    spare_in_all,
    trainings,
    week_of,
)
from tests.solver.instances import a_cdo, a_demand, a_visit, an_instance

Json = dict[str, Any]
W1, W2 = "2027-W01", "2027-W02"
PRICES = {
    "half_day_slots": 1,
    "skills": [
        {"skill": "WEB", "week": W1, "points": 10, "slots": 0.5},
        {"skill": "WEB", "week": W2, "points": 0, "slots": 0.0},
        {"skill": "ERP", "week": W1, "points": 20, "slots": 1.0},
        {"skill": "ERP", "week": W2, "points": 40, "slots": 2.0},
    ],
    "cdos": [
        {"cdo": "C1", "best_week": W2, "points": 5},
        {"cdo": "C2", "best_week": W1, "points": 15},
    ],
}
MISSING = {"ERP": 9, "WEB": 1}


def a_question(**cdo: Any) -> Json:
    """Return two weeks, one CDO who knows WEB, a demand of six half-days of ERP."""
    erp = a_demand(id="D2", member="M2", skill="ERP", requested=6)
    return an_instance(cdos=[a_cdo(**cdo)], demands=[a_demand(), erp])


def test_skills_are_told_the_dearest_first_with_the_sum_of_their_weeks() -> None:
    found = [(one.skill, one.total, one.best) for one in skill_worths(PRICES, MISSING)]

    assert found == [("ERP", 60, [W2]), ("WEB", 10, [W1])]


def test_a_skill_serves_no_more_hours_than_are_missing_in_it() -> None:
    dear = [row | {"points": 9000} for row in PRICES["skills"]]

    found = skill_worths(PRICES | {"skills": dear}, {"ERP": 1, "WEB": 4})

    assert {one.skill: one.most for one in found} == {"ERP": 1, "WEB": 2}


def test_a_half_day_of_hours_counts_all_its_slots() -> None:
    hours = PRICES | {"half_day_slots": 4}
    assert [one.total for one in skill_worths(hours, MISSING)] == [240, 40]


def test_cdos_are_told_the_dearest_first() -> None:
    assert [(one.cdo, one.week) for one in cdo_worths(PRICES)] == [("C2", W1), ("C1", W2)]


def test_training_counts_the_dearest_weeks_first() -> None:
    (one,) = trainings(PRICES, a_question(week_cap=3), [])

    # Six slots are missing: three in the second week at 40, three in the first at 20.
    assert (one.skill, one.cdo, one.spare, one.worth) == ("ERP", "C1", 6, 180)


def test_training_counts_no_more_than_is_missing() -> None:
    served = [a_visit("D2", day="2027-01-04"), a_visit("D2", day="2027-01-05")]

    (one,) = trainings(PRICES, a_question(week_cap=8), served)

    assert (one.spare, one.worth) == (4, 160)


def test_training_of_somebody_without_time_to_spare_is_not_told() -> None:
    assert trainings(PRICES, a_question(period_cap=0), []) == []


def test_spare_time_is_what_absence_caps_and_visits_leave() -> None:
    instance = a_question(available="1111000000" + "1" * 10, week_cap=6, period_cap=7)
    visits = [a_visit("D1", day="2027-01-04", length=1)]

    assert spare_by_week(instance, visits) == {"C1": {W1: 3, W2: 6}}
    assert spare_in_all(instance, visits) == {"C1": 6}


def test_missing_time_is_what_no_visit_gives() -> None:
    assert missing_by_skill(a_question(), [a_visit("D2")]) == {"WEB": 2, "ERP": 5}


def test_weeks_are_those_of_the_calendar() -> None:
    assert [week_of(day) for day in ("2027-01-03", "2027-01-04")] == ["2026-W53", W1]
