"""Which plan a repair answers with, and what a curve promises."""

from itertools import product
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

import solver
from cdo_share.jobs.narrowing import choose, tell_points
from solver.curve import CurvePoint
from solver.result import Result
from tests.solver.instances import DAYS, a_cdo, a_demand, a_plan, a_visit, an_instance

PUBLISHED = a_visit()
ASKED = an_instance(published=[PUBLISHED], max_changes=1)
MORE = a_visit("D2", day=DAYS[1])


def planned(*visits: dict[str, Any]) -> solver.Plan:
    return solver.read_plan(a_plan(*visits), instance=ASKED["name"])


def chosen(found: solver.Plan, *others: solver.Plan, only_hit: bool) -> set[solver.Visit]:
    """Return the visits of the plan that is chosen when a search found one of no price."""
    result = Result("feasible", found, 0, {}, 0.0, "none", 1.0, None, 0.0, 0.0, 1)
    own = planned(PUBLISHED)
    made = choose(solver.read_instance(ASKED), result, own, others, only_hit=only_hit)
    assert made.cost in (0, solver.check(ASKED, made.plan.to_json())["cost"])
    return set(made.plan.visits)


def test_repair_is_never_worse_than_what_is_repaired_or_an_earlier_one() -> None:
    own, earlier = planned(PUBLISHED), planned(PUBLISHED, MORE)

    assert chosen(planned(), only_hit=False) == set(own.visits)
    assert chosen(planned(), earlier, only_hit=False) == set(earlier.visits)


def test_repair_of_what_is_hit_adds_nothing_for_others() -> None:
    own, earlier = planned(PUBLISHED), planned(PUBLISHED, MORE)

    assert chosen(earlier, earlier, only_hit=True) == set(own.visits)


def test_point_of_a_curve_that_is_worse_becomes_the_one_before() -> None:
    instance = solver.read_instance(ASKED)
    plans = {0: planned(PUBLISHED), 1: planned(), None: planned(PUBLISHED, MORE)}
    points = [
        CurvePoint(k, plan, solver.check(ASKED, plan.to_json()), 1.0) for k, plan in plans.items()
    ]

    told = tell_points(instance, points)

    assert [len(one["visits"]) for one in told] == [1, 1, 1]
    assert [one["k"] for one in told] == [0, 1, None]
    assert told[0]["cost"] == told[1]["cost"] == told[2]["cost"]


LIMITS = (0, 1, 2, None)
# C1 falls ill on the first day, so that D1 is hit; D3 is served by nobody yet.
HIT = an_instance(
    cdos=[a_cdo(available="00" + "1" * 18), a_cdo(id="C2")],
    demands=[a_demand(id=f"D{n}", member=f"M{n}") for n in (1, 2, 3)],
    published=[a_visit(), a_visit("D1", day=DAYS[5]), a_visit("D2", "C2", day=DAYS[1])],
)
PLACES = [
    a_visit(*place)
    for place in product(("D1", "D2", "D3"), ("C1", "C2"), (DAYS[0], DAYS[1], DAYS[5]), (0, 1))
]
PLANS = st.lists(st.sampled_from(PLACES), max_size=5).map(lambda visits: planned(*visits))


def searched(plan: solver.Plan, most: int | None) -> CurvePoint:
    """Return what a search with a limit may come back with: nothing, where it is not kept."""
    report = solver.check(HIT | {"max_changes": most}, plan.to_json())
    return CurvePoint(most, plan if report["feasible"] else None, report, 1.0)


@given(st.tuples(*[PLANS] * len(LIMITS)), st.lists(PLANS, max_size=3))
def test_whatever_searches_find_a_point_is_the_cheapest_that_changes_so_little(
    plans: tuple[solver.Plan, ...], others: list[solver.Plan]
) -> None:
    found = list(map(searched, plans, LIMITS))

    told = tell_points(solver.read_instance(HIT), found, None, others)

    assert [one["k"] for one in told] == list(LIMITS)
    sound = [one for one in told if one["cost"] is not None]
    for one, most in product(sound, LIMITS):
        mine = told[LIMITS.index(most)]
        if most is None or one["moved"] <= most:
            assert mine["cost"] <= one["cost"]
    for one in sound:
        report = solver.check(HIT | {"max_changes": one["k"]}, a_plan(*one["visits"]))
        assert (report["feasible"], report["cost"]) == (True, one["cost"])


@given(st.tuples(*[PLANS] * len(LIMITS)), st.lists(PLANS, min_size=1, max_size=3))
def test_a_repair_that_was_known_is_never_better_than_the_curve(
    plans: tuple[solver.Plan, ...], repairs: list[solver.Plan]
) -> None:
    found = list(map(searched, plans, LIMITS))

    told = tell_points(solver.read_instance(HIT), found, None, repairs)

    for point, repair in product(told, repairs):
        limited = HIT | {"max_changes": point["k"]}
        result = Result("feasible", repair, 0, {}, 0.0, "none", 1.0, None, 0.0, 0.0, 1)
        single = choose(solver.read_instance(limited), result, None, (), only_hit=True).plan
        report = solver.check(limited, single.to_json())
        assert not report["feasible"] or point["cost"] <= report["cost"]


def test_point_replaces_a_visit_that_was_cancelled_since() -> None:
    instance = solver.read_instance(ASKED)
    basis = planned(PUBLISHED, a_visit("D2", "C2"))  # D2's visit is no longer in force
    found = planned(PUBLISHED, MORE)
    point = CurvePoint(0, found, solver.check(ASKED, found.to_json()), 1.0)

    told, without = (tell_points(instance, [point], one) for one in (basis, planned(PUBLISHED)))

    assert [len(one[0]["visits"]) for one in (told, without)] == [2, 1]
