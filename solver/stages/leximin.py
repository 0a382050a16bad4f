"""Shares as even as possible: raise the worst-served demand, then the next, and so on.

Small instances are shared out exactly, in whole visits (`evening`), middling ones as far as that
goes. Beyond, by the relaxed transport: maximise t with served(d) ≥ t · requested(d) for all
unsettled d; those whose inequality has a price cannot do better and are settled there; repeat.
Rounded up, so that a demand for one visit is not left out because a share of a visit is none.
"""

from collections.abc import Callable

from ortools.math_opt.python import mathopt
from ortools.util.python.solve_interrupter import SolveInterrupter

from solver import score
from solver.board import Board
from solver.satisfaction import shares
from solver.stages import evening
from solver.stages.aside import run_aside
from solver.stages.reach import reachable
from solver.stages.transport import Transport


def floors(
    board: Board,
    should_stop: Callable[[], bool],
    is_enough: Callable[[], bool] = lambda: False,
) -> list[int]:
    """Give for each demand the slots it can have when the worst-served come first.

    Whole volumes that visits can add up to. Stopped early, unsettled demands keep the level
    reached; `is_enough` ends the exact sharing only.
    """
    least, is_settled = evening.whole_shares(board, lambda: should_stop() or is_enough())
    if is_settled:
        return least
    levels = run_aside(lambda: _Levels(board), should_stop)
    if levels is None:
        return least
    while levels.unsettled and not should_stop():
        if not levels.raise_once(should_stop):
            break
    return [max(levels.slots(demand), slots) for demand, slots in enumerate(least)]


def evenness(board: Board) -> tuple[list[float], int]:
    """Order plans by their worst-served demand, then the next, …, then by points."""
    return shares(board.candidates, board.served), -score.plain_points(board)


def at_least_as_even(plain: Board) -> Callable[[Board], bool]:
    """Say of one board after another whether it is as even as the best before it."""
    best = evenness(plain)

    def is_as_even(board: Board) -> bool:
        nonlocal best
        found, before = evenness(board), best
        best = max(before, found)
        return found >= before

    return is_as_even


class _Levels:
    """The satisfaction that every demand can count on, raised round by round."""

    def __init__(self, board: Board) -> None:
        self.board = board
        self.transport = Transport(board)
        model = self.transport.model
        self.level = model.add_variable(lb=0, ub=1)
        self.reached = [0.0 for _ in board.problem.demands]
        self.unsettled = {
            demand: model.add_linear_constraint(
                self.transport.served(demand) - asked.requested * self.level >= 0
            )
            for demand, asked in enumerate(board.problem.demands)
            if asked.requested and board.candidates.eligible[demand]
        }
        model.maximize(self.level)

    def raise_once(self, should_stop: Callable[[], bool]) -> bool:
        """Raise the level of all unsettled demands and settle those that hold it down."""
        end, model, glop = SolveInterrupter(), self.transport.model, mathopt.SolverType.GLOP
        result = run_aside(
            lambda: mathopt.solve(model, glop, interrupter=end), should_stop, end.interrupt
        )
        if result is None or result.termination.reason != mathopt.TerminationReason.OPTIMAL:
            return False
        level = result.variable_values(self.level)
        prices = result.dual_values()
        for demand in self.unsettled:
            self.reached[demand] = level
        held = [d for d, row in self.unsettled.items() if abs(prices[row]) > 1e-9]
        for demand in held or list(self.unsettled):
            row = self.unsettled.pop(demand)
            row.set_coefficient(self.level, 0)
            row.lower_bound = level * self.board.problem.demands[demand].requested - 1e-6
        return True

    def slots(self, demand: int) -> int:
        """Give the reached level of a demand in slots, up to a whole volume."""
        wanted = self.reached[demand] * self.board.problem.demands[demand].requested - 1e-3
        volumes = reachable(self.board.candidates, demand)
        return min((n for n in volumes if n >= wanted), default=volumes[-1])
