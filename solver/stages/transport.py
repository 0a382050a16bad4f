"""Slots as a transport from CDOs to demands: who serves whom how much, without a calendar.

Relaxed, it bounds the cost from below; whole, its answer shares the time out before calendars are
made. Works on MathOpt: GLOP for the relaxation, HiGHS for whole numbers.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

from ortools.math_opt.python import mathopt

from solver.board import Board
from solver.problem import Problem
from solver.stages.reach import capacity, most_slots, reachable


@dataclass(frozen=True)
class Shares:
    """Slots per (demand, CDO), the points of this sharing, and the proven least points."""

    slots: dict[tuple[int, int], float]
    points: float
    bound: float


class Transport:
    """The model: q slots per pair, z whether the pair is used, convex shortage per demand.

    Parameters
    ----------
    slack
        Share of every CDO's time that may be given away, 0–1; below 1 leaves room for calendars.
    is_whole
        Whether z is a yes or no; relaxed otherwise.
    """

    def __init__(self, board: Board, *, slack: float = 1.0, is_whole: bool = False) -> None:
        self.board = board
        self.problem: Problem = board.problem
        self.is_whole = is_whole
        self.model = mathopt.Model()
        self.cost: list[mathopt.LinearTypes] = []
        self.constant = 0.0
        self.q: dict[tuple[int, int], mathopt.Variable] = {}
        self.z: dict[tuple[int, int], mathopt.Variable] = {}
        self.of_cdo: dict[int, list[int]] = defaultdict(list)
        self.load_rows: dict[int, mathopt.LinearConstraint] = {}
        self.served_rows: dict[int, mathopt.LinearConstraint] = {}
        for demand in range(len(self.problem.demands)):
            self._add_demand(demand)
        for cdo in range(len(self.problem.cdos)):
            self._add_cdo(cdo, slack)
        self.model.minimize(mathopt.fast_sum(self.cost))

    def served(self, demand: int) -> mathopt.LinearSum:
        """Give the slots of a demand, as an expression."""
        cdos = self.board.candidates.servers[demand]
        return mathopt.fast_sum([self.q[demand, c] for c in cdos if (demand, c) in self.q])

    def slots_in(self, demand: int, values: Mapping[mathopt.Variable, float]) -> float:
        """Give the slots of a demand in an answer."""
        cdos = self.board.candidates.servers[demand]
        return sum(values[self.q[demand, c]] for c in cdos if (demand, c) in self.q)

    def load(self, cdo: int) -> mathopt.LinearSum:
        """Give the slots of a CDO, as an expression."""
        return mathopt.fast_sum([self.q[demand, cdo] for demand in self.of_cdo[cdo]])

    def _add_demand(self, demand: int) -> None:
        limits = {
            cdo: most_slots(self.board.candidates, demand, cdo)
            for cdo in self.board.candidates.servers[demand]
        }
        for cdo, most in limits.items():
            if most:
                self._add_pair(demand, cdo, most)
        self._price_shortage(demand)
        self._price_cdos(demand)

    def _add_pair(self, demand: int, cdo: int, most: int) -> None:
        pair = (demand, cdo)
        self.q[pair] = self.model.add_variable(lb=0, ub=most)
        self.z[pair] = self.model.add_variable(lb=0, ub=1, is_integer=self.is_whole)
        self.of_cdo[cdo].append(demand)
        self.model.add_linear_constraint(self.q[pair] <= most * self.z[pair])
        asked, able = self.problem.demands[demand], self.problem.cdos[cdo]
        if asked.on_site and able.day_cap:
            # A day's tour is at least there and back to its farthest place, so each slot of the
            # day bears at least its share of there and back to its own.
            km = 2 * self.problem.grid.km(able.base, asked.site)
            day = min(able.day_cap, self.problem.grid.slots_per_day)
            self.cost.append(self.problem.weights.km * km / day * self.q[pair])

    def _price_shortage(self, demand: int) -> None:
        """Price shortage by the lower convex hull over the volumes that visits can add up to."""
        curve = self.problem.shortage[demand]
        corners = _hull([(n, curve[n]) for n in reachable(self.board.candidates, demand)])
        self.constant += corners[0][1]
        parts: list[mathopt.Variable] = []
        for (low, dear), (high, cheap) in pairwise(corners):
            part = self.model.add_variable(lb=0, ub=high - low)
            self.cost.append((cheap - dear) / (high - low) * part)
            parts.append(part)
        self.served_rows[demand] = self.model.add_linear_constraint(
            self.served(demand) == mathopt.fast_sum(parts)
        )

    def _price_cdos(self, demand: int) -> None:
        asked, weights = self.problem.demands[demand], self.problem.weights
        pairs = {
            c: self.z[demand, c]
            for c in self.board.candidates.servers[demand]
            if (demand, c) in self.z
        }
        known = asked.previous_cdo
        for cdo, used in pairs.items():
            if known is not None and self.problem.cdos[cdo].id != known:
                self.cost.append(weights.new_cdo * used)
        if len(pairs) < 2:
            return
        total = mathopt.fast_sum(list(pairs.values()))
        if self.problem.frozen_days == 0:
            self.model.add_linear_constraint(total <= asked.max_cdos)
        extra = self.model.add_variable(lb=0, ub=len(pairs))
        self.model.add_linear_constraint(extra >= total - 1)
        self.cost.append(weights.extra_cdo * extra)

    def _add_cdo(self, cdo: int, slack: float) -> None:
        able, demands = self.problem.cdos[cdo], self.of_cdo[cdo]
        load, most = self.load(cdo), slack * capacity(self.board.candidates, cdo)
        self.load_rows[cdo] = self.model.add_linear_constraint(load <= most)
        if able.target_load is not None:
            away = self.model.add_variable(lb=0)
            self.model.add_linear_constraint(away >= load - able.target_load)
            self.model.add_linear_constraint(away >= able.target_load - load)
            self.cost.append(self.problem.weights.balance * away)
        self._limit_members(cdo, demands)

    def _limit_members(self, cdo: int, demands: Sequence[int]) -> None:
        serves: dict[str, mathopt.Variable] = {}
        for demand in demands:
            member = self.problem.demands[demand].member
            serves.setdefault(member, self.model.add_variable(lb=0, ub=1))
            self.model.add_linear_constraint(serves[member] >= self.z[demand, cdo])
        total = mathopt.fast_sum(list(serves.values()))
        self.model.add_linear_constraint(total <= self.problem.cdos[cdo].max_members)
        for one in serves:
            for two in self.problem.foes.get(one, frozenset()):
                if one < two and two in serves:
                    self.model.add_linear_constraint(serves[one] + serves[two] <= 1)

    def solve(self, seconds: float, *, nodes: int | None = None) -> Shares | None:
        """Solve within a time; None when not even a first answer was found.

        `nodes` limits the search tree instead of the clock, for repeatable runs.
        """
        result = mathopt.solve(
            self.model,
            mathopt.SolverType.HIGHS if self.is_whole else mathopt.SolverType.GLOP,
            params=mathopt.SolveParameters(
                time_limit=timedelta(seconds=max(0.05, seconds)),
                relative_gap_tolerance=1e-4 if self.is_whole else None,
                node_limit=nodes,
                threads=None if self.is_whole else 1,
            ),
        )
        if not result.has_primal_feasible_solution():
            return None
        values = result.variable_values()
        slots = {pair: values[q] for pair, q in self.q.items() if values[q] > 1e-6}
        bounds = result.termination.objective_bounds
        points, bound = self.constant + bounds.primal_bound, self.constant + bounds.dual_bound
        return Shares(slots, points, bound)


def _hull(points: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Give the corners of the lower convex hull of points in order of their first number."""
    corners: list[tuple[int, int]] = []
    for x, y in points:
        while len(corners) > 1 and _is_above(corners[-2], corners[-1], (x, y)):
            corners.pop()
        corners.append((x, y))
    return corners


def _is_above(left: tuple[int, int], middle: tuple[int, int], right: tuple[int, int]) -> bool:
    rise = (right[1] - left[1]) * (middle[0] - left[0])
    return (middle[1] - left[1]) * (right[0] - left[0]) >= rise
