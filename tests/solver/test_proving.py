"""The bound that grows beside the search."""

import time

import numpy as np
import pytest

import solver
from solver.board import Board
from solver.bound import Proof
from solver.candidates import Candidates
from solver.native import library
from solver.problem import Problem
from solver.result import Options
from solver.stages import guide
from solver.stages.climb import APPROACH_STEPS
from solver.stages.proving import Prover, proving
from solver.stages.quick import Quick
from solver.stages.watch import Watch
from tests.solver.instances import an_instance, generated

needs_compiler = pytest.mark.skipif(library.load() is None, reason="no C compiler")


def board_of(instance: dict[str, object]) -> Board:
    problem = Problem(solver.read_instance(instance))
    return Board(problem, Candidates(problem))


def watch_of(board: Board, **options: object) -> Watch:
    return Watch(Options(**options), board.problem, None, None)


@needs_compiler
def test_bound_grows_beside_and_its_thread_ends_with_the_context() -> None:
    board = board_of(generated("M"))
    watch = watch_of(board, time_limit_seconds=60.0)
    with proving(board, watch) as prover:
        assert isinstance(prover, Prover)
        while watch.bound.kind == "trivial":
            time.sleep(0.01)
        began = time.perf_counter()
    assert time.perf_counter() - began < 0.5
    assert not prover._thread.is_alive()
    assert watch.bound.value > 0


@needs_compiler
def test_fault_of_the_proof_reaches_the_thread_that_searches(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def break_down(*_: object) -> None:
        raise ArithmeticError("planted")

    board = board_of(an_instance())
    monkeypatch.setattr(Proof, "run", break_down)
    prover = Prover(board, watch_of(board, time_limit_seconds=60.0))
    with pytest.raises(ArithmeticError, match="planted"), prover:
        prover._thread.join()


def test_repeatable_solve_proves_before_it_searches() -> None:
    board = board_of(generated("S"))
    watch = watch_of(board, time_limit_seconds=60.0, deterministic_limit=1.0)
    with proving(board, watch):
        assert watch.bound.kind != "trivial"


def test_unproven_solve_has_no_bound() -> None:
    board = board_of(an_instance())
    watch = watch_of(board, time_limit_seconds=60.0, is_proven=False)
    with proving(board, watch):
        assert watch.bound.kind == "trivial"


def test_cdo_who_never_works_costs_no_bound() -> None:
    instance = generated("S")
    absent = instance["cdos"][0]
    absent["available"] = "0" * len(absent["available"])
    assert Proof(board_of(instance)).run(50).kind == "prices"


@needs_compiler
def test_threads_change_nothing_of_a_step() -> None:
    board = board_of(generated("M"))
    alone, together = Proof(board), Proof(board)
    together.use_threads(2)
    assert isinstance(together.engine, Quick)
    assert together.engine._pool is not None

    assert alone.run(40) == together.run(40)

    assert alone.climb is not None
    assert together.climb is not None
    assert np.array_equal(alone.climb.peak.row, together.climb.peak.row)


@needs_compiler
def test_walk_gives_what_every_cdo_has_time_for_and_lowers_no_bound() -> None:
    board = board_of(generated("M"))
    proof = Proof(board)
    before = proof.run(300)
    assert proof.climb is not None

    proof.climb.walk(40)

    shares = proof.climb.shares
    for cdo, able in enumerate(board.problem.cdos):
        slots = sum(slots for (_, c), slots in shares.items() if c == cdo)
        assert slots <= able.period_cap
    assert all(cdo in board.candidates.eligible[demand] for demand, cdo in shares)
    # What the plan to come has to know: most demands are clearly somebody's.
    largest = {d: max(s for (e, _), s in shares.items() if e == d) for d, _ in shares}
    total = {d: sum(s for (e, _), s in shares.items() if e == d) for d, _ in shares}
    clear = [d for d in largest if largest[d] > 0.8 * total[d]]
    assert len(clear) > len(largest) // 2
    assert proof.bound.value >= before.value


@needs_compiler
def test_guide_is_for_plans_from_nothing_that_are_not_small() -> None:
    instance = generated("M")
    plan = solver.solve(solver.read_instance(instance), Options(time_limit_seconds=0.2)).plan
    published = board_of({**instance, "published": plan.to_json()["visits"]})

    assert guide.is_for(board_of(instance), Options())
    assert not guide.is_for(board_of(instance), Options(start=plan))
    assert not guide.is_for(board_of(generated("S")), Options())
    assert not guide.is_for(published, Options())


@needs_compiler
def test_nobody_waits_for_shares_that_will_not_come() -> None:
    board = board_of(generated("S"))
    with proving(board, watch_of(board, time_limit_seconds=60.0)) as prover:
        assert prover is not None
        assert prover.shares(0.05) == {}


@needs_compiler
def test_guide_tells_every_step_and_says_nothing_after_too_few() -> None:
    proof, told = Proof(board_of(generated("M"))), []

    assert guide.find_shares(proof, 0.0, lambda: False, lambda: told.append(1)) == {}
    assert guide.find_shares(proof, 12.0, lambda: False, lambda: told.append(1))

    assert proof.climb is not None
    assert guide.LEAST_STEPS < len(told) <= proof.climb.steps + 2


@needs_compiler
def test_guide_sees_after_a_few_steps_that_there_is_no_time_for_enough(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    proof = Proof(board_of(generated("M")))
    assert proof.climb is not None
    monkeypatch.setattr(guide, "LEAST_STEPS", 1_000_000)

    assert guide.find_shares(proof, 20.0, lambda: False, lambda: None) == {}
    assert proof.climb.steps <= guide.FIRST_STEPS


@needs_compiler
def test_guide_keeps_to_its_share_of_the_time_with_its_walk() -> None:
    proof, stamps = Proof(board_of(generated("M"))), []
    began = time.perf_counter()

    assert guide.find_shares(proof, 4.0, lambda: False, lambda: stamps.append(time.perf_counter()))

    assert proof.climb is not None
    assert proof.climb.steps >= len(stamps) - 2 + guide.LEAST_WALK + APPROACH_STEPS
    assert time.perf_counter() - began < 1.2 * guide.LATEST_SHARE * 4.0


@needs_compiler
def test_prover_has_shares_first_and_the_bound_grows_from_there() -> None:
    board = board_of(generated("M"))
    watch = watch_of(board, time_limit_seconds=4.0)
    with proving(board, watch) as prover:
        assert prover is not None
        assert prover.shares(0.0) is None
        assert prover.shares(30.0)
        assert watch.bound.value > 0


@needs_compiler
def test_search_without_a_bound_is_guided_all_the_same() -> None:
    board = board_of(generated("M"))
    watch = watch_of(board, time_limit_seconds=4.0, is_proven=False)
    with proving(board, watch) as prover:
        assert prover is not None
        assert prover.shares(30.0)
    assert watch.bound.kind == "trivial"


@needs_compiler
def test_fault_of_the_guide_keeps_nobody_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    def break_down(*_: object) -> None:
        raise ArithmeticError("planted")

    board = board_of(generated("M"))
    monkeypatch.setattr(guide, "find_shares", break_down)
    prover = Prover(board, watch_of(board, time_limit_seconds=60.0))
    with pytest.raises(ArithmeticError, match="planted"), prover:
        assert prover.shares(30.0) == {}
