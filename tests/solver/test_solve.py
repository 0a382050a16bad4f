"""Whole solves: always allowed by the independent judge, with honest figures."""

import threading
import time
from typing import Any

import pytest

import solver
from bench import check_plan, generate
from tests.solver.instances import (
    DAYS,
    a_cdo,
    a_demand,
    a_plan,
    a_visit,
    an_instance,
    generated,
    in_hours,
)

Json = dict[str, Any]


def solved(instance: Json, **options: Any) -> solver.Result:
    """Solve within a second on one worker."""
    wished = solver.Options(**({"time_limit_seconds": 1.0, "workers": 1} | options))
    return solver.solve(solver.read_instance(instance), wished, None, None)


def judged(instance: Json, result: solver.Result) -> Json:
    """Judge a result; its figures must be those of the judge."""
    report = check_plan.check(instance, result.plan.to_json())
    assert report["errors"] == []
    assert report["cost"] == result.cost == sum(result.parts.values())
    assert result.bound <= result.cost
    return report


@pytest.mark.parametrize("grid", ["half-day", "hour"])
def test_solve_of_a_realistic_instance_is_allowed_and_near_the_bound(grid: str) -> None:
    instance = generated("S", grid)

    result = solved(instance, time_limit_seconds=2.0, workers=2)

    judged(instance, result)
    assert 0 <= result.gap < 0.05
    assert result.status == "feasible"


@pytest.mark.parametrize("make", [an_instance, in_hours], ids=["half-day", "hour"])
def test_solve_of_a_tiny_instance_serves_everybody_and_is_proven(make: Any) -> None:
    instance = make()

    result = solved(instance)

    assert judged(instance, result)["served_percent"] == 100
    assert result.status == "optimal"
    assert (result.cost, result.bound, result.gap) == (0, 0, 0)


@pytest.mark.parametrize(
    "changes",
    [
        {"demands": []},
        {"cdos": []},
        {"cdos": [], "demands": []},
        {"cdos": [a_cdo(available="0" * 20)]},
        {"demands": [a_demand(requested=0)]},
        {"demands": [a_demand(windows=[])]},
        {"demands": [a_demand(lengths=[3])]},
        {"demands": [a_demand(skill="unknown")]},
        {"cdos": [a_cdo(day_cap=0, target_load=3)]},
        {"days": ["2027-01-04"], "cdos": [a_cdo(available="11")]},
    ],
    ids=str,
)
@pytest.mark.parametrize("fairness", ["points", "leximin"])
def test_solve_of_a_degenerate_instance_still_answers(changes: Json, fairness: str) -> None:
    instance = an_instance(**changes)

    result = solved(instance, time_limit_seconds=0.5, fairness=fairness)

    judged(instance, result)
    assert result.note is None
    assert result.status in {"optimal", "feasible"}


def test_solve_with_one_worker_and_a_deterministic_limit_repeats_itself() -> None:
    instance = generated("S")
    options = {"time_limit_seconds": 60.0, "deterministic_limit": 0.15, "seed": 5}

    first, second = solved(instance, **options), solved(instance, **options)

    assert first.plan == second.plan
    assert first.bound == second.bound


def test_solve_keeps_pins_and_serves_around_them() -> None:
    pins = [a_visit(cdo="C2", day=DAYS[2], slot=1)]
    instance = an_instance(pins=pins)

    result = solved(instance)

    assert judged(instance, result)["served_percent"] == 100
    assert solver.Visit("D1", "C2", DAYS[2], 1, 1) in result.plan.visits


@pytest.mark.parametrize(
    "changes",
    [
        {"pins": [a_visit(), a_visit("D2")]},
        {"pins": [a_visit(length=2)]},
        {"pins": [a_visit()], "frozen_before": DAYS[1]},
        {
            "published": [a_visit(), a_visit("D2")],
            "frozen_before": DAYS[1],
        },
        {"published": [a_visit(), a_visit("D2")], "max_changes": 0},
    ],
    ids=["two pins at once", "pin impossible", "pin frozen", "frozen clash", "no change clash"],
)
def test_solve_without_any_plan_is_a_status(changes: Json) -> None:
    result = solved(an_instance(**changes))

    assert result.status == "infeasible"


def test_repair_gives_up_the_fewest_published_visits() -> None:
    """Visit by visit, the first one would stay and push out two; one change must do."""
    published = [a_visit(), a_visit(day=DAYS[5]), a_visit("D2"), a_visit("D2", day=DAYS[6])]
    published.append(a_visit("D3", cdo="C2"))
    demands = [a_demand(), a_demand(id="D2", member="M2"), a_demand(id="D3", member="M3")]
    cdos = [a_cdo(max_members=2), a_cdo(id="C2")]
    instance = an_instance(published=published, max_changes=1, demands=demands, cdos=cdos)

    result = solved(instance)

    assert judged(instance, result)["changed_by_choice"] == 1


