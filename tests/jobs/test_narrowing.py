"""Which plan a repair answers with, and what a curve promises."""

from typing import Any

import solver
from cdo_share.jobs.narrowing import choose, tell_points
from solver.curve import CurvePoint
from solver.result import Result
from tests.solver.instances import DAYS, a_plan, a_visit, an_instance

PUBLISHED = a_visit()
ASKED = an_instance(published=[PUBLISHED], max_changes=1)
MORE = a_visit("D2", day=DAYS[1])


def planned(*visits: dict[str, Any]) -> solver.Plan:
    return solver.read_plan(a_plan(*visits), instance=ASKED["name"])


def chosen(found: solver.Plan, *others: solver.Plan, only_hit: bool) -> set[solver.Visit]:
    """Return the visits of the plan that is chosen when a search found one of no price."""
    result = Result("feasible", found, 0, {}, 0.0, "none", 1.0, None, 0.0, 0.0, 1)
    made = choose(solver.read_instance(ASKED), result, others, only_hit=only_hit)
    assert made.cost in (0, solver.check(ASKED, made.plan.to_json())["cost"])
    return set(made.plan.visits)


def test_repair_is_never_worse_than_what_is_repaired_or_an_earlier_one() -> None:
    own, earlier = planned(PUBLISHED), planned(PUBLISHED, MORE)

    assert chosen(planned(), own, only_hit=False) == set(own.visits)
    assert chosen(planned(), own, earlier, only_hit=False) == set(earlier.visits)


def test_repair_of_what_is_hit_adds_nothing_for_others() -> None:
    own, earlier = planned(PUBLISHED), planned(PUBLISHED, MORE)

    assert chosen(earlier, own, earlier, only_hit=True) == set(own.visits)


def test_point_of_a_curve_that_is_worse_becomes_the_one_before() -> None:
    instance = solver.read_instance(ASKED)
    plans = {0: planned(PUBLISHED), 1: planned(), None: planned(PUBLISHED, MORE)}
    points = [
        CurvePoint(k, plan, solver.check(ASKED, plan.to_json()), 1.0) for k, plan in plans.items()
    ]

    told = tell_points(instance, points)

    assert [len(one["visits"]) for one in told] == [1, 1, 2]
    assert [one["k"] for one in told] == [0, 1, None]
    assert told[0]["cost"] == told[1]["cost"] > told[2]["cost"]
