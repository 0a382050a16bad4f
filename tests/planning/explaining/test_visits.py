"""What a visit brings, and the moments counted around it."""

from collections import Counter
from typing import Any

import pytest

from cdo_share.planning.explaining.unfit import unfit_reason
from cdo_share.planning.explaining.visits import value_visit
from solver.check import check
from tests.planning.explaining.test_remedies import CASES, a_case

Json = dict[str, Any]


def count_moments(instance: Json, demand: Json) -> int:
    """Count CDO, day, start and length by hand: what a demand's dates and CDOs allow."""
    halves = [slot["half"] for slot in instance["slots"]]
    days = [
        day
        for day in instance["days"]
        if any(first <= day <= last for first, last in demand["windows"])
    ]
    starts = sum(
        1
        for length in demand["lengths"]
        for slot in range(len(halves))
        if slot + length <= len(halves) and fits(halves, slot, length)
    )
    able = [cdo for cdo in instance["cdos"] if not is_unfit(instance, demand, cdo)]
    return len(able) * len(days) * starts


def fits(halves: list[str], slot: int, length: int) -> bool:
    """Say whether a visit stays within a half-day, or fills whole ones."""
    per_half = len(halves) // 2
    return length > per_half or halves[slot] == halves[slot + length - 1]


def is_unfit(instance: Json, demand: Json, cdo: Json) -> bool:
    """Say whether the judge refuses the pair by rule H3."""
    visit = {
        "demand": demand["id"],
        "cdo": cdo["id"],
        "day": instance["days"][0],
        "slot": 0,
        "length": demand["lengths"][0],
    }
    return "H3" in check(instance, {"visits": [visit]})["broken"]


@pytest.mark.parametrize("place", [0, 30, 60])
def test_price_of_a_visit_is_the_difference_of_two_plans_part_by_part(place: int) -> None:
    instance, plan = a_case(*CASES[0])
    visit = plan["visits"][place]
    without = plan | {"visits": [one for one in plan["visits"] if one != visit]}
    now, then = check(instance, plan), check(instance, without)

    value = value_visit(instance, plan, visit)

    assert value.points == then["cost"] - now["cost"] == sum(value.parts.values())
    differences = {
        part: then["components"][part] - now["components"][part] for part in now["components"]
    }
    assert {part: value.parts.get(part, 0) for part in differences} == differences


@pytest.mark.parametrize("place", [0, 30])
def test_alternatives_cost_what_the_judge_says(place: int) -> None:
    instance, plan = a_case(*CASES[0])
    visit = plan["visits"][place]
    now = check(instance, plan)["cost"]

    alternatives = value_visit(instance, plan, visit).alternatives

    assert alternatives
    for one in alternatives:
        kept = [other for other in plan["visits"] if other != visit]
        report = check(instance, plan | {"visits": [*kept, one["visit"]]})
        assert (report["feasible"], report["cost"] - now) == (True, one["points"])
        assert sum(one["parts"].values()) == one["points"]


@pytest.mark.parametrize("place", [0, 15, 30, 60, 90])
def test_obstacles_and_open_moments_are_all_moments(place: int) -> None:
    instance, plan = a_case(*CASES[0])
    visit = plan["visits"][place]
    demand = next(one for one in instance["demands"] if one["id"] == visit["demand"])

    value = value_visit(instance, plan, visit)

    assert value.moments == count_moments(instance, demand)


def test_unfit_reason_names_the_first_that_holds() -> None:
    demand = {"id": "D1", "skill": "WEB", "level": 2, "excluded": ["C3"]}
    skills = {"C1": {}, "C2": {"WEB": 1}, "C3": {"WEB": 2}, "C4": {"WEB": 3}}
    cdos = [{"id": name, "skills": known} for name, known in skills.items()]
    instance = {"demands": [demand], "cdos": cdos}

    found = Counter(unfit_reason(instance, "D1", name) for name in skills)

    assert found == Counter(["skill", "level", "excluded", "distance"])
