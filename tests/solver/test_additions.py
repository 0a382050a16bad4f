"""What a demand could be given beside a plan: held against trying every visit there is."""

import pytest

import solver
from bench import check_plan
from solver.alternatives import additions
from solver.plan import Visit
from tests.solver.chance import a_chance
from tests.solver.instances import a_plan, a_visit, an_instance
from tests.solver.trials import (
    Draw,
    Json,
    a_crowded,
    a_random_plan,
    difference,
    every_visit,
    read,
    told_parts,
)


def thinned(instance: Json, seed: int) -> Json:
    """Return a plan with room left: every third visit of one drawn by chance, and pins."""
    plan = a_random_plan(instance, seed)
    kept = {Visit(**pin) for pin in instance["pins"]}
    visits = [v for n, v in enumerate(plan["visits"]) if n % 3 == 0 or Visit(**v) in kept]
    return plan | {"visits": visits}


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("draw", [a_chance, a_crowded])
def test_additions_are_those_found_by_trying_everything(draw: Draw, seed: int) -> None:
    instance = draw(seed) | {"frozen_before": None, "max_changes": None}
    plan = thinned(instance, seed)
    demand = instance["demands"][seed % len(instance["demands"])]
    before = check_plan.check(instance, plan)
    assert before["feasible"], before["errors"]
    tried = {}
    for other in every_visit(instance, demand):
        if other not in plan["visits"]:
            after = check_plan.check(instance, plan | {"visits": [*plan["visits"], other]})
            if after["feasible"]:
                tried[Visit(**other)] = difference(after, before)

    found = additions(*read(instance, plan), demand["id"])

    assert {Visit(**a["visit"]): told_parts(a) for a in found["alternatives"]} == tried
    points = [answer["points"] for answer in found["alternatives"]]
    assert (points, found["possible"]) == (sorted(points), len(tried))


def test_additions_of_one_price_begin_with_the_earliest() -> None:
    found = additions(*read(an_instance(), a_plan(a_visit())), "D2", limit=2)

    assert len(found["alternatives"]) == 2
    days = [answer["visit"]["day"] for answer in found["alternatives"]]
    assert days == sorted(days)


def test_unknown_demand_is_refused() -> None:
    with pytest.raises(solver.InvalidInstance, match="D99"):
        additions(*read(an_instance(), a_plan()), "D99")
