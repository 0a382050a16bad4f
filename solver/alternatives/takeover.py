"""Which visits of an absent CDO one other CDO had best take over, all together.

First by insertion, demand by demand in several orders; then by trying everything, within a number
of prices. What was found is the best there is when the trial came to its end (`is_best`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from solver.alternatives.fitting import list_fitting_of
from solver.alternatives.pricing import Added
from solver.board import Board
from solver.problem import Option


class Lost(NamedTuple):
    """What the absence takes from one demand: so many visits with so many slots."""

    demand: int
    visits: int
    slots: int


@dataclass
class Takeover:
    """The visits that a CDO takes, what they add to the cost (points, at most 0), and how sure."""

    visits: tuple[Option, ...] = ()
    points: int = 0
    is_best: bool = False


@dataclass
class Search:
    """Looks for the visits of one CDO that lower the cost most; leaves the board as it was.

    Each demand gets back at most what it lost, in visits and in slots. `prices_left` limits the
    trial of everything.
    """

    board: Board
    cdo: int
    lost: Sequence[Lost]
    prices_left: int
    best: Takeover = field(default_factory=Takeover)
    _taken: list[Option] = field(default_factory=list)

    def run(self) -> Takeover:
        """Find the visits to take over."""
        eligible = self.board.candidates.eligible
        lost = [each for each in self.lost if self.cdo in eligible[each.demand]]
        self._insert_in_orders(lost)
        self._try(lost, 0, 0, frozenset())
        self.best.is_best = self.prices_left >= 0
        return self.best

    def _insert_in_orders(self, lost: list[Lost]) -> None:
        alone = {each: self._insert([each]) for each in lost}
        useful = [each for each in lost if alone[each] < 0]
        self._insert(sorted(useful, key=lambda each: alone[each]))
        self._insert(sorted(useful, key=lambda each: alone[each] / each.slots))
        self._insert(sorted(useful, key=lambda each: -each.visits))

    def _insert(self, lost: Sequence[Lost]) -> int:
        """Serve demands one after the other; note what was found and give its points."""
        points = sum(self._serve(each) for each in lost)
        self._note(points)
        self._take_back(0)
        return points

    def _serve(self, lost: Lost) -> int:
        """Add the cheapest visits of a demand, as many of them as pay best."""
        start, points = len(self._taken), [0]
        slots = lost.slots
        while len(points) <= lost.visits:
            priced = self._options(lost.demand, slots, frozenset())
            if not priced:
                break
            price, option = priced[0]
            self._take(option)
            slots -= option.length
            points.append(points[-1] + price)
        self._take_back(start + points.index(min(points)))
        return min(points)

    def _try(
        self, lost: Sequence[Lost], taken: int, points: int, barred: frozenset[Option]
    ) -> None:
        """Try every set of visits of the first demand, each followed by those of the others.

        `taken` visits of the first demand are there; those `barred` were tried before.
        """
        self._note(points)
        if not lost or self.prices_left < 0 or points - self._most(lost, taken) >= self.best.points:
            return
        first = lost[0]
        if taken < first.visits:
            mine = self._taken[len(self._taken) - taken :]
            slots = first.slots - sum(option.length for option in mine)
            for price, option in self._options(first.demand, slots, barred):
                self._take(option)
                self._try(lost, taken + 1, points + price, barred)
                self._take_back(len(self._taken) - 1)
                barred |= {option}
        self._try(lost[1:], 0, points, frozenset())

    def _options(
        self, demand: int, slots: int, barred: frozenset[Option]
    ) -> list[tuple[int, Option]]:
        """Price the visits of a demand that fit now, cheapest first."""
        added, here = Added(self.board, demand), self.board.of_demand[demand]
        found = [
            (added.points(option), option)
            for option in list_fitting_of(self.board, demand, self.cdo, here)
            if option.length <= slots and option not in barred
        ]
        self.prices_left -= 1 + len(found)
        return sorted(found)

    def _most(self, lost: Sequence[Lost], taken: int) -> int:
        """Give a number of points that further visits can never spare more than."""
        board = self.board
        problem = board.problem
        spared = slots = visits = 0
        for each in lost:
            curve, served = problem.shortage[each.demand], board.served[each.demand]
            spared += curve[served] - curve[min(len(curve) - 1, served + each.slots)]
            slots += each.slots
            visits += each.visits
        weights = problem.weights
        returning = weights.change * min(visits, len(problem.published)) if visits else 0
        return spared + weights.balance * slots + returning

    def _take(self, option: Option) -> None:
        self.board.add(option)
        self._taken.append(option)

    def _take_back(self, kept: int) -> None:
        self.board.remove_all(self._taken[kept:])
        del self._taken[kept:]

    def _note(self, points: int) -> None:
        if points < self.best.points:
            self.best = Takeover(tuple(self._taken), points)
