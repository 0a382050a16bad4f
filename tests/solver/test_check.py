"""The project's judge against the independent one: same verdict, same figures, key by key."""

import re
from collections import Counter
from functools import cache
from typing import Any

import pytest

import solver
from bench import check_plan
from solver.board import Board
from solver.candidates import Candidates
from solver.problem import Problem
from solver.stages import greedy
from tests.solver.instances import a_plan, a_visit, an_instance, generated
from tests.solver.mutations import damage_instance, damage_plan, dice

SHOWN = 50


@cache
def greedy_plan(grid: str, seed: int) -> dict[str, Any]:
    problem = Problem(solver.read_instance(generated("S", grid, seed)))
    board = Board(problem, Candidates(problem))
    greedy.fill(board)
    return problem.plan(board.options()).to_json()


def rules_of(errors: list[str]) -> Counter[str]:
    """Count the errors per rule; those without a rule are about things that do not exist."""
    codes = (re.match(r"H\d+", error) for error in errors)
    return Counter(code.group() if code else "H0" for code in codes)


@pytest.mark.parametrize("grid", ["half-day", "hour"])
@pytest.mark.parametrize("case", range(100))
def test_check_of_a_damaged_plan_agrees_with_the_judge(grid: str, case: int) -> None:
    rng = dice(f"{grid}{case}")
    instance = generated("S", grid, seed=1 + case % 3)
    plan = greedy_plan(grid, 1 + case % 3)
    if case % 2:
        instance = damage_instance(instance, plan, rng)
    plan = damage_plan(plan, instance, rng)

    mine, judged = solver.check(instance, plan), check_plan.check(instance, plan)

    errors, judged_errors = mine.pop("errors"), judged.pop("errors")
    broken = mine.pop("broken")
    assert mine == judged
    assert sum(broken.values()) == judged["error_count"]
    assert len(errors) == len(judged_errors)
    if judged["error_count"] <= SHOWN:
        assert broken == rules_of(judged_errors)


def test_damage_breaks_every_rule_somewhere() -> None:
    """The comparison above is worth something only if all rules are broken in it."""
    seen: Counter[str] = Counter()
    for grid in ("half-day", "hour"):
        for case in range(100):
            rng = dice(f"{grid}{case}")
            instance, plan = generated("S", grid, 1 + case % 3), greedy_plan(grid, 1 + case % 3)
            if case % 2:
                instance = damage_instance(instance, plan, rng)
            seen.update(solver.check(instance, damage_plan(plan, instance, rng))["broken"])

    assert set(seen) == {f"H{number}" for number in range(16)}


def test_check_of_the_empty_plan_costs_serving_nobody() -> None:
    report = solver.check(an_instance(), a_plan())

    assert report["feasible"]
    assert report["cost"] == report["cost_of_serving_nobody"] == 2 * 10 * (800 + 200)
    assert report["satisfaction_min"] == 0


def test_check_tells_who_and_when_in_its_sentences() -> None:
    report = solver.check(an_instance(), a_plan(a_visit(), a_visit("D2")))

    assert report["errors"] == [
        "H4 a CDO is in one place at a time: D2 by C1 on 2027-01-04 slot 0, slot 0 is given to D1"
    ]


def test_check_of_a_plan_for_another_instance_is_refused() -> None:
    report = solver.check(an_instance(), a_plan(instance="other"))

    assert report["broken"] == {"H0": 1}
