"""Shares as even as possible: raise the worst-served member, then the next, and so on.

A member counts once, with all demands together: nobody gains by cutting one demand into two.
Small instances are shared out exactly, in whole visits (`evening`), middling ones as far as that
goes. Beyond, by the relaxed transport: maximise t with served(m) ≥ t · requested(m) for all
unsettled m; those whose inequality has a price cannot do better and are settled there; repeat.
Rounded up, so that a demand for one visit is not left out because a share of a visit is none.
"""

from collections.abc import Callable

from ortools.math_opt.python import mathopt
from ortools.util.python.solve_interrupter import SolveInterrupter

from solver import score
from solver.board import Board
from solver.satisfaction import member_shares, servable_by_member
from solver.stages import evening
from solver.stages.aside import run_aside
from solver.stages.reach import reachable
from solver.stages.transport import Transport


def floors(
    board: Board,
    should_stop: Callable[[], bool],
    is_enough: Callable[[], bool] = lambda: False,
) -> list[int]:
    """Give for each demand the slots it can have when the worst-served members come first.

    Whole volumes that visits can add up to. Stopped early, unsettled members keep the level
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
    """Order plans by their worst-served member, then the next, …, then by points."""
    return member_shares(board.candidates, board.served), -score.plain_points(board)


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
    """The satisfaction that every member can count on, raised round by round."""

    def __init__(self, board: Board) -> None:
        self.board = board
        self.transport = Transport(board)
        model = self.transport.model
        self.level = model.add_variable(lb=0, ub=1)
        self.groups = servable_by_member(board.candidates)
        self.wanted = [0.0 for _ in board.problem.demands]
        self.unsettled = {
            member: model.add_linear_constraint(
                mathopt.fast_sum([self.transport.served(demand) for demand in group])
                - self._asked(group) * self.level
                >= 0
            )
            for member, group in enumerate(self.groups)
        }
        model.maximize(self.level)

    def _asked(self, group: list[int]) -> int:
        return sum(self.board.problem.demands[demand].requested for demand in group)

    def raise_once(self, should_stop: Callable[[], bool]) -> bool:
        """Raise the level of all unsettled members and settle those that hold it down."""
        end, model, glop = SolveInterrupter(), self.transport.model, mathopt.SolverType.GLOP
        result = run_aside(
            lambda: mathopt.solve(model, glop, interrupter=end), should_stop, end.interrupt
        )
        if result is None or result.termination.reason != mathopt.TerminationReason.OPTIMAL:
            return False
        level = result.variable_values(self.level)
        prices, values = result.dual_values(), result.variable_values()
        for member in self.unsettled:
            self._share_out(self.groups[member], level, values)
        held = [m for m, row in self.unsettled.items() if abs(prices[row]) > 1e-9]
        for member in held or list(self.unsettled):
            row = self.unsettled.pop(member)
            row.set_coefficient(self.level, 0)
            row.lower_bound = level * self._asked(self.groups[member]) - 1e-6
        return True

    def _share_out(
        self, group: list[int], level: float, values: dict[mathopt.Variable, float]
    ) -> None:
        """Want what a member has at a level, of each demand in proportion to what it was given."""
        given = [self.transport.slots_in(demand, values) for demand in group]
        total, wanted = sum(given), level * self._asked(group)
        for demand, slots in zip(group, given, strict=True):
            self.wanted[demand] = wanted * slots / total if total else 0.0

    def slots(self, demand: int) -> int:
        """Give what is wanted of a demand in slots, up to a whole volume."""
        wanted = self.wanted[demand] - 1e-3
        volumes = reachable(self.board.candidates, demand)
        return min((n for n in volumes if n >= wanted), default=volumes[-1])
