"""Two plans side by side, of one instance or of two."""

from typing import Any

import pytest

import solver
from tests.solver.chance import a_chance
from tests.solver.instances import DAYS, WEIGHTS, a_cdo, a_demand, a_plan, a_visit, an_instance
from tests.solver.mutations import damage_instance, damage_plan, dice
from tests.solver.trials import a_random_plan

INSTANCE = solver.read_instance(an_instance())


def a_read_plan(*visits: dict[str, object]) -> solver.Plan:
    return solver.read_plan(a_plan(*visits), instance="tiny")


def test_compare_pairs_what_moved_and_lists_what_came_and_went() -> None:
    one = a_read_plan(a_visit(), a_visit("D2", slot=1), a_visit("D2", day=DAYS[5]))
    two = a_read_plan(a_visit(slot=1), a_visit("D2", slot=0), a_visit(day=DAYS[5]))

    found = solver.compare(INSTANCE, one, two)

    assert (found["same"], found["kept"]) == (0, [])
    assert found["moved"] == [
        {"from": a_visit(), "to": a_visit(slot=1), "changed": ["slot"]},
        {"from": a_visit("D2", slot=1), "to": a_visit("D2", slot=0), "changed": ["slot"]},
    ]
    assert found["only_one"] == [a_visit("D2", day=DAYS[5])]
    assert found["only_two"] == [a_visit(day=DAYS[5])]


def test_a_visit_that_stays_on_its_day_is_paired_first() -> None:
    one = a_read_plan(a_visit(), a_visit(day=DAYS[5]))
    two = a_read_plan(a_visit(day=DAYS[5], cdo="C2"), a_visit(day=DAYS[7], cdo="C2"))

    moved = solver.compare(INSTANCE, one, two)["moved"]

    assert [(pair["from"]["day"], pair["to"]["day"]) for pair in moved] == [
        (DAYS[0], DAYS[7]),
        (DAYS[5], DAYS[5]),
    ]
    assert [pair["changed"] for pair in moved] == [["cdo", "day"], ["cdo"]]


def test_compare_gives_parts_and_service_of_both() -> None:
    found = solver.compare(INSTANCE, a_read_plan(), a_read_plan(a_visit()))

    assert found["parts"]["shortage"] == {"one": 20000, "two": 12000, "difference": -8000}
    assert (found["one"]["cost"], found["two"]["cost"]) == (20000, 12000)
    served = {"one": 0, "two": 1, "difference": 1, "in": ["one", "two"], "outcome": "gains"}
    paid = {
        "points": {"one": 10000, "two": 2000, "difference": -8000},
        "parts": {"shortage": -8000},
    }
    assert found["demands"] == [{"demand": "D1", "member": "M1", "requested": 2} | served | paid]
    assert found["members"] == [{"member": "M1", "demands": ["D1"]} | served | paid]


def test_compare_tells_load_and_kilometres_of_cdos() -> None:
    demands = [a_demand(site="Auray", on_site=True)]
    cdos = [a_cdo(target_load=0), a_cdo(id="C2")]
    instance = solver.read_instance(an_instance(cdos=cdos, demands=demands))

    found = solver.compare(instance, a_read_plan(), a_read_plan(a_visit()))

    assert found["cdos"] == [
        {
            "cdo": "C1",
            "in": ["one", "two"],
            "load": {"one": 0, "two": 1, "difference": 1},
            "km": {"one": 0, "two": 44, "difference": 44},
            "points": {"one": 0, "two": 54, "difference": 54},
            "parts": {"travel": 44, "balance": 10},
        }
    ]


def test_parts_that_make_up_for_each_other_are_told() -> None:
    weights = WEIGHTS | {"off_rhythm": 200, "non_preferred": 200}
    wishes = a_demand(rhythm=True, preferred=[[0, 0]])
    instance = solver.read_instance(an_instance(demands=[wishes], weights=weights))
    one = a_read_plan(a_visit(), a_visit(day=DAYS[6]))
    two = a_read_plan(a_visit(day=DAYS[1]), a_visit(day=DAYS[6]))

    [told] = solver.compare(instance, one, two)["demands"]

    assert told["parts"] == {"off_rhythm": -200, "non_preferred": 200}
    assert told["outcome"] == "even"


def test_compare_of_a_plan_with_itself_finds_nothing() -> None:
    plan = a_read_plan(a_visit())

    found = solver.compare(INSTANCE, plan, plan)

    assert (found["same"], found["moved"], found["demands"]) == (1, [], [])
    assert (found["members"], found["cdos"], found["kept"]) == ([], [], [a_visit()])
    assert {part["difference"] for part in found["parts"].values()} == {0}


def test_those_who_are_in_one_instance_only_come_or_go() -> None:
    other = solver.read_instance(an_instance(demands=[a_demand(), a_demand(id="D3", member="M3")]))

    found = solver.compare(INSTANCE, a_read_plan(), a_read_plan(), other)

    told = [(each["member"], each["in"], each["outcome"]) for each in found["members"]]
    assert told == [("M2", ["one"], "goes"), ("M3", ["two"], "comes")]


def test_other_weights_alone_make_nobody_gain() -> None:
    cheaper = solver.read_instance(an_instance(weights=WEIGHTS | {"short": [8, 4, 2, 1]}))

    found = solver.compare(INSTANCE, a_read_plan(), a_read_plan(a_visit()), cheaper)

    told = [(d["demand"], d["points"]["difference"], d["outcome"]) for d in found["demands"]]
    assert told == [("D1", -9980, "gains"), ("D2", -9900, "even")]


def balance_of(found: dict[str, Any]) -> tuple[int, int]:
    """Give the difference of the costs, and the sum of all that is told of demands and CDOs."""
    owners = [each["points"]["difference"] for name in ("demands", "cdos") for each in found[name]]
    parts = [
        p for name in ("demands", "cdos") for each in found[name] for p in each["parts"].values()
    ]
    assert sum(parts) == sum(owners)
    return found["two"]["cost"] - found["one"]["cost"], sum(owners)


@pytest.mark.parametrize("seed", range(40))
def test_the_differences_add_up_to_that_of_the_cost(seed: int) -> None:
    rng, instance = dice(f"compare {seed}"), a_chance(seed)
    plan = a_random_plan(instance, seed)
    changed = damage_instance(instance, plan, rng) if seed % 2 else instance
    damaged = damage_plan(plan, instance, rng) | {"instance": "tiny"}
    one, two = (solver.read_instance(i) for i in (instance, changed))

    found = solver.compare(
        one,
        solver.read_plan(plan, instance="tiny"),
        solver.read_plan(damaged, instance="tiny"),
        two,
    )

    difference, told = balance_of(found)
    assert difference == told
    parts = found["parts"].values()
    assert difference == sum(part["difference"] for part in parts)
