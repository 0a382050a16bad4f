"""Figures of service: whom they count, and that evenness never costs the worst-served."""

from collections import Counter
from typing import Any

import pytest

import solver
from bench.generate import generate
from solver.problem import Option
from solver.satisfaction import of_plan
from solver.stages.leximin import at_least_as_even
from tests.solver.chance import a_chance, board_of
from tests.solver.instances import DAYS, a_cdo, a_demand, a_plan, a_visit, an_instance, in_hours

Json = dict[str, Any]


def figures(instance: Json, *visits: Json) -> Json:
    plan = solver.read_plan(a_plan(*visits), instance="tiny")
    return of_plan(solver.read_instance(instance), plan)


def solved(instance: Json, **options: Any) -> solver.Result:
    wished = {
        "time_limit_seconds": 60.0,
        "workers": 1,
        "isolation": "none",
        "deterministic_limit": 0.4,
    }
    return solver.solve(solver.read_instance(instance), solver.Options(**wished | options))


def test_figures_leave_out_whom_nobody_can_serve_and_who_asks_for_nothing() -> None:
    demands = [
        a_demand(requested=4, windows=[[day, day] for day in DAYS]),
        a_demand(id="D2", member="M2"),
        a_demand(id="D3", skill="unknown"),
        a_demand(id="D4", requested=0),
    ]

    found = figures(an_instance(demands=demands), a_visit(), a_visit("D2", slot=1))

    assert found["unservable"] == ["D3"]
    assert found["satisfaction"] == {"min": 0.25, "p10": 0.25, "median": 0.375}


def test_figures_of_nobody_are_empty() -> None:
    found = figures(an_instance(demands=[a_demand(skill="unknown")]))

    assert found["satisfaction"] == {"min": None, "p10": None, "median": None}


@pytest.mark.parametrize("seed", range(6))
def test_figures_are_those_of_the_judge(seed: int) -> None:
    instance = a_chance(seed)

    result = solved(instance)

    report = solver.check(instance, result.plan.to_json())
    assert result.unservable == report["unservable"]
    for name in ("min", "p10"):
        known = report[f"satisfaction_{name}"]
        assert result.satisfaction[name] == (known and pytest.approx(known, abs=6e-4))


@pytest.mark.parametrize("seed", range(6))
def test_leximin_never_leaves_the_worst_served_below_that_of_points(seed: int) -> None:
    instance = a_chance(seed)

    points, even = solved(instance), solved(instance, fairness="leximin")

    if points.status == "infeasible":
        return
    if even.leximin_cost is not None:
        plain, least = even.leximin_cost["least_member"]
        assert (least or 0) >= (plain or 0)
        assert even.cost - even.leximin_cost["points"] == points.cost
        assert even.leximin_cost["satisfaction"] == points.satisfaction


def test_leximin_says_what_evenness_costs_in_points_slots_and_hours() -> None:
    """One CDO with one free afternoon: two hours for the heavy demand, or one hour each."""
    cdo = a_cdo(available="11" + "0" * 78, day_cap=8, week_cap=40, period_cap=80)
    demands = [
        a_demand(requested=2, lengths=[2], weight=1000),
        a_demand(id="D2", member="M2", requested=1, lengths=[1], weight=1),
        a_demand(id="D3", member="M3", requested=1, lengths=[1], weight=1),
    ]
    instance = in_hours(cdos=[cdo], demands=demands)

    even = solved(instance, fairness="leximin")

    assert even.leximin_cost is not None
    assert even.report()["satisfaction"]["median"] == 1
    assert even.leximin_cost["slots"] == 0
    assert even.leximin_cost["hours"] == 0
    assert even.leximin_cost["points"] == 1000 * (800 + 200) - 2 * 800


def test_a_small_demand_is_not_left_out_because_a_large_one_is_easier() -> None:
    """Ten half-days: one for each small demand and eight for the large one, not all ten."""
    windows = [[day, day] for day in DAYS]
    demands = [
        a_demand(requested=10, windows=windows, weight=1000),
        a_demand(id="D2", member="M2", requested=1, windows=windows, weight=1),
        a_demand(id="D3", member="M3", requested=1, windows=windows, weight=1),
    ]
    instance = an_instance(cdos=[a_cdo(period_cap=10)], demands=demands)

    even, points = solved(instance, fairness="leximin"), solved(instance)

    assert points.satisfaction["min"] == 0
    assert even.satisfaction == {"min": 0.8, "p10": 0.8, "median": 1.0}
    assert even.leximin_cost is not None
    assert even.leximin_cost["slots"] == 0


def test_who_cuts_what_they_ask_into_two_demands_gets_no_more_than_others() -> None:
    """Two half-days: one for each member, not both for the small demands of one of them."""
    windows = [[day, day] for day in DAYS]
    demands = [
        a_demand(requested=1, windows=windows, weight=100),
        a_demand(id="D2", requested=1, windows=windows, weight=100),
        a_demand(id="D3", member="M2", requested=2, windows=windows),
    ]
    instance = an_instance(cdos=[a_cdo(period_cap=2)], demands=demands)

    even = solved(instance, fairness="leximin")

    served = Counter(visit.demand == "D3" for visit in even.plan.visits)
    assert served == {True: 1, False: 1}
    assert even.leximin_cost is not None
    assert even.leximin_cost["least_member"] == [0.0, 0.5]


def test_only_plans_at_least_as_even_are_offered_after_the_plain_one() -> None:
    instance = an_instance(
        cdos=[a_cdo(period_cap=2)], demands=[a_demand(), a_demand(id="D2", member="M2")]
    )
    fair, unfair, plain = (board_of(instance) for _ in range(3))
    plain.add_all([Option(0, 0, 0, 0, 1), Option(0, 0, 5, 0, 1)])
    unfair.add_all([Option(0, 0, 1, 0, 1), Option(0, 0, 6, 0, 1)])
    fair.add_all([Option(0, 0, 0, 0, 1), Option(1, 0, 5, 0, 1)])

    is_offered = at_least_as_even(plain)

    answers = [is_offered(board) for board in (unfair, fair, unfair, fair)]
    assert answers == [True, True, False, True]


def test_evenness_that_was_never_looked_for_has_no_price() -> None:
    """Stopped while points are searched: the plan of least points is not called an even one."""
    instance = generate("S")

    told: list[str] = []
    even = solver.solve(
        solver.read_instance(instance),
        solver.Options(time_limit_seconds=60, workers=1, isolation="none", fairness="leximin"),
        lambda event: told.append(event.phase),
        lambda: "improve" in told,
    )

    assert even.status == "stopped"
    assert even.leximin_cost is None
