"""Why not this visit: what it costs and moves, or the rule that forbids it; sums always exact."""

import time
from random import Random
from typing import Any

import pytest

import solver
from solver.case import Broken
from solver.faults import InvalidInstance
from tests.solver.chance import a_chance, board_of, optimum
from tests.solver.instances import (
    DAYS,
    a_cdo,
    a_demand,
    a_plan,
    a_visit,
    an_instance,
    generated,
)

Json = dict[str, Any]


def asked(instance: Json, visits: list[Json], demand: str = "D1", **wish: Any) -> Json:
    """Ask why a wish is not granted."""
    read = solver.read_instance(instance)
    plan = solver.read_plan(a_plan(*visits), instance="tiny")
    return solver.why_not(read, plan, solver.Wish(demand, **wish))


def check_sums(instance: Json, visits: list[Json], answer: Json) -> None:
    """Both plans by the judge: parts before and differences make the parts after."""
    before = solver.check(instance, a_plan(*visits))
    after = solver.check(instance, answer["plan"])
    assert after["feasible"]
    assert answer["one"]["cost"] == before["cost"]
    assert answer["two"]["cost"] == after["cost"]
    assert answer["difference"] == after["cost"] - before["cost"]
    assert answer["difference"] == sum(p["difference"] for p in answer["parts"].values())
    for part, points in answer["parts"].items():
        assert points["one"] == before["components"].get(part, 0)
        assert points["one"] + points["difference"] == after["components"].get(part, 0)


def optimal_plan(instance: Json) -> list[Json]:
    board = board_of(instance)
    assert optimum(board) is not None
    return list(board.problem.plan(board.options()).to_json()["visits"])


def test_a_visit_of_the_plan_makes_no_difference() -> None:
    answer = asked(an_instance(), [a_visit()], cdo="C1", day=DAYS[0], slot=0, length=1)

    assert (answer["status"], answer["difference"]) == ("in_plan", 0)
    assert all(part["difference"] == 0 for part in answer["parts"].values())
    assert (answer["moved"], answer["only_one"], answer["only_two"]) == ([], [], [])


def test_a_demand_that_lacks_time_is_not_told_that_its_visit_is_there() -> None:
    """One visit of two: the other week is free, so a further visit by the same CDO is possible."""
    visits, instance = [a_visit()], an_instance(demands=[a_demand()])

    answer = asked(instance, visits, cdo="C1")

    check_sums(instance, visits, answer)
    assert (answer["status"], answer["is_further"]) == ("possible", True)
    assert (answer["only_one"], answer["moved"]) == ([], [])
    assert answer["two"]["served_slots"] == answer["one"]["served_slots"] + 1


def test_what_keeps_a_further_visit_out_is_named() -> None:
    """All that is left of C1 lies in the week in which the demand has its visit."""
    instance = an_instance(cdos=[a_cdo(available="1" * 10 + "0" * 10), a_cdo(id="C2", skills={})])

    answer = asked(instance, [a_visit()])

    assert (answer["status"], answer["is_further"]) == ("impossible", True)
    assert {each["rule"] for each in answer["rules"]} <= {"H1", "H2", "H3", "H6"}
    assert answer["rules"]


@pytest.mark.parametrize(
    ("visits", "wish"),
    [
        ([a_visit(), a_visit(day=DAYS[5])], {"cdo": "C1"}),
        ([a_visit()], {"cdo": "C1", "day": DAYS[0], "slot": 0, "length": 1}),
    ],
)
def test_a_demand_that_has_all_or_this_very_visit_has_it_in_the_plan(
    visits: list[Json], wish: Json
) -> None:
    answer = asked(an_instance(), visits, **wish)

    assert (answer["status"], answer["is_further"]) == ("in_plan", False)


def test_a_wish_that_another_visit_blocks_tells_who_moves_and_who_loses() -> None:
    """One CDO, one free half-day: one of the two demands can have it."""
    cdo = a_cdo(available="1" + "0" * 19)
    dear = a_demand(id="D2", member="M2", requested=1, weight=20)
    instance = an_instance(cdos=[cdo], demands=[a_demand(requested=1), dear])

    answer = asked(instance, [a_visit("D2")], day=DAYS[0])

    check_sums(instance, [a_visit("D2")], answer)
    assert answer["status"] == "possible"
    assert answer["visit"] == a_visit()
    assert answer["difference"] == 8000
    assert {d["demand"]: d["outcome"] for d in answer["demands"]} == {"D1": "gains", "D2": "loses"}


def test_what_stands_in_the_way_finds_another_place() -> None:
    instance = an_instance(cdos=[a_cdo()])
    visits = [a_visit("D2"), a_visit("D2", day=DAYS[5])]

    answer = asked(instance, visits, day=DAYS[0], slot=0)

    check_sums(instance, visits, answer)
    assert answer["two"]["served_slots"] == 4
    assert [move["from"] for move in answer["moved"]] == [a_visit("D2")]


