"""Pieces: cut apart, solved anywhere, put together exactly."""

import json
import os
import signal
import subprocess
import sys
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import solver
from bench import check_plan, generate
from solver.board import Board
from solver.pieces import Rounds, cut, improve, merge, pool, solve_piece
from solver.pieces.shapes import Limit
from solver.problem import Option
from solver.stages import greedy, repair
from solver.stages.search import Effort
from tests.solver.chance import a_chance, board_of
from tests.solver.instances import a_cdo, a_demand, a_visit, an_instance, generated
from tests.solver.mutations import dice

Json = dict[str, Any]
ROOT = Path(__file__).resolve().parents[2]
QUICK = Limit(seconds=60.0, deterministic=0.02)


@cache
def _plan(seed: int) -> tuple[str, solver.Plan]:
    """An instance after an event, with limited changes, and a poor plan for it, as JSON."""
    instance = generated("S", "half-day", seed)
    board = board_of(instance)
    greedy.fill(board)
    published = board.problem.plan(board.options())
    event = ("sick", "join", "cancel")[seed % 3]
    instance = generate.after(instance, published.to_json(), event) | {"max_changes": 30}
    board = board_of(instance)
    assert repair.start(board, Effort(5.0))
    options = sorted(board.options() - repair.fixed_visits(board))
    board.remove_all(dice(str(seed)).sample(options, 12))
    return json.dumps(instance), board.problem.plan(board.options())


def judged(instance: Json, plan: solver.Plan) -> int:
    report = check_plan.check(instance, plan.to_json())
    assert report["errors"] == []
    return int(report["cost"])


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("parts", [1, 2, 4])
def test_merged_plan_is_allowed_and_costs_exactly_the_sum_of_the_changes(
    seed: int, parts: int
) -> None:
    text, plan = _plan(seed)
    mapping = json.loads(text)
    instance = solver.read_instance(mapping)
    before = judged(mapping, plan)

    pieces = json.loads(json.dumps(cut(instance, plan, parts, seed, QUICK)))
    assert sum(piece["instance"]["max_changes"] for piece in pieces) <= mapping["max_changes"]
    results = [solve_piece(piece, "none") for piece in pieces]
    merged = merge(instance, plan, json.loads(json.dumps(results)))

    changes = sum(result["cost"] - result["cost_before"] for result in results)
    assert judged(mapping, merged.plan) == merged.cost == before + changes
    assert changes < 0
    assert merged.left_out == {}
    assert [result["note"] for result in results] == [None] * parts


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), parts=st.integers(1, 3))
def test_any_change_of_a_piece_changes_the_whole_by_as_much(seed: int, parts: int) -> None:
    """Every field in play; the change of a piece is any other plan for it, dearer or not."""
    mapping, draw = a_chance(seed), dice(f"pieces{seed}")
    board = board_of(mapping)
    if not repair.start(board, Effort(5.0)):
        return
    board.add_fitting(draw.sample(options := _options(board), len(options)))
    plan = board.problem.plan(board.options())
    if not check_plan.check(mapping, plan.to_json())["feasible"]:
        return  # more changes than are allowed
    for piece in cut(solver.read_instance(mapping), plan, parts, seed):
        assert_changes_agree(mapping, plan, piece, draw)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_any_change_of_a_piece_of_a_scattered_plan_changes_the_whole_by_as_much(seed: int) -> None:
    """Here most demands are served by several CDOs, so pieces hold visits that stand still."""
    draw = dice(f"scattered{seed}")
    mapping, plan = _scattered(seed, draw)
    pieces = [p for n in range(4) for p in cut(solver.read_instance(mapping), plan, 3, n)]

    agreed = [assert_changes_agree(mapping, plan, piece, draw) for piece in pieces * 3]

    stand_ins = [len(piece["instance"]["demands"]) - len(piece["free"]) for piece in pieces]
    assert sum(agreed) > 5
    assert sum(stand_ins) > 5 * len(pieces)


