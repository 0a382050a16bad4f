"""The local search beside CP-SAT: when it is hot, when it is cold, and how its finds reach a board.

Hot, the yard wanders away from the board and cools down; cold, every slice begins and ends with
the plan of the board, so that others may change that too.
"""

import math
import time
from collections.abc import Callable, Collection

from solver.board import Board
from solver.problem import Option, Problem
from solver.score import local_points
from solver.stages.polish import Polish

SLICE_SECONDS = 0.15
SLICE_TRIALS = 40
# What one trial counts for in repeatable runs, where no clock may decide.
DETERMINISTIC_PER_TRIAL = 0.001
FIRST_HEAT, LAST_HEAT, COLD_HEAT = 0.5, 0.03, 0.02
FIRST_CYCLE, CYCLE_GROWTH, HOT_SHARE = 4.0, 2.0, 0.7


class Anneal:
    """Slices of trials on one board.

    Parameters
    ----------
    is_repeatable
        Whether trials are counted instead of seconds.
    seconds
        How long the search will last, if known: then one cycle, else cycles that grow; with 0 it
        is cold from the start.
    seeds
        The demands around which trials are made; all of them if not given.
    """

    def __init__(
        self,
        board: Board,
        seed: int,
        fixed: frozenset[Option],
        *,
        is_repeatable: bool,
        seconds: float | None = None,
        seeds: Collection[int] | None = None,
    ) -> None:
        self.board = board
        self.polish = Polish(board, seed, fixed, seeds)
        self.is_repeatable = is_repeatable
        self.length = FIRST_CYCLE if seconds is None else seconds
        self.spent = 0.0
        self.scale = usual_worth(board.problem)
        self.trials = 0
        self.record = self.polish.yard.points

    @property
    def is_hot(self) -> bool:
        """Whether the yard wanders away from the board."""
        return self.spent < HOT_SHARE * self.length

    def run_slice(
        self,
        should_stop: Callable[[], bool],
        busy_demands: Collection[int],
        busy_cdos: Collection[int],
    ) -> int:
        """Try for a moment; take what is better over to the board; give the change of its cost."""
        self.trials = 0
        began = time.perf_counter()
        was_hot = self.is_hot

        def heat() -> float | None:
            passed = time.perf_counter() - began
            is_over = self.trials >= SLICE_TRIALS if self.is_repeatable else passed > SLICE_SECONDS
            if is_over or should_stop():
                return None
            self.trials += 1
            return self._heat(
                self.trials * DETERMINISTIC_PER_TRIAL if self.is_repeatable else passed
            )

        best = self.polish.run(heat, self.record, busy_demands, busy_cdos)
        self.spent += self.deterministic_seconds if self.is_repeatable else _since(began)
        change = 0 if best is None else take_over(self.board, best)
        self.record += change
        if not (was_hot and self.is_hot):
            self.follow()
        if self.spent >= self.length:
            self.spent, self.length = 0.0, self.length * CYCLE_GROWTH
        return change

    @property
    def deterministic_seconds(self) -> float:
        """What the last slice counts for."""
        return self.trials * DETERMINISTIC_PER_TRIAL

    def _heat(self, passed: float) -> float:
        if not self.is_hot:
            return COLD_HEAT * self.scale
        share = (self.spent + passed) / (HOT_SHARE * self.length)
        return self.scale * FIRST_HEAT * math.pow(LAST_HEAT / FIRST_HEAT, min(1.0, share))

    def follow(self) -> None:
        """Bring the yard to the plan of the board."""
        here, there = self.polish.yard.options(), self.board.options()
        for option in sorted(here - there):
            self.polish.yard.remove(option)
        for option in sorted(there - here):
            self.polish.yard.add(option)
        self.record = self.polish.yard.settle()


def usual_worth(problem: Problem) -> float:
    """Give the usual worth of the last visit of a demand, in points."""
    worth = []
    for demand, curve in zip(problem.demands, problem.shortage, strict=True):
        length = min(max(demand.lengths), demand.requested)
        worth.append(curve[-1 - length] - curve[-1])
    return float(sorted(worth)[len(worth) // 2]) if worth else 0.0


def take_over(board: Board, best: frozenset[Option]) -> int:
    """Put a plan on a board if it costs less and every rule allows it; give the change."""
    gone = sorted(board.options() - best)
    come = sorted(best - board.options())
    if not gone and not come:
        return 0
    demands = {o.demand for o in (*gone, *come)}
    cdos = {o.cdo for o in (*gone, *come)}
    before = local_points(board, demands, cdos)
    board.remove_all(gone)
    left = board.add_fitting(come)
    change = local_points(board, demands, cdos) - before
    if left or change >= 0 or board.has_too_many_changes():
        board.remove_all(set(come) - set(left))
        board.add_all(gone)
        return 0
    return change


def _since(began: float) -> float:
    return time.perf_counter() - began
