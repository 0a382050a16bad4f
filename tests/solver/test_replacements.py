"""What could take the place of a visit: held against trying every visit there is."""

import pytest

import solver
from bench import check_plan
from solver.alternatives import replacements
from solver.plan import Visit
from tests.solver.chance import a_chance
from tests.solver.instances import DAYS, a_demand, a_plan, a_visit, an_instance
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


def brute_force(instance: Json, plan: Json, visit: Json) -> dict[Visit, dict[str, int]]:
    """Try every other visit of the demand: those that the judge accepts, with their price."""
    demand = next(d for d in instance["demands"] if d["id"] == visit["demand"])
    others = [v for v in plan["visits"] if v != visit]
    before = check_plan.check(instance, plan)
    assert before["feasible"], before["errors"]
    found = {}
    for other in every_visit(instance, demand):
        if other != visit:
            after = check_plan.check(instance, plan | {"visits": [*others, other]})
            if after["feasible"]:
                found[Visit(**other)] = difference(after, before)
    return found


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("draw", [a_chance, a_crowded])
def test_replacements_are_those_found_by_trying_everything(draw: Draw, seed: int) -> None:
    instance = draw(seed)
    plan = a_random_plan(instance, seed)
    stated = read(instance, plan)[1]
    for visit in dice(f"visit {seed}").sample(stated.visits, min(2, len(stated.visits))):
        found = replacements(*read(instance, plan), visit)

        tried = brute_force(instance, plan, visit._asdict())
        assert {Visit(**a["visit"]): told_parts(a) for a in found["alternatives"]} == tried
        points = [answer["points"] for answer in found["alternatives"]]
        assert points == sorted(points)
        assert found["possible"] == len(points) == len(tried)


def test_replacements_of_one_price_begin_with_the_nearest() -> None:
    instance = an_instance(demands=[a_demand(requested=1, windows=[[DAYS[0], DAYS[-1]]])])
    visit = a_visit(day=DAYS[4])

    found = replacements(*read(instance, a_plan(visit)), Visit(**visit), limit=3)

    assert [answer["visit"] for answer in found["alternatives"]] == [
        visit | {"cdo": "C2"},
        visit | {"slot": 1},
        visit | {"cdo": "C2", "slot": 1},
    ]
    assert found["possible"] == 2 * 2 * 10 - 1


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"pins": [a_visit()]}, "H10"),
        ({"published": [a_visit()], "frozen_before": DAYS[1]}, "H14"),
        ({"published": [a_visit()], "max_changes": 0}, "H15"),
        ({"published": [a_visit()], "max_changes": 1}, None),
    ],
)
def test_a_visit_that_must_stay_has_no_replacement(changes: Json, rule: str | None) -> None:
    instance = an_instance(**changes)

    found = replacements(*read(instance, a_plan(a_visit())), Visit(**a_visit()))

    assert found["held_by"] == rule
    assert bool(found["possible"]) == (rule is None) == (found["left_out"] is not None)


def test_leaving_a_visit_out_is_priced_too() -> None:
    found = replacements(*read(an_instance(), a_plan(a_visit())), Visit(**a_visit()))

    assert told_parts(found["left_out"]) == {"shortage": 8000}


def test_a_visit_that_is_not_in_the_plan_is_refused() -> None:
    with pytest.raises(solver.InvalidInstance, match="no visit of demand D1 by CDO C1"):
        replacements(*read(an_instance(), a_plan()), Visit(**a_visit()))


def test_without_a_change_left_a_published_visit_may_come_back_instead() -> None:
    published = [a_visit(), a_visit("D2", day=DAYS[5])]
    both = [*published, a_visit("D2", slot=1)]
    instance = an_instance(published=both, max_changes=1)

    found = replacements(*read(instance, a_plan(*published)), Visit(**published[1]))

    assert (found["held_by"], found["left_out"]) == ("H15", None)
    assert [answer["visit"] for answer in found["alternatives"]] == [a_visit("D2", slot=1)]
    assert told_parts(found["alternatives"][0]) == {}
