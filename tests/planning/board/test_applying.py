"""What each mode of each rule does to the question: its own part of the cost, and nothing else."""

from itertools import product
from typing import Any

import pytest

from bench.check_plan import check
from cdo_share.core.errors import InvalidInput
from cdo_share.planning.board.applying import moves_freely, read_board, with_board
from cdo_share.planning.board.rules import BOARD, RULES, Mode
from solver.check import check as judge
from tests.solver.instances import DAYS, a_cdo, a_demand, a_plan, a_visit, an_instance, in_hours

# The judge's name of the part of the cost that a rule prices.
PART_OF = {
    "preferred": "non_preferred",
    "rhythm": "off_rhythm",
    "one_cdo": "extra_cdo",
    "same_cdo": "new_cdo",
    "even_load": "balance",
    "kilometres": "travel",
    "few_changes": "change",
}
ELSEWHERE = {"site": "Auray", "on_site": True}


def costly() -> tuple[dict[str, Any], dict[str, Any]]:
    """Return a question and a plan that costs something in every part."""
    demand = a_demand(
        requested=6,
        per_window=2,
        max_cdos=2,
        previous_cdo="C1",
        rhythm=True,
        preferred=[[0, 0]],
        **ELSEWHERE,
    )
    instance = an_instance(
        cdos=[a_cdo(target_load=5, max_sites_per_day=1), a_cdo(id="C2", target_load=5)],
        demands=[demand, a_demand(id="D2", member="M2", forbidden=[[4, 0]])],
        published=[a_visit("D2", "C2", DAYS[1], 1)],
    )
    plan = a_plan(
        a_visit(day=DAYS[0]), a_visit(day=DAYS[1], slot=1), a_visit(cdo="C2", day=DAYS[7])
    )
    return instance, plan


def parts(board: dict[str, Any]) -> dict[str, int]:
    """Return the cost part by part of the costly plan under a board."""
    instance, plan = costly()
    report = check(with_board(instance, board), plan)
    assert report["errors"] == []
    return dict(report["components"])


def test_usual_board_leaves_the_question_as_it_is() -> None:
    instance, _ = costly()

    assert with_board(instance, {}) == instance
    assert all(parts({}).values())


def test_every_rule_with_a_weight_has_a_part_of_its_own() -> None:
    assert {rule.code for rule in BOARD if rule.weight} == set(PART_OF)
    assert set(parts({})) == {*PART_OF.values(), "shortage"}


@pytest.mark.parametrize("code", PART_OF)
def test_wish_that_is_off_loses_exactly_its_part_of_the_cost(code: str) -> None:
    assert parts({code: {"mode": "off"}}) == parts({}) | {PART_OF[code]: 0}


@pytest.mark.parametrize("code", PART_OF)
def test_wish_that_weighs_three_times_costs_three_times_its_part(code: str) -> None:
    usual = parts({})

    weighed = parts({code: {"mode": "wished", "percent": 300}})

    assert weighed == usual | {PART_OF[code]: 3 * usual[PART_OF[code]]}


def test_weight_of_a_few_points_is_never_rounded_to_nothing() -> None:
    instance, _ = costly()

    made = with_board(instance, {"kilometres": {"mode": "wished", "percent": 10}})

    assert made["weights"] == instance["weights"] | {"km": 1}