def test_repair_is_needed_where_the_first_come_would_push_out_too_many() -> None:
    """D1's two visits come first and fill the cap that two others share; only one may go."""
    demands = [
        a_demand(lengths=[2], requested=2, per_window=1),
        a_demand(id="D2", member="M2"),
        a_demand(id="D3", member="M3"),
    ]
    published = [a_visit(length=2), a_visit("D2", day=DAYS[1]), a_visit("D3", day=DAYS[1], slot=1)]
    cdos = [a_cdo(week_cap=2)]
    instance = an_instance(demands=demands, published=published, cdos=cdos, max_changes=1)

    result = solved(instance)

    assert judged(instance, result)["changed_by_choice"] == 1


@pytest.fixture(scope="module")
def published_plan() -> solver.Plan:
    return solved(generated("S"), time_limit_seconds=1.5).plan


@pytest.mark.parametrize("event", ["sick", "join", "cancel"])
@pytest.mark.parametrize("max_changes", [None, 0, 5])
def test_rerun_after_an_event_is_allowed(
    event: str, max_changes: int | None, published_plan: solver.Plan
) -> None:
    instance = generate.after(generated("S"), published_plan.to_json(), event)
    instance["max_changes"] = max_changes

    report = judged(instance, solved(instance))

    assert report["changed_by_choice"] <= (report["changed_visits"] if max_changes is None else 5)


def test_rerun_without_changes_keeps_every_published_visit(published_plan: solver.Plan) -> None:
    instance = generated("S") | {"max_changes": 0, "published": published_plan.to_json()["visits"]}

    result = solved(instance)

    assert judged(instance, result)["changed_visits"] == 0
    assert set(published_plan.visits) <= set(result.plan.visits)


def test_start_plan_is_never_made_worse(published_plan: solver.Plan) -> None:
    instance = generated("S")
    before = check_plan.check(instance, published_plan.to_json())["cost"]

    result = solved(instance, start=published_plan, time_limit_seconds=0.3)

    assert judged(instance, result)["cost"] <= before


def test_start_plan_that_does_not_fit_is_left_out() -> None:
    start = solver.read_plan(a_plan(a_visit(), a_visit("D2"), a_visit("D9")), instance="tiny")

    assert judged(an_instance(), solved(an_instance(), start=start))["served_percent"] == 100


@pytest.mark.parametrize("grid", ["half-day", pytest.param("hour", marks=pytest.mark.long)])
def test_leximin_leaves_nobody_worse_off_than_points_leave_the_worst(grid: str) -> None:
    instance = generated("S", grid)
    options = {"time_limit_seconds": 60.0, "deterministic_limit": 0.2}

    points = judged(instance, solved(instance, **options))
    even = judged(instance, solved(instance, fairness="leximin", **options))

    assert even["satisfaction_min"] >= points["satisfaction_min"]


def test_leximin_shares_what_points_would_give_to_one() -> None:
    """One CDO with four half-days; the heavy demand would get all of them for points."""
    demands = [
        a_demand(requested=4, weight=1000, windows=[[day, day] for day in DAYS[:4]]),
        a_demand(id="D2", member="M2", requested=4, windows=[[day, day] for day in DAYS[4:8]]),
    ]
    instance = an_instance(cdos=[a_cdo(period_cap=4)], demands=demands)

    points = judged(instance, solved(instance))
    even = judged(instance, solved(instance, fairness="leximin"))

    assert (points["satisfaction_min"], even["satisfaction_min"]) == (0, 0.5)


def test_stop_from_outside_ends_the_solve_at_once_with_a_plan() -> None:
    instance = generated("S")
    asked: list[float] = []
    began = time.perf_counter()

    def should_stop() -> bool:
        asked.append(time.perf_counter())
        return asked[-1] - began > 1.0

    options = solver.Options(time_limit_seconds=60.0, workers=1)
    result = solver.solve(solver.read_instance(instance), options, None, should_stop)

    judged(instance, result)
    assert result.status == "stopped"
    assert time.perf_counter() - began < 3.0
    assert threading.current_thread() is threading.main_thread()


def test_progress_tells_the_phases_in_order_with_falling_cost() -> None:
    told: list[solver.Progress] = []

    options = solver.Options(time_limit_seconds=1.5, workers=1)
    result = solver.solve(solver.read_instance(generated("S")), options, told.append, None)

    order = ["greedy", "allocate", "calendars", "improve", "done"]
    phases = list(dict.fromkeys(progress.phase for progress in told))
    costs = [progress.cost for progress in told if progress.cost is not None]
    assert phases == [phase for phase in order if phase in phases]
    assert (phases[0], phases[-1]) == ("greedy", "done")
    assert costs == sorted(costs, reverse=True)
    assert costs[-1] == result.cost
    assert told[0].bound is None
    assert told[-1].gap == result.gap
