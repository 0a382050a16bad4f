"""The bound that grows beside the search."""

import time

import pytest

import solver
from solver.board import Board
from solver.bound import Proof
from solver.candidates import Candidates
from solver.native import library
from solver.problem import Problem
from solver.result import Options
from solver.stages.proving import Prover, proving
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
