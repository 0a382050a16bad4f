"""The most even sharing in whole visits, exactly: leximin over the whole transport.

Sharing A is more even than B if, at the lowest level of satisfaction where they differ, more
members of A reach it. So level after level is settled: how many members can reach it, given the
numbers at all lower levels. Each answer is a small program of whole numbers. Where one of them is
too hard, the levels below are exact all the same.
"""

from collections.abc import Callable, Sequence
from datetime import timedelta
from fractions import Fraction

from ortools.math_opt.python import mathopt

from solver.board import Board
from solver.satisfaction import servable_by_member
from solver.stages.aside import run_aside
from solver.stages.reach import reachable
from solver.stages.transport import Transport

# Above so many pairs of demand and CDO the programs take longer than they help.
MOST_PAIRS = 1500
# How many programs there may be, and the effort for each; the time is a far fence.
MOST_PROGRAMS, FENCE_SECONDS = 300, 20.0
# Whether all can have a level is easily said or hardly at all; how many can is the better question.
NODES_FOR_ALL, NODES_FOR_COUNT = 30, 5000


class OutOfReach(Exception):
    """A program was not solved to the end."""


def whole_shares(board: Board, should_stop: Callable[[], bool]) -> tuple[list[int], bool]:
    """Give the slots of each demand where members are served most evenly, and if it is settled.

    If not at all levels, then at the lowest, as many as could be settled.
    """
    if sum(map(len, board.candidates.eligible)) > MOST_PAIRS:
        return [0 for _ in board.problem.demands], False
    evening = _Evening(board, should_stop)
    try:
        evening.settle()
    except OutOfReach:
        return evening.shares(), False
    return evening.shares(), True


class _Evening:
    """The transport with a yes or no per member: whether they are among those who reach the level.

    Members are numbered by `groups`, their servable demands.
    """

    def __init__(self, board: Board, should_stop: Callable[[], bool]) -> None:
        self.board, self.should_stop = board, should_stop
        self.transport = Transport(board, is_whole=True)
        self.model = self.transport.model
        self.programs = 0
        demands = board.problem.demands
        self.groups = servable_by_member(board.candidates)
        self.asked = [sum(demands[d].requested for d in group) for group in self.groups]
        self.of_demand = [
            reachable(board.candidates, number) if demand.requested else [0]
            for number, demand in enumerate(demands)
        ]
        self.volumes = [self._sums(group) for group in self.groups]
        self.found = [0 for _ in demands]
        self.among: dict[int, mathopt.Variable] = {}
        self.rows: dict[int, mathopt.LinearConstraint] = {}
        self.most = 0
        self.level = Fraction(0)
        self.model.maximize(0.0)

    def shares(self) -> list[int]:
        """Give the whole volumes within what the last answer gives each demand."""
        pairs = zip(self.of_demand, self.found, strict=True)
        return [max(v for v in volumes if v <= found) for volumes, found in pairs]

    def _sums(self, group: Sequence[int]) -> list[int]:
        """List the volumes that the demands of a member can add up to, from 0, in order."""
        sums = {0}
        for demand in group:
            sums = {before + volume for before in sums for volume in self.of_demand[demand]}
        return sorted(sums)

    def _served(self, member: int) -> mathopt.LinearSum:
        return mathopt.fast_sum([self.transport.served(demand) for demand in self.groups[member]])

    def settle(self) -> None:
        """Settle level after level, from the lowest on."""
        levels = sorted(
            {
                Fraction(volume, asked)
                for asked, volumes in zip(self.asked, self.volumes, strict=True)
                for volume in volumes
                if volume
            }
        )
        members = [member for member, volumes in enumerate(self.volumes) if len(volumes) > 1]
        self._begin(members, len(members))
        place = 0
        while place < len(levels) and self.most:
            place += self._climb(levels[place:])
            if place < len(levels):
                self._split(levels[place])
                place += 1

    def _begin(self, members: Sequence[int], most: int) -> None:
        """Open a new circle of demands within the last one, `most` of whom must keep up."""
        within = self.among
        self.among = {m: self.model.add_variable(lb=0, ub=1, is_integer=True) for m in members}
        self.rows = {
            m: self.model.add_linear_constraint(self._served(m) - 0.0 * among >= 0)
            for m, among in self.among.items()
        }
        for member in sorted(within.keys() & self.among.keys()):
            self.model.add_linear_constraint(self.among[member] <= within[member])
        self.total = self.model.add_linear_constraint(
            mathopt.fast_sum(list(self.among.values())) >= most
        )
        self.most = most

    def _require(self, level: Fraction) -> None:
        """Ask all who are in the circle for a level."""
        self.level = level
        for member, row in self.rows.items():
            row.set_coefficient(self.among[member], -float(self._need(member, level)))

    def _need(self, member: int, level: Fraction) -> int:
        """Give the least volume of a member that reaches a level; too much where none does."""
        wanted = level * self.asked[member]
        return next((v for v in self.volumes[member] if v >= wanted), self.asked[member] + 1)

    def _climb(self, levels: Sequence[Fraction]) -> int:
        """Find how many of these levels the whole circle can reach, and stay on the last."""
        low, high, reached = 0, len(levels), self.level
        while low < high:
            middle = (low + high + 1) // 2
            self._require(levels[middle - 1])
            if self._is_reached():
                low = middle
            else:
                high = middle - 1
        self._require(levels[low - 1] if low else reached)
        return low

    def _split(self, level: Fraction) -> None:
        """Find how many of the circle can reach a level, and go on with that many."""
        members = [m for m in self.among if self._need(m, level) <= self.asked[m]]
        self._begin(members, 0)
        self._require(level)
        self.most = self.total.lower_bound = self._count()

    def _is_reached(self) -> bool:
        """Whether the whole circle can have the level that is required."""
        before = self.found
        try:
            return self._solve(NODES_FOR_ALL) is not None
        except OutOfReach:
            self.total.lower_bound = 0
            is_reached = self._count() >= self.most
            self.total.lower_bound = self.most
            if not is_reached:
                self.found = before
            return is_reached

    def _count(self) -> int:
        """Find how many of the circle can have the level that is required."""
        self.model.maximize(mathopt.fast_sum(list(self.among.values())))
        most = self._solve(NODES_FOR_COUNT)
        self.model.maximize(0.0)
        if most is None:
            raise OutOfReach
        return round(most)

    def _solve(self, nodes: int) -> float | None:
        """Solve a program to the end: its value, or None where there is no answer."""
        self.programs += 1
        if self.should_stop() or self.programs > MOST_PROGRAMS:
            raise OutOfReach
        effort = mathopt.SolveParameters(
            time_limit=timedelta(seconds=FENCE_SECONDS),
            node_limit=nodes,
            absolute_gap_tolerance=0.5,
        )
        result = run_aside(
            lambda: mathopt.solve(self.model, mathopt.SolverType.HIGHS, params=effort),
            self.should_stop,
        )
        if result is None:
            raise OutOfReach
        reason = result.termination.reason
        if reason == mathopt.TerminationReason.OPTIMAL:
            values = result.variable_values()
            self.found = [
                int(self.transport.slots_in(demand, values) + 1e-3)
                for demand in range(len(self.found))
            ]
            return float(result.objective_value())
        if reason == mathopt.TerminationReason.INFEASIBLE:
            return None
        raise OutOfReach
