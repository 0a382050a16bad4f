"""Puts one more visit on a board at any price: what is in its way goes, and finds a new place.

First by hand: the visits of its CDO and its demand step aside and come back as far as they fit, the
dearest first; then each demand that lost some is served anew. Then CP-SAT solves the part that was
touched, with the visit in place. Of plans with equal points, the one that moves least is taken.
"""

from collections.abc import Iterable, Sequence

from solver.addition import best_addition
from solver.board import Board
from solver.problem import Option
from solver.score import local_points, whole_points
from solver.stages import neighbourhood
from solver.stages.search import Effort, configured, run
from solver.walls import Walls

# The part that CP-SAT solves: so many demands and possible visits at most.
MOST_DEMANDS = 10
MOST_OPTIONS = 800
# How many of the visits that a wish allows are tried by hand.
MOST_TRIED = 6


class Forcing:
    """Makes room for a visit on a board; `fixed` visits never move."""

    def __init__(self, board: Board, fixed: frozenset[Option]) -> None:
        self.board = board
        self.fixed = fixed
        self._worth: dict[Option, int] = {}

    def force(self, options: Sequence[Option], effort: Effort) -> Option:
        """Put the cheapest of some visits on the board, in place, and mend the rest around it.

        Each must be able to stand beside the fixed visits. Gives the visit that was put in.
        """
        before = self.board.options()
        trials = []
        for option in self._nearest(options):
            self._put(option)
            trials.append((*self._rank(before), option, self.board.options()))
            self._turn_to(before)
        *_, option, state = min(trials)
        self._turn_to(state)
        self._polish(option, before, effort)
        return option

    def _turn_to(self, options: frozenset[Option]) -> None:
        now = self.board.options()
        self.board.remove_all(now - options)
        self.board.add_all(options - now)

    def _nearest(self, options: Sequence[Option]) -> list[Option]:
        """Choose those in whose way the least stands, by what it is worth."""

        def price(option: Option) -> tuple[int, Option]:
            return sum(self._worth_of(visit) for visit in self._in_the_way(option)), option

        return sorted(options, key=price)[:MOST_TRIED]

    def _in_the_way(self, option: Option) -> set[Option]:
        """Give the visits that cannot stay for sure: those at the same time or on the same day."""
        slots = set(range(option.slot, option.slot + option.length))
        return {
            visit
            for visit in (*self.board.of_cdo[option.cdo], *self.board.of_demand[option.demand])
            if visit.day == option.day
            and (visit.demand == option.demand or slots & set(_slots(visit)))
        }

    def _worth_of(self, visit: Option) -> int:
        """Give what the plan would pay more without a visit."""
        if visit not in self._worth:
            owners = [visit.demand], [visit.cdo]
            before = local_points(self.board, *owners)
            self.board.remove(visit)
            self._worth[visit] = local_points(self.board, *owners) - before
            self.board.add(visit)
        return self._worth[visit]

    def _put(self, option: Option) -> None:
        """Put a visit in, all others that still fit back, and serve anew who lost visits."""
        board = self.board
        aside = (board.of_cdo[option.cdo] | board.of_demand[option.demand]) - self.fixed
        order = sorted(aside, key=lambda visit: (-self._worth_of(visit), visit))
        board.remove_all(aside)
        board.add(option)
        left = board.add_fitting(order)
        for demand in dict.fromkeys([option.demand, *(visit.demand for visit in left)]):
            self._serve(demand)

    def _serve(self, demand: int) -> None:
        added = best_addition(self.board, Walls(self.board), demand)
        if added is not None and added.spared > 0:
            self.board.add_all(added.options)

    def _polish(self, option: Option, before: frozenset[Option], effort: Effort) -> None:
        """Let CP-SAT solve the part around a visit that stays, near to the plan before."""
        kept = self.fixed | {option}
        lost = {visit.demand for visit in before - self.board.options()}
        for cdos in self._circles(option, lost):
            demands = self._demands(option, lost, cdos)
            part = neighbourhood.around(self.board, demands, cdos, kept)
            model = neighbourhood.model_of(self.board, part, before)
            outcome = run(model, configured(effort))
            if outcome.options is not None:
                self._take_over(part, outcome.options, before)

    def _take_over(
        self,
        part: neighbourhood.Neighbourhood,
        chosen: Iterable[Option],
        before: frozenset[Option],
    ) -> None:
        """Take an answer over if the plan now has too many changes, if it is cheaper or nearer."""
        state, rank = self.board.options(), self._rank(before)
        self.board.remove_all(part.freed)
        self.board.add_all(chosen)
        if self._rank(before) > rank:
            self._turn_to(state)

    def _rank(self, before: frozenset[Option]) -> tuple[bool, int, int]:
        """Order plans: too many changes or not, points, visits moved."""
        moved = len(before - self.board.options())
        return self.board.has_too_many_changes(), whole_points(self.board), moved

    def _circles(self, option: Option, lost: set[int]) -> list[set[int]]:
        """Give the CDOs of the parts to solve: the visit's own, then with those of the others."""
        own, eligible = {option.cdo}, self.board.candidates.eligible
        others = {visit.cdo for demand in lost for visit in self.board.of_demand[demand]}
        others |= {visit.cdo for visit in self.board.of_demand[option.demand]}
        able = {cdo for demand in (option.demand, *sorted(lost)) for cdo in eligible[demand]}
        wide = own | others | able if len(able) <= 4 else own | others
        return [own] if wide == own else [own, wide]

    def _demands(self, option: Option, lost: set[int], cdos: set[int]) -> list[int]:
        """Choose the demands to set free: those touched, then those near the visit in time."""
        week = self.board.problem.grid.week
        nearest: dict[int, int] = {option.demand: -2} | dict.fromkeys(lost, -1)
        for cdo in cdos:
            for visit in self.board.of_cdo[cdo]:
                away = abs(week[visit.day] - week[option.day])
                nearest[visit.demand] = min(nearest.get(visit.demand, away), away)
        for demand, able in enumerate(self.board.candidates.eligible):
            if cdos & set(able):
                nearest.setdefault(demand, len(week))
        chosen: list[int] = []
        count = 0
        for demand in sorted(nearest, key=lambda demand: (nearest[demand], demand)):
            count += self._count(demand, cdos)
            if chosen and (count > MOST_OPTIONS or len(chosen) >= MOST_DEMANDS):
                break
            chosen.append(demand)
        return chosen

    def _count(self, demand: int, cdos: set[int]) -> int:
        """Count the possible visits of a demand by some CDOs, about."""
        candidates = self.board.candidates
        return sum(
            candidates.open_starts(demand, length, candidates.available[cdo]).bit_count()
            for cdo in cdos & set(candidates.eligible[demand])
            for length in self.board.problem.demands[demand].lengths
        )


def _slots(visit: Option) -> range:
    return range(visit.slot, visit.slot + visit.length)
