"""The comparison of two stored plans against a difference made by brute force."""

import subprocess
import sys
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy.orm import Session

from cdo_share.planning.comparison import compare_plans, price_alike
from cdo_share.planning.plan_sheet import PlanSheet, read_plan_sheet
from solver.check import check
from tests.planning.large import Large, a_large

Json = dict[str, Any]


@pytest.fixture
def large(session: Session) -> Large:
    """Return a generated groupement of 24 members."""
    return a_large(session, "S")


def two_plans(large: Large, other: Json | None = None) -> tuple[PlanSheet, PlanSheet]:
    """Return a plan, and one that serves others and at other times; it may answer `other`."""
    session, groupement_id = large.session, large.groupement.id
    first = large.plan()
    visits = read_plan_sheet(session, groupement_id, large.plan(skipped=4).id).solution["visits"]
    cdos = [cdo["id"] for cdo in large.instance["cdos"]]
    for number, visit in enumerate(visits):
        if number % 7 == 0:
            visit["cdo"] = cdos[(cdos.index(visit["cdo"]) + 1) % len(cdos)]
    second = large.store(visits, other)
    return (
        read_plan_sheet(session, groupement_id, first.id),
        read_plan_sheet(session, groupement_id, second.id),
    )


def keys(sheet: PlanSheet) -> set[tuple[Any, ...]]:
    """Return the visits of a plan as a set."""
    return {tuple(sorted(visit.items())) for visit in sheet.solution["visits"]}


def told_keys(visits: list[Json]) -> set[tuple[Any, ...]]:
    """Return visits that were told as a set."""
    return {tuple(sorted(visit.items())) for visit in visits}


def test_visits_are_those_of_a_difference_of_sets(large: Large) -> None:
    one, two = two_plans(large)

    told = compare_plans(one, two)

    before, after = keys(one), keys(two)
    assert told_keys(told["kept"]) == before & after
    gone = told_keys(told["only_one"]) | told_keys([pair["from"] for pair in told["moved"]])
    come = told_keys(told["only_two"]) | told_keys([pair["to"] for pair in told["moved"]])
    assert (gone, come) == (before - after, after - before)
    assert min(map(len, (told["kept"], told["moved"], told["only_one"]))) > 0


def test_members_gain_and_lose_what_the_plans_give_them(large: Large) -> None:
    one, two = two_plans(large)

    told = compare_plans(one, two)

    member_of = {demand["id"]: demand["member"] for demand in large.instance["demands"]}
    change = Counter[str]()
    for sheet, sign in ((one, -1), (two, 1)):
        for visit in sheet.solution["visits"]:
            change[member_of[visit["demand"]]] += sign * visit["length"]
    found = {member["member"]: member["difference"] for member in told["members"]}
    assert {name: slots for name, slots in found.items() if slots} == {
        name: slots for name, slots in change.items() if slots
    }


def test_points_of_all_owners_add_up_to_the_difference_of_the_costs(large: Large) -> None:
    one, two = two_plans(large)

    told = compare_plans(one, two)

    owners = [*told["demands"], *told["cdos"]]
    assert sum(owner["points"]["difference"] for owner in owners) == two.plan.cost - one.plan.cost
    assert told["two"]["cost"] == check(two.instance, two.solution)["cost"]


def test_plans_of_two_questions_are_compared_each_by_its_own(large: Large) -> None:
    gone = large.instance["demands"][-1]
    other = large.instance | {"demands": large.instance["demands"][:-1], "name": "later"}
    one, two = large.plan(), large.store([], other)
    sheets = [read_plan_sheet(large.session, large.groupement.id, plan.id) for plan in (one, two)]

    told = compare_plans(*sheets)

    outcomes = {entry["demand"]: entry["outcome"] for entry in told["demands"]}
    assert outcomes[gone["id"]] == "goes"
    assert told["two"]["served_slots"] == 0


def test_plans_of_other_rules_are_priced_by_those_of_the_first(large: Large) -> None:
    one, two = two_plans(large)
    weights = large.instance["weights"] | {"km": 0}
    shut = [
        demand | {"lengths": demand["lengths"][-1:], "forbidden": [[0, 0]]}
        for demand in large.instance["demands"]
    ]
    odd = {"weights": weights, "demands": shut, "max_changes": 0, "name": "odd"}
    other = replace(two, instance=large.instance | odd)

    priced = price_alike([one, other], [])

    assert priced[0].report["cost"] == one.plan.cost
    assert priced[1].report["components"] == check(two.instance, two.solution)["components"]


def test_comparing_loads_no_solver_engine() -> None:

    code = "import sys, cdo_share.planning.comparison; print('ortools' in sys.modules)"
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)

    assert printed.stdout == b"False\n"