@pytest.mark.parametrize(
    ("changes", "wish", "rule"),
    [
        ({"demands": [a_demand(windows=[[DAYS[5], DAYS[9]]])]}, {"day": DAYS[0]}, "H1"),
        ({"cdos": [a_cdo(available="0" * 20)]}, {"day": DAYS[0], "slot": 0}, "H2"),
        ({}, {"length": 2}, "H2"),
        ({}, {"slot": 7}, "H2"),
        ({"cdos": [a_cdo(skills={})]}, {}, "H3"),
        ({"demands": [a_demand(excluded=["C1"])]}, {"cdo": "C1"}, "H3"),
        ({"pins": [a_visit("D2")]}, {"cdo": "C1", "day": DAYS[0], "slot": 0}, "H4"),
        ({"cdos": [a_cdo(day_cap=0)]}, {}, "H5"),
        ({"pins": [a_visit(slot=1)]}, {"day": DAYS[0], "slot": 0}, "H6"),
        ({"pins": [a_visit(cdo="C2", day=DAYS[5])]}, {"cdo": "C1"}, "H7"),
        ({"demands": [a_demand(forbidden=[[0, 0]])]}, {"day": DAYS[0], "slot": 0}, "H9"),
        ({"conflicts": [["M1", "M2"]], "pins": [a_visit("D2", day=DAYS[5])]}, {"cdo": "C1"}, "H11"),
        ({"cdos": [a_cdo(max_members=0)]}, {}, "H12"),
        ({"frozen_before": DAYS[5]}, {"day": DAYS[0]}, "H14"),
    ],
)
def test_a_wish_that_a_rule_forbids_names_the_rule(changes: Json, wish: Json, rule: str) -> None:
    instance = an_instance(**changes)
    pins = list(changes.get("pins", ()))

    answer = asked(instance, pins, **wish)

    assert answer["status"] == "impossible"
    assert rule in {each["rule"] for each in answer["rules"]}
    assert [each["sentence"] for each in answer["rules"]] == [
        Broken(each["rule"], tuple(each["facts"])).sentence() for each in answer["rules"]
    ]


def test_a_wish_that_would_need_more_changes_than_allowed_is_not_found() -> None:
    cdo = a_cdo(available="1" + "0" * 19)
    published = [a_visit("D2")]
    instance = an_instance(cdos=[cdo], published=published, max_changes=0)

    answer = asked(instance, published, day=DAYS[0])

    assert answer["status"] == "not_found"
    assert [each["rule"] for each in answer["rules"]] == ["H15"]


@pytest.mark.parametrize(
    ("demand", "wish"),
    [("nobody", {}), ("D1", {"cdo": "C9"}), ("D1", {"day": "2027-03-01"}), ("D1", {"slot": -1})],
)
def test_a_wish_for_what_does_not_exist_is_refused(demand: str, wish: Json) -> None:
    with pytest.raises(InvalidInstance):
        asked(an_instance(), [], demand=demand, **wish)


@pytest.mark.parametrize("seed", range(12))
def test_on_tiny_instances_the_answer_is_the_best_plan_with_the_visit_that_moves_least(
    seed: int,
) -> None:
    instance, draw = a_chance(seed), Random(seed)  # noqa: S311 - a draw, not a secret
    instance["max_changes"] = None
    board = board_of(instance)
    if optimum(board) is None:
        return
    visits = list(board.problem.plan(board.options()).to_json()["visits"])
    possible = [
        option
        for demand, cdos in enumerate(board.candidates.eligible)
        for cdo in cdos
        for option in board.candidates.list_options(demand, cdo, board.candidates.available[cdo])
    ]
    for option in draw.sample(sorted(possible), min(3, len(possible))):
        visit = board.problem.plan([option]).to_json()["visits"][0]
        answer = asked(instance, visits, **visit)
        pinned = board_of(instance | {"pins": [visit]})
        best = optimum(pinned, board.options())
        assert (answer["status"] == "impossible") == (best is None)
        if best is not None:
            check_sums(instance, visits, answer)
            assert visit in answer["plan"]["visits"]
            assert answer["two"]["cost"] == best
            gone = [each for each in visits if each not in answer["plan"]["visits"]]
            assert len(gone) == len(board.options() - pinned.options())


def test_on_a_realistic_instance_the_answer_is_quick_and_repeats_itself() -> None:
    instance = solver.read_instance(generated("S"))
    options = solver.Options(time_limit_seconds=1.0, workers=1)
    plan = solver.solve(instance, options, None, None).plan
    first = plan.visits[0]
    wish = solver.Wish(first.demand, day=instance.days[20])
    began = time.process_time()
    answer = solver.why_not(instance, plan, wish)
    seconds = time.process_time() - began

    assert seconds < 4
    assert answer == solver.why_not(instance, plan, wish)
    assert answer["status"] in ("possible", "in_plan", "impossible")
