"""Visits that stay although their demand excludes the CDO by now, who gets no other there."""

from random import Random
from typing import Any

import pytest

import solver
from solver.stages.solve import solve
from tests.solver.chance import a_chance, board_of, optimum
from tests.solver.instances import DAYS, a_demand, a_plan, a_visit, an_instance

Json = dict[str, Any]


def sparing(*visits: Json, **changes: Any) -> Json:
    """One demand of two visits that excludes C1, but for some visits."""
    demand = a_demand(excluded=["C1"], max_cdos=2, requested=2, weight=100)
    given = {"demands": [demand], "pins": list(visits), "spared": list(visits)}
    return an_instance(**given, published=list(visits)) | changes


def test_spared_visit_breaks_no_rule_and_another_of_that_cdo_does() -> None:
    instance, other = sparing(a_visit()), a_visit(day=DAYS[5])

    assert solver.check(instance, a_plan(a_visit()))["broken"] == {}
    assert solver.check(instance, a_plan(a_visit(), other))["broken"] == {"H3": 1}
    assert solver.check(instance | {"spared": []}, a_plan(a_visit()))["broken"] == {"H3": 1}


def test_spared_visit_that_goes_is_a_change_by_choice() -> None:
    instance = sparing(a_visit(), pins=[])

    assert solver.check(instance, a_plan())["changed_by_choice"] == 1


def test_search_keeps_what_is_spared_and_serves_the_rest_by_somebody_else() -> None:
    asked = solver.read_instance(sparing(a_visit()))

    result = solve(asked, solver.Options(time_limit_seconds=1, workers=1))

    assert result.plan is not None
    assert {(one.cdo, one.day < DAYS[5]) for one in result.plan.visits} == {
        ("C1", True),
        ("C2", False),
    }


def test_only_spared_visits_that_there_are_are_written_back() -> None:
    asked, plain = (sparing(*visits) for visits in ([a_visit()], []))

    assert solver.read_instance(asked).to_json()["spared"] == [a_visit()]
    assert "spared" not in solver.read_instance(plain).to_json()


def excluded_after(seed: int) -> Json:
    """Return a question in which some CDOs of an optimal plan are excluded but for their visits."""
    instance = a_chance(seed) | {"published": [], "pins": [], "frozen_before": None}
    instance |= {"max_changes": None}
    board = board_of(instance)
    optimum(board)
    visits = board.problem.plan(board.options()).to_json()["visits"]
    drawn = Random(seed).sample(visits, min(3, len(visits)))  # noqa: S311 - a draw, not a secret
    out = {(one["demand"], one["cdo"]) for one in drawn}
    spared = [one for one in visits if (one["demand"], one["cdo"]) in out][:3]
    demands = [
        one | {"excluded": sorted({c for d, c in out if d == one["id"]}.union(one["excluded"]))}
        for one in instance["demands"]
    ]
    given = {"published": spared, "pins": spared, "spared": spared, "demands": demands}
    return instance | given


@pytest.mark.parametrize("seed", range(12))
def test_plans_with_spared_visits_are_sound_and_no_proof_is_above_them(seed: int) -> None:
    instance = excluded_after(seed)

    asked = solver.read_instance(instance)
    found = solve(asked, solver.Options(time_limit_seconds=0.5, workers=1))

    assert found.plan is not None
    report = solver.check(instance, found.plan.to_json())
    assert report["broken"] == {}
    best = optimum(board_of(instance))
    assert best is not None
    assert max(found.bound, solver.lower_bound(asked).value) <= best <= found.cost == report["cost"]
