"""What could be added to a plan: held against trying every visit there is."""

import pytest

from bench import check_plan
from solver import InvalidInstance
from solver.alternatives import additions, fillers
from solver.plan import Visit
from tests.solver.chance import a_chance
from tests.solver.mutations import dice
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


def brute_force(instance: Json, plan: Json, demand: Json) -> dict[Visit, dict[str, int]]:
    """Try every visit of the demand beside the plan: those the judge accepts, with their price."""
    before = check_plan.check(instance, plan)
    found = {}
    for other in every_visit(instance, demand):
        if other not in plan["visits"]:
            after = check_plan.check(instance, plan | {"visits": [*plan["visits"], other]})
            if after["feasible"]:
                found[Visit(**other)] = difference(after, before)
    return found


def without(plan: Json, gap: Json) -> Json:
    return plan | {"visits": [visit for visit in plan["visits"] if visit != gap]}


def is_sound(instance: Json, plan: Json) -> bool:
    return bool(check_plan.check(instance, plan)["feasible"])


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("draw", [a_chance, a_crowded])
def test_additions_and_fillers_are_those_found_by_trying_everything(draw: Draw, seed: int) -> None:
    instance = draw(seed)
    plan = a_random_plan(instance, seed)
    gaps = [gap for gap in plan["visits"] if is_sound(instance, without(plan, gap))]
    assert gaps
    gap = dice(f"gap {seed}").choice(gaps)
    plan = without(plan, gap)
    stated = read(instance, plan)
    best = {}
    for demand in instance["demands"]:
        tried = brute_force(instance, plan, demand)
        found = additions(*stated, demand["id"])["alternatives"]
        assert {Visit(**one["visit"]): told_parts(one) for one in found} == tried
        inside = [
            sum(parts.values())
            for visit, parts in tried.items()
            if (visit.cdo, visit.day) == (gap["cdo"], gap["day"])
            and gap["slot"] <= visit.slot
            and visit.slot + visit.length <= gap["slot"] + gap["length"]
        ]
        if inside:
            best[demand["id"]] = min(inside)

    filling = fillers(*stated, Visit(**gap))

    assert {one["visit"]["demand"]: one["points"] for one in filling} == best
    assert [one["points"] for one in filling] == sorted(best.values())


def test_unknown_names_are_refused() -> None:
    instance = a_chance(1)
    stated = read(instance, a_random_plan(instance, 1))
    with pytest.raises(InvalidInstance, match="nobody"):
        additions(*stated, "nobody")
    with pytest.raises(InvalidInstance, match="nobody"):
        fillers(*stated, Visit("D1", "nobody", "2027-01-04", 0, 1))
