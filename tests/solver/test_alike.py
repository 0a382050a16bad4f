"""What two searches differ in by chance goes; what needs the other question stays."""

from dataclasses import replace
from typing import Any

import pytest

import solver
from solver.result import Options
from tests.solver.instances import DAYS, a_cdo, a_demand, a_plan, a_visit, an_instance, generated

Json = dict[str, Any]


def made_alike(one: Json, plan_one: Json, two: Json, plan_two: Json) -> list[list[Json]]:
    pairs = [
        (question, solver.read_plan(plan, instance=question.name))
        for question, plan in (
            (solver.read_instance(one), plan_one),
            (solver.read_instance(two), plan_two),
        )
    ]
    return [plan.to_json()["visits"] for plan in solver.make_alike(*pairs)]


def test_equal_plans_of_other_days_become_the_same() -> None:
    here, there = a_visit(day=DAYS[0]), a_visit(day=DAYS[2])

    one, two = made_alike(an_instance(), a_plan(here), an_instance(), a_plan(there))

    assert one == two == [there]


def test_what_one_found_goes_over_to_the_other_whichever_it_is() -> None:
    less, more = a_plan(a_visit()), a_plan(a_visit(), a_visit("D2", "C2"))
    for plans in ((less, more), (more, less)):
        one, two = made_alike(an_instance(), plans[0], an_instance(), plans[1])
        assert one == two == more["visits"]


def test_what_needs_the_other_question_stays() -> None:
    """The second question has a CDO more; nobody else could serve the second demand."""
    demands = [a_demand(), a_demand(id="D2", member="M2", skill="SEC")]
    few = an_instance(cdos=[a_cdo()], demands=demands)
    many = an_instance(cdos=[a_cdo(), a_cdo(id="C2", skills={"SEC": 2})], demands=demands)
    helped = a_visit("D2", "C2")

    one, two = made_alike(few, a_plan(a_visit()), many, a_plan(a_visit(day=DAYS[3]), helped))

    assert two == [*one, helped]


@pytest.mark.parametrize("seed", [1, 2])
def test_plans_of_two_seeds_become_cheaper_and_nearer_to_each_other(seed: int) -> None:
    question = solver.read_instance(generated("S"))
    options = Options(time_limit_seconds=1.0, workers=1)
    plans = [
        solver.solve(question, replace(options, seed=number)).plan for number in (seed, seed + 10)
    ]
    asked = question.to_json()

    alike = solver.make_alike(*((question, plan) for plan in plans))

    judged = [solver.check(asked, plan.to_json()) for plan in (*plans, *alike)]
    assert all(report["feasible"] for report in judged)
    costs = [report["cost"] for report in judged]
    assert costs[2] <= costs[0]
    assert costs[3] <= costs[1]
    apart = [len(set(one.visits) ^ set(two.visits)) for one, two in (plans, alike)]
    assert apart[1] < apart[0]
