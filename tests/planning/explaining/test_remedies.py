"""Remedies on generated questions: each edit keeps its promise, and its parts add up."""

from collections import Counter
from functools import cache
from typing import Any

import pytest

import solver
from cdo_share.planning.explaining.edits import edits_of, visits_to_keep
from cdo_share.planning.explaining.remedies import Remedy, find_remedies, stored_remedy
from cdo_share.planning.scenarios.changes import resolve
from solver.check import check
from tests.solver.instances import generated

Json = dict[str, Any]
CASES = [("half-day", 1), ("half-day", 2), ("hour", 1)]


def numbered(instance: Json) -> Json:
    """Return a generated question whose demands and CDOs are called as the application does."""
    demands = {one["id"]: f"D{n}" for n, one in enumerate(instance["demands"], 1)}
    cdos = {one["id"]: f"C{n}" for n, one in enumerate(instance["cdos"], 1)}
    for one in instance["demands"]:
        one["id"] = demands[one["id"]]
        one["excluded"] = [cdos[name] for name in one["excluded"]]
        one["previous_cdo"] = cdos.get(one["previous_cdo"])
    for one in instance["cdos"]:
        one["id"] = cdos[one["id"]]
    for field in ("published", "pins"):
        for visit in instance[field]:
            visit |= {"demand": demands[visit["demand"]], "cdo": cdos[visit["cdo"]]}
    return instance


@cache
def a_case(grid: str, seed: int) -> tuple[Json, Json]:
    """Return a generated question with a hastily made plan, which leaves much unmet."""
    instance = numbered(generated("S", grid, seed))
    read = solver.read_instance(instance)
    options = solver.Options(
        time_limit_seconds=60, deterministic_limit=0.5, workers=1, isolation="none"
    )
    return instance, solver.solve(read, options).plan.to_json()


def all_remedies(instance: Json, plan: Json) -> list[tuple[int, Remedy]]:
    """Return every remedy of every demand that is not wholly served."""
    return [
        (number, remedy)
        for number in range(1, len(instance["demands"]) + 1)
        for remedy in find_remedies(instance, plan, number).remedies
    ]


@pytest.mark.parametrize("case", CASES)
def test_every_promise_is_kept_by_the_edited_question(case: tuple[str, int]) -> None:
    instance, plan = a_case(*case)
    tried = Counter[str]()
    for number, remedy in all_remedies(instance, plan):
        if not remedy.can_be_tried:
            continue
        edits = resolve(instance, edits_of(remedy, number))
        document = {"format": "cdo-timeshare-edits/1", "name": instance["name"], "edits": edits}
        edited = solver.edit(instance, document).to_json()
        after = plan | {"visits": [*plan["visits"], *remedy.visits]}

        before, judged = check(instance, plan), check(edited, after)

        assert (judged["feasible"], judged["errors"]) == (True, []), remedy.code
        assert judged["served_slots"] - before["served_slots"] == remedy.slots > 0
        assert before["cost"] - judged["cost"] == remedy.points == sum(remedy.parts.values())
        tried[remedy.code] += 1
    assert len(tried) >= 3


def test_visits_to_keep_are_those_of_the_demand_and_the_promised() -> None:
    instance, plan = a_case(*CASES[0])
    number, remedy = all_remedies(instance, plan)[0]

    kept = visits_to_keep(remedy, plan, number)

    has = [visit for visit in plan["visits"] if visit["demand"] == f"D{number}"]
    assert list(kept) == [*has, *remedy.visits]


def test_keys_tell_remedies_apart_and_stay_the_same() -> None:
    instance, plan = a_case(*CASES[0])

    first = [(number, remedy.key) for number, remedy in all_remedies(instance, plan)]

    assert first == [(number, remedy.key) for number, remedy in all_remedies(instance, plan)]
    assert len(set(first)) == len(first)


def test_stored_remedy_is_the_one_found_again() -> None:
    instance, plan = a_case(*CASES[0])
    told = solver.explain(
        solver.read_instance(instance), solver.read_plan(plan, instance=instance["name"])
    )
    stored = {
        int(entry["demand"][1:]): remedy
        for entry in told
        if entry["relaxation"] and (remedy := stored_remedy(entry))
    }
    assert stored != {}

    for number, remedy in stored.items():
        found = find_remedies(instance, plan, number).remedies
        assert remedy.key in {one.key for one in found}


def test_demand_that_is_wholly_served_needs_no_remedy() -> None:
    instance, plan = a_case(*CASES[0])
    served = Counter[str]()
    for visit in plan["visits"]:
        served[visit["demand"]] += visit["length"]
    whole = next(d for d in instance["demands"] if served[d["id"]] == d["requested"])

    helped = find_remedies(instance, plan, int(whole["id"][1:]))

    assert (helped.entry, helped.remedies) == (None, [])