def single_visits(instance: dict[str, Any], board: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the reports of all plans of one visit of the first demand that break no rule."""
    made = with_board(instance, board)
    places = product(("C1", "C2"), DAYS[:5], range(len(instance["slots"])), (1, 2, 3, 5, 8))
    plans = (a_plan(a_visit("D1", *place)) for place in places)
    return [report for plan in plans if (report := check(made, plan))["feasible"]]


PICKY = {"preferred": [[0, 0], [3, 0]], "forbidden": [[0, 1], [4, 0]], "previous_cdo": "C1"}
IN_HOURS = {
    "lengths": [2, 3],
    "requested": 6,
    "preferred": [[0, slot] for slot in range(4)],
    "forbidden": [[0, slot] for slot in range(4, 8)],
}
# A whole day on days of which the morning is preferred, and what is left of it: two hours.
LONG = {"lengths": [2, 8], "requested": 10, "preferred": [[0, slot] for slot in range(4)]}


@pytest.mark.parametrize("code", ["preferred", "same_cdo"])
@pytest.mark.parametrize(
    "instance",
    [
        an_instance(demands=[a_demand(**PICKY)]),
        an_instance(demands=[a_demand(**(PICKY | {"lengths": [2], "forbidden": []}))]),
        in_hours(demands=[a_demand(**(PICKY | IN_HOURS))]),
        in_hours(demands=[a_demand(**(PICKY | LONG | {"forbidden": []}))]),
    ],
    ids=["half-days", "whole days", "hours", "days in hours"],
)
def test_strict_leaves_no_breach_but_something_to_plan(instance: dict[str, Any], code: str) -> None:
    part = PART_OF[code]
    usual = single_visits(instance, {})
    assert {bool(report["components"][part]) for report in usual} == {True, False}

    strict = single_visits(instance, {code: {"mode": "strict"}})

    assert {report["components"][part] for report in strict} == {0}
    best = max(report["served_slots"] for report in usual if not report["components"][part])
    assert max(report["served_slots"] for report in strict) == best


def test_strict_one_cdo_leaves_no_plan_with_two() -> None:
    instance, plan = costly()
    strict = with_board(instance, {"one_cdo": {"mode": "strict"}})

    assert check(instance, plan)["feasible"]
    assert [error[:2] for error in check(strict, plan)["errors"]] == ["H7"]
    assert check(strict, a_plan(*plan["visits"][:2]))["components"]["extra_cdo"] == 0


@pytest.mark.parametrize(
    ("code", "past", "changes"),
    [
        ("one_cdo", [a_visit(), a_visit(cdo="C2", day=DAYS[1])], {}),
        ("same_cdo", [a_visit(cdo="C2")], {"previous_cdo": "C1"}),
        ("preferred", [a_visit()], {"preferred": [[3, 0]]}),
    ],
)
def test_what_has_taken_place_is_not_forbidden(
    code: str, past: list[dict[str, Any]], changes: dict[str, Any]
) -> None:
    demand = a_demand(per_window=2, max_cdos=2, **changes)
    before = an_instance(demands=[demand], published=past)
    strict = {code: {"mode": "strict"}}

    during = with_board(before | {"frozen_before": DAYS[2]}, strict)

    assert with_board(before, strict)["demands"] != [demand]  # ahead of the period it binds
    assert during["demands"] == [demand]
    assert check(during, a_plan(*past))["errors"] == []


@pytest.mark.parametrize(
    ("code", "demand", "visits"),
    [
        ("impossible", {"forbidden": [[0, 0]]}, [a_visit()]),
        ("cadence", {}, [a_visit(), a_visit(day=DAYS[1])]),
        ("level", {"level": 3}, [a_visit()]),
    ],
)
def test_rule_that_is_off_binds_no_more(
    code: str, demand: dict[str, Any], visits: list[dict[str, Any]]
) -> None:
    instance, plan = an_instance(demands=[a_demand(**demand)]), a_plan(*visits)

    assert not check(instance, plan)["feasible"]
    assert check(with_board(instance, {code: {"mode": "off"}}), plan)["errors"] == []


@pytest.mark.parametrize(
    ("code", "cdo", "visits"),
    [
        ("distance", {"max_km": 1}, [a_visit()]),
        ("caps", {"week_cap": 1}, [a_visit(), a_visit("D2", day=DAYS[1])]),
        ("members", {"max_members": 1}, [a_visit(), a_visit("D2", day=DAYS[1])]),
        ("sites", {"max_sites_per_day": 1}, [a_visit(), a_visit("D2", slot=1)]),
    ],
)
def test_limit_of_a_cdo_that_is_off_binds_no_more(
    code: str, cdo: dict[str, Any], visits: list[dict[str, Any]]
) -> None:
    demands = [
        a_demand(**ELSEWHERE),
        a_demand(id="D2", member="M2", on_site=True),
    ]
    instance, plan = an_instance(cdos=[a_cdo(**cdo)], demands=demands), a_plan(*visits)

    assert not check(instance, plan)["feasible"]
    assert check(with_board(instance, {code: {"mode": "off"}}), plan)["errors"] == []


def test_impossible_off_keeps_closed_days_closed() -> None:
    demand = a_demand(forbidden=[[0, 0]], closed=[DAYS[0]])
    made = with_board(an_instance(demands=[demand]), {"impossible": {"mode": "off"}})

    assert not judge(made, a_plan(a_visit()))["feasible"]
    assert judge(made, a_plan(a_visit(day=DAYS[5])))["feasible"]


@pytest.mark.parametrize(
    ("preferred", "mode", "priced"),
    [
        ([], "wished", [(0, 0)]),
        ([[3, 0]], "wished", [(0, 0), (0, 1), (3, 1)]),  # as all that is not preferred
        ([[3, 0]], "off", [(0, 0)]),  # preferences count no more, impossible half-days do
        ([], "off", [(0, 0)]),
    ],
)
def test_impossible_half_days_that_are_wished_away_cost_as_those_not_preferred(
    preferred: list[list[int]], mode: str, priced: list[tuple[int, int]]
) -> None:
    demand = a_demand(forbidden=[[0, 0]], preferred=preferred)
    board = {"impossible": {"mode": "wished"}, "preferred": {"mode": mode}}
    made = with_board(an_instance(demands=[demand]), board)

    found = [
        (day, slot)
        for day, slot in ((0, 0), (0, 1), (3, 0), (3, 1))
        if check(made, a_plan(a_visit(day=DAYS[day], slot=slot)))["components"]["non_preferred"]
    ]

    assert found == priced


def test_cadence_off_keeps_the_dates_asked_for() -> None:
    demand = a_demand(windows=[[DAYS[2], DAYS[4]]])

    made = with_board(an_instance(demands=[demand]), {"cadence": {"mode": "off"}})

    assert made["demands"][0]["windows"] == [[day, day] for day in DAYS[2:5]]


def test_few_changes_off_lets_the_search_move_what_is_published() -> None:
    assert moves_freely({"few_changes": {"mode": "off"}})
    assert not moves_freely({})


def test_reading_drops_what_is_as_usual() -> None:
    board = {
        "rhythm": {"mode": "wished", "percent": 100},
        "level": {"mode": "off", "percent": 300},
        "one_cdo": {"mode": "wished", "percent": 30},
    }

    assert read_board(board) == {
        "level": {"mode": "off", "percent": 100},
        "one_cdo": {"mode": "wished", "percent": 30},
    }


def test_reading_tells_every_fault_at_its_field() -> None:
    board = {
        "skill": {"mode": "off"},
        "rhythm": {"mode": "wished", "percent": 1001},
        "even_load": {"mode": "wished", "percent": -1},
        "nothing": {"mode": "off"},
    }

    with pytest.raises(InvalidInput) as refused:
        read_board(board)

    fields = [fault.field for fault in refused.value.faults]
    assert fields == ["skill_mode", "rhythm_percent", "even_load_percent", "nothing"]


@pytest.mark.parametrize("rule", BOARD, ids=lambda rule: rule.code)
def test_every_mode_of_every_rule_makes_a_question_that_can_be_read(rule: Any) -> None:
    instance, _ = costly()
    for mode in rule.modes:
        made = with_board(instance, read_board({rule.code: {"mode": mode.value}}))
        is_usual = mode is RULES[rule.code].modes[0]
        assert (made == instance) is is_usual, mode


def test_modes_that_are_not_offered_are_refused() -> None:
    for rule, mode in product(BOARD, Mode):
        if mode not in rule.modes:
            with pytest.raises(InvalidInput):
                read_board({rule.code: {"mode": mode.value}})
