"""Ruin and recreate: take some visits away, serve the demands anew, keep what costs little more.

Thousands of small trials between the runs of CP-SAT. The board is not touched; what was found is
given as the visits to take off and to put on.
"""

import math
import random
from collections.abc import Callable, Collection

from solver.board import Board
from solver.problem import Option
from solver.stages.insertion import Inserter
from solver.stages.yard import Yard

# Where changes are limited, at times they are taken to be so many times dearer than they are.
LOYALTIES = (4.0, 100.0)


class Polish:
    """Trials around the plan of a yard."""

    def __init__(
        self,
        board: Board,
        seed: int,
        fixed: frozenset[Option],
        seeds: Collection[int] | None = None,
    ) -> None:
        self.yard = Yard(board)
        self.problem = board.problem
        self.fixed = fixed
        self.random = random.Random(seed)  # noqa: S311 - a search, not a secret
        self.inserter = Inserter(self.yard, seed)
        eligible = board.candidates.eligible
        self.demands = [d for d in range(len(eligible)) if eligible[d]]
        self.seeds = self.demands if seeds is None else [d for d in seeds if eligible[d]]
        self.able: list[list[int]] = [[] for _ in board.problem.cdos]
        for demand in self.demands:
            for cdo in eligible[demand]:
                self.able[cdo].append(demand)

    def run(
        self,
        heat: Callable[[], float | None],
        record: int,
        busy_demands: Collection[int] = (),
        busy_cdos: Collection[int] = (),
    ) -> frozenset[Option] | None:
        """Try until `heat` gives None; give the best plan met below the record, or None."""
        best: frozenset[Option] | None = None
        self.busy_demands, self.busy_cdos = busy_demands, busy_cdos
        if not self.seeds:
            return None
        while (degree := heat()) is not None:
            before = self.yard.points
            removed, touched = self._ruin()
            if not removed and not touched:
                continue
            kept = {d: set(self.yard.of_demand[d]) for d in touched}
            self.inserter.loyalty = self._loyalty()
            self._recreate(touched)
            points = self.yard.settle()
            is_dear = points > before - degree * math.log(self.random.random() + 1e-12)
            if is_dear or self._has_too_many_changes():
                self._undo(removed, kept)
                continue
            if points < record:
                record, best = points, self.yard.options()
        return best

    def _loyalty(self) -> float:
        """Draw how much dearer than it is a change shall be: most moves must come back."""
        is_limited = self.problem.instance.max_changes is not None
        return self.random.choice((1.0, *LOYALTIES)) if is_limited else 1.0

    def _has_too_many_changes(self) -> bool:
        most = self.problem.instance.max_changes
        return most is not None and self.yard.changes > most

    def _undo(self, removed: list[Option], kept: dict[int, set[Option]]) -> None:
        for demand, visits in kept.items():
            for option in self.yard.of_demand[demand] - visits:
                self.yard.remove(option)
        for option in removed:
            self.yard.add(option)
        self.yard.settle()

    def _ruin(self) -> tuple[list[Option], list[int]]:
        """Take visits away; give them, and the demands to serve anew."""
        seed = self._seed()
        cdo = self._cdo(seed)
        if cdo is None:
            return [], []
        kind = self.random.random()
        visits = self.yard.visits_of_cdo(cdo)
        served = sorted({visit.demand for visit in visits} - {seed})
        self.random.shuffle(served)
        others = served[: self.random.randint(1, 4)]
        if kind < 0.6:
            gone = [o for d in (seed, *others) for o in self.yard.of_demand[d]]
        elif kind < 0.8:
            weeks = self._weeks()
            week = self.problem.grid.week
            gone = [o for o in visits if week[o.day] in weeks]
        else:
            gone = [o for o in visits if self.random.random() < 0.15]
        removed = [o for o in gone if self._is_free(o)]
        for option in removed:
            self.yard.remove(option)
        touched = {seed, *(o.demand for o in removed)}
        unmet = [d for d in self.able[cdo] if self._is_unmet(d)]
        touched.update(self.random.sample(unmet, min(len(unmet), 2)))
        return removed, [d for d in touched if d not in self.busy_demands]

    def _weeks(self) -> range:
        first = self.random.randrange(self.problem.grid.week_count)
        return range(first, first + self.random.randint(1, 3))

    def _seed(self) -> int:
        """Draw a demand, the dearer of two more often than not."""
        one, two = self.random.choice(self.seeds), self.random.choice(self.seeds)
        points = self.yard.points_of
        return one if points[one] >= points[two] else two

    def _cdo(self, seed: int) -> int | None:
        able = [c for c in self.yard.candidates.eligible[seed] if c not in self.busy_cdos]
        here = [c for c in able if c in self.yard.cdos_of[seed]]
        if here and self.random.random() < 0.4:
            return self.random.choice(here)
        return self.random.choice(able) if able else None

    def _is_free(self, option: Option) -> bool:
        return (
            option not in self.fixed
            and option.demand not in self.busy_demands
            and option.cdo not in self.busy_cdos
        )

    def _is_unmet(self, demand: int) -> bool:
        return self.yard.served[demand] < self.problem.demands[demand].requested

    def _recreate(self, touched: list[int]) -> None:
        """Serve demands anew, in a random order or the dearest hours first."""
        goals = {d: self.problem.demands[d].requested for d in touched}
        if self.random.random() < 0.1:
            self.random.shuffle(touched)
            for demand in touched:
                self.inserter.serve(demand, goals[demand], self.busy_cdos)
            return
        self._by_quarters(goals)

    def _by_quarters(self, goals: dict[int, int]) -> None:
        served = self.yard.served
        queue = {d: self._next_price(d) for d in goals if served[d] < goals[d]}
        while queue:
            demand = max(queue, key=lambda d: queue[d])
            before = served[demand]
            step = self._step(demand, goals[demand])
            self.inserter.serve(demand, step, self.busy_cdos)
            if served[demand] == before or served[demand] >= goals[demand]:
                del queue[demand]
            else:
                queue[demand] = self._next_price(demand)

    def _next_price(self, demand: int) -> float:
        curve, served = self.problem.shortage[demand], self.yard.served[demand]
        drop = curve[served] - curve[served + 1]
        return drop * (0.8 + 0.4 * self.random.random())

    def _step(self, demand: int, goal: int) -> int:
        """Give the served slots at which the price of the next slot falls."""
        curve, served = self.problem.shortage[demand], self.yard.served[demand]
        drop = curve[served] - curve[served + 1]
        longest = max(self.problem.demands[demand].lengths)
        while served < goal and curve[served] - curve[served + 1] >= drop:
            served += 1
        step = served - self.yard.served[demand]
        return min(goal, self.yard.served[demand] + max(1, -(-step // longest)) * longest)