def _scattered(seed: int, draw: Any) -> tuple[Json, solver.Plan]:
    """A plan drawn by chance, part of it published, with conflicts that it does not touch."""
    mapping = generated("S", "half-day", seed)
    for demand in mapping["demands"]:
        demand["max_cdos"] = 3
    board = board_of(mapping)
    board.add_fitting(draw.sample(options := _options(board), len(options)))
    plan = board.problem.plan(board.options())
    visits = plan.to_json()["visits"]
    mapping["published"] = draw.sample(visits, len(visits) // 2)
    mapping["max_changes"] = len(visits) // 3 if seed == 1 else None
    members = sorted({demand["member"] for demand in mapping["demands"]})
    mapping["conflicts"] = _harmless_conflicts(mapping, plan, members)
    return mapping, plan


def _options(board: Board) -> list[Option]:
    return sorted(
        option
        for demand, cdos in enumerate(board.candidates.eligible)
        for cdo in cdos
        for option in board.candidates.list_options(demand, cdo, board.free[cdo])
    )


def _harmless_conflicts(mapping: Json, plan: solver.Plan, members: list[str]) -> list[list[str]]:
    """Conflicts between all members who share no CDO in the plan."""
    member_of = {demand["id"]: demand["member"] for demand in mapping["demands"]}
    cdos: dict[str, set[str]] = {member: set() for member in members}
    for visit in plan.visits:
        cdos[member_of[visit.demand]].add(visit.cdo)
    pairs = combinations(members, 2)
    return [list(pair) for pair in pairs if not cdos[pair[0]] & cdos[pair[1]]][::3]


def assert_changes_agree(mapping: Json, plan: solver.Plan, piece: Json, draw: Any) -> bool:
    """Change a piece somehow; the whole must change by as much. Say whether it was possible."""
    other = _another(piece, draw)
    inside = solver.check(piece["instance"], {"visits": other})
    if not inside["feasible"]:  # more changes than the piece may have
        return False
    kept = [visit._asdict() for visit in plan.visits if visit.cdo not in piece["cdos"]]
    whole = check_plan.check(mapping, {"visits": [*kept, *other]})
    before = solver.check(piece["instance"], {"visits": piece["hint"]})
    assert whole["errors"] == []
    assert whole["cost"] - judged(mapping, plan) == inside["cost"] - before["cost"]
    return other != piece["hint"]


def _another(piece: Json, draw: Any) -> list[Json]:
    """Another plan for a piece: some visits taken away, others put in."""
    board = board_of(piece["instance"])
    visits = [solver.Visit(**visit) for visit in piece["hint"]]
    board.add_all(sorted(board.problem.options(visits)))
    options = sorted(board.options() - repair.fixed_visits(board))
    board.remove_all(draw.sample(options, draw.randint(0, len(options))))
    board.add_fitting(draw.sample(come := _options(board), len(come)))
    return board.problem.plan(board.options()).to_json()["visits"]


def test_cut_gives_pieces_that_share_neither_a_cdo_nor_a_free_demand() -> None:
    mapping = generated("M")
    board = board_of(mapping)
    greedy.fill(board)
    plan = board.problem.plan(board.options())
    instance = solver.read_instance(mapping)

    one, two = cut(instance, plan, 4, 1), cut(instance, plan, 4, 2)

    for pieces in (one, two):
        cdos = [cdo for piece in pieces for cdo in piece["cdos"]]
        free = [demand for piece in pieces for demand in piece["free"]]
        assert sorted(cdos) == sorted(cdo["id"] for cdo in mapping["cdos"])
        assert len(set(free)) == len(free) > 0.7 * len(mapping["demands"])
        loads = [sum(visit["length"] for visit in piece["hint"]) for piece in pieces]
        assert max(loads) < 2 * min(loads)
    assert {frozenset(p["cdos"]) for p in one} != {frozenset(p["cdos"]) for p in two}


def test_merge_leaves_out_what_is_not_what_it_says() -> None:
    text, plan = _plan(1)
    mapping = json.loads(text)
    instance = solver.read_instance(mapping)
    results = [solve_piece(piece, "none") for piece in cut(instance, plan, 2, 1, QUICK)]
    liar = results[0] | {"cost": results[0]["cost"] - 1}
    thief = results[1] | {"visits": results[1]["visits"][::2]}

    half = merge(instance, plan, [liar, results[1]])
    none = merge(instance, plan, [liar, thief])

    assert list(half.left_out) == [results[0]["name"]]
    assert "points, not" in half.left_out[results[0]["name"]]
    gain = results[1]["cost"] - results[1]["cost_before"]
    assert judged(mapping, half.plan) == half.cost == judged(mapping, plan) + gain
    assert set(none.left_out) == {result["name"] for result in results}
    assert none.plan == plan


def test_merge_refuses_two_results_for_the_same_cdo() -> None:
    text, plan = _plan(1)
    instance = solver.read_instance(json.loads(text))
    result = solve_piece(cut(instance, plan, 1, 1, QUICK)[0], "none")

    with pytest.raises(solver.InvalidInstance, match="is in that of"):
        merge(instance, plan, [result, result])


def test_cut_refuses_a_plan_that_breaks_a_rule_and_solve_a_thing_that_is_no_piece() -> None:
    instance = solver.read_instance(an_instance())
    clash = solver.read_plan({"visits": [a_visit(), a_visit("D2")]}, instance="tiny")

    with pytest.raises(solver.InvalidInstance, match="breaks a rule: H4"):
        cut(instance, clash, 2, 1)
    with pytest.raises(solver.InvalidInstance, match="the field colour is not known"):
        solve_piece({"colour": "red"})


def test_piece_keeps_who_was_there_before_as_somebody_who_never_comes() -> None:
    """D1 was with C2, who is in another piece: C1 is still new to it there."""
    demands = [a_demand(previous_cdo="C2", requested=1), a_demand(id="D2", member="M2")]
    cdos = [a_cdo(), a_cdo(id="C2", base="Pontivy")]
    instance = solver.read_instance(an_instance(demands=demands, cdos=cdos))
    plan = solver.read_plan({"visits": [a_visit()]}, instance="tiny")

    piece = next(piece for piece in cut(instance, plan, 2, 1) if piece["cdos"] == ["C1"])

    assert (
        solver.check(piece["instance"], {"visits": piece["hint"]})["components"]["new_cdo"] == 3000
    )
    assert {cdo["id"]: set(cdo["available"]) for cdo in piece["instance"]["cdos"]} == {
        "C1": {"1"},
        "C2": {"0"},
    }


def test_pool_improves_a_plan_round_by_round() -> None:
    text, plan = _plan(2)
    mapping = json.loads(text)

    better = improve(solver.read_instance(mapping), plan, Rounds(parts=2, seconds=4.0))

    assert judged(mapping, better) < judged(mapping, plan)


def _die(piece: Json) -> Json:
    os.kill(os.getpid(), signal.SIGKILL)
    return piece


def test_pool_whose_processes_die_gives_the_plan_as_it_was(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text, plan = _plan(2)
    instance = solver.read_instance(json.loads(text))
    monkeypatch.setattr(pool, "solve_piece", _die)

    assert improve(instance, plan, Rounds(parts=2, seconds=0.5)) == plan


def test_pieces_go_through_files_on_the_command_line(tmp_path: Path) -> None:
    text, plan = _plan(3)
    (tmp_path / "i.json").write_text(text)
    (tmp_path / "p.json").write_text(json.dumps(plan.to_json()))

    def run(*arguments: str) -> Json:
        command = [sys.executable, "-m", "solver", *arguments]
        environment = os.environ | {"PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
        )
        return json.loads(done.stdout)

    cutting = ("--parts", "2", "--seconds", "1", "-o", "folder")
    pieces = run("pieces", "i.json", "p.json", *cutting)["pieces"]
    for number, piece in enumerate(pieces):
        run("solve-piece", f"folder/{piece}", "-o", f"r{number}.json")
    told = run("merge", "i.json", "p.json", "r0.json", "r1.json", "-o", "q.json")

    merged = solver.read_plan(json.loads((tmp_path / "q.json").read_text()), instance=plan.instance)
    assert judged(json.loads(text), merged) == told["cost"] < told["cost_before"]
