"""Quality against number of changes: judged, never rising, and each limit kept."""

from dataclasses import replace
from importlib import import_module
from typing import Any

import pytest

import solver
from bench import check_plan, generate
from solver.board import Board
from solver.candidates import Candidates
from solver.problem import Problem
from solver.stages import greedy
from tests.solver.instances import a_visit, an_instance, generated

Json = dict[str, Any]
# By name, for the package gives the function of the same name.
MODULE = import_module("solver.curve")
OPTIONS = solver.Options(time_limit_seconds=1.4, workers=1, isolation="none")


@pytest.fixture(scope="module")
def rerun() -> Json:
    """A quick plan of a small instance, published; then a member joins."""
    problem = Problem(solver.read_instance(generated("S")))
    board = Board(problem, Candidates(problem))
    greedy.fill(board)
    plan = problem.plan(board.options()).to_json()
    return generate.after(generated("S"), plan, "join")


@pytest.fixture(scope="module")
def points(rerun: Json) -> list[solver.CurvePoint]:
    """The curve of that rerun."""
    return solver.curve(solver.read_instance(rerun), OPTIONS)


def test_curve_has_a_judged_plan_within_each_limit(
    rerun: Json, points: list[solver.CurvePoint]
) -> None:
    assert [point.most_changes for point in points] == [0, 1, 2, 5, 10, None]
    for point in points:
        assert point.plan is not None
        limited = rerun | {"max_changes": point.most_changes}
        report = check_plan.check(limited, point.plan.to_json())
        told = point.report()
        assert report["errors"] == []
        assert told["cost"] == report["cost"] == sum(told["parts"].values())
        assert (told["changes"], told["moved"]) == (
            report["changed_visits"],
            report["changed_by_choice"],
        )
        assert told["served_slots"] == report["served_slots"]


def test_curve_never_rises_and_falls_where_a_newcomer_needs_room(
    points: list[solver.CurvePoint],
) -> None:
    costs = [point.judged["cost"] for point in points]
    gaps = [point.gap or 0.0 for point in points]

    assert costs == sorted(costs, reverse=True)
    assert costs[0] > costs[-1]
    assert gaps == sorted(gaps, reverse=True)
    assert gaps[0] > gaps[-1] >= 0


def test_curve_keeps_the_plan_of_a_smaller_limit_when_a_search_comes_back_worse(
    rerun: Json, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when a search breaks down: what was found before is still allowed."""
    answers = iter([True, False, False])

    def weak(instance: Any, options: Any, *others: Any) -> solver.Result:
        start = None if next(answers) else options.start
        found = solver.solve(instance, options, *others)
        assert (
            start is None or found.cost <= solver.check(instance.to_json(), start.to_json())["cost"]
        )
        return found if start is None else _emptied(instance, found)

    monkeypatch.setattr(MODULE, "solve", weak)
    found = solver.curve(solver.read_instance(rerun), OPTIONS, limits=(5, 10, None))

    assert len({point.plan for point in found}) == 1


def _emptied(instance: solver.Instance, result: solver.Result) -> solver.Result:
    kept = {tuple(visit.model_dump().values()) for visit in instance.published}
    visits = [visit for visit in result.plan.visits if tuple(visit) in kept]
    plan = solver.Plan.of(instance.name, visits)
    report = solver.check(instance.to_json(), plan.to_json())
    return replace(result, plan=plan, cost=report["cost"])


def test_curve_without_a_published_plan_is_refused() -> None:
    with pytest.raises(solver.InvalidInstance, match="published is empty"):
        solver.curve(solver.read_instance(an_instance()), OPTIONS)


def test_curve_says_where_no_plan_exists_with_so_few_changes() -> None:
    """Two published visits at one time: one of them must go."""
    instance = an_instance(published=[a_visit(), a_visit("D2")])

    none, one = solver.curve(solver.read_instance(instance), OPTIONS, limits=(0, 1))

    assert none.plan is None
    assert none.report()["cost"] is None
    assert one.plan is not None
    assert one.report()["moved"] == 1


def test_curve_that_is_stopped_still_gives_every_limit_a_plan(rerun: Json) -> None:
    found = solver.curve(solver.read_instance(rerun), OPTIONS, None, lambda: True)

    assert all(point.plan is not None for point in found)
    costs = [point.judged["cost"] for point in found]
    assert costs == sorted(costs, reverse=True)


def test_curve_shares_the_time_out() -> None:
    shares = [MODULE._asked(OPTIONS, None, k, n / 7) for k, n in ((0, 1), (None, 2))]

    assert [round(asked.time_limit_seconds, 2) for asked in shares] == [0.2, 0.4]
    assert [asked.is_proven for asked in shares] == [False, True]
