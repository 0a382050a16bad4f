"""The data of a lower bound from prices: who trades with whom, and what limits them.

Demands sell themselves to CDOs at a price, slots, weeks and roads have prices, and each CDO takes
the best calendar for itself: whoever is short of something pays for it, and then all are free. Any
prices prove a bound (see docs/model.md): `plain` and `quick` compute it, `climb` looks for good
ones.
"""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from solver.board import Board
from solver.places import Places
from solver.problem import Option
from solver.stages.patterns import (
    FAR,
    GRAINS_PER_POINT,
    MOST_GRAINS,
    TOO_DEAR,
    Pattern,
    Starts,
    Whole,
    pattern_of,
)
from solver.stages.prices import Layout, Prices
from solver.stages.stalls import PAIRS_WITH_TOLL_PER_DAY, Stall, cells_of


@dataclass(frozen=True)
class Kept:
    """A published or forced visit as a cell of an item of a stall."""

    stall: int
    item: int
    cell: int
    is_published: bool
    is_forced: bool


class Market:
    """The demands and CDOs of a board as traders, in grains; the same for every row of prices.

    `patterns` has the demands that allow a visit at all, `stalls` the CDOs who can serve one, and
    `saved` per demand the grains that its first 0, 1, … slots save.
    """

    def __init__(self, board: Board) -> None:
        self.board, self.problem = board, board.problem
        servers = board.candidates.servers
        self.starts = Starts(board.candidates)
        self.patterns = {
            demand: pattern
            for demand in range(len(servers))
            if self.problem.demands[demand].requested
            and servers[demand]
            and (pattern := pattern_of(board.candidates, self.starts, demand))
        }
        of_cdo: dict[int, dict[int, Pattern]] = defaultdict(dict)
        for demand, pattern in self.patterns.items():
            for cdo in servers[demand]:
                of_cdo[cdo][demand] = pattern
        self.pairs = sum(map(len, of_cdo.values()))
        self.pair_demands = np.array(
            [d for cdo in sorted(of_cdo) for d in of_cdo[cdo]], dtype=np.int64
        )
        is_large, places = self.pairs > PAIRS_WITH_TOLL_PER_DAY, Places(self.problem)
        self.stalls = [
            Stall(board, self.starts, places, cdo, of_cdo[cdo], is_large=is_large)
            for cdo in sorted(of_cdo)
        ]
        self.pair_at = np.cumsum([0, *(len(stall.demands) for stall in self.stalls)])
        self.most_cdos = [self._most_cdos(demand) for demand in range(len(servers))]
        tolls = [len(stall.rooms) * len(stall.roads.stops) for stall in self.stalls]
        self.toll_at = np.concatenate([[0], np.cumsum(tolls)]).astype(np.int64)
        grid = self.problem.grid
        self.layout = Layout(
            len(servers),
            len(self.stalls),
            self.starts.slots,
            grid.week_count,
            sum(tolls),
            self.pairs,
        )
        self.saved = [
            (curve[0] - np.array(curve, dtype=np.int64)) * GRAINS_PER_POINT
            for curve in self.problem.shortage
        ]
        self.weeks = np.repeat(np.array(grid.week), grid.slots_per_day)
        self.kept = self._kept()
        self._count_constants(of_cdo)

    def _most_cdos(self, demand: int) -> int:
        """Count the CDOs that a demand may have: H7 does not count those of frozen days."""
        candidates, frozen = self.board.candidates, self.problem.frozen_days
        before = {o.cdo for o in candidates.published_of[demand] if o.day < frozen}
        most = self.problem.demands[demand].max_cdos + len(before)
        return min(most, len(candidates.servers[demand]))

    def _kept(self) -> list[Kept]:
        """List the visits that are published, and those that every plan must have.

        Not those shorter than the longest visits of their demand: as each step of a day costs the
        same here, they would be kept twice, and earn it twice.
        """
        candidates, problem = self.board.candidates, self.problem
        published = frozenset(filter(self._is_longest, candidates.published))
        forced = {o for o in problem.pins if candidates.is_possible(o)}
        forced = {o for o in forced if self._is_longest(o)}
        forced |= {o for o in published if o.day < problem.frozen_days}
        place_of = {stall.cdo: place for place, stall in enumerate(self.stalls)}

        def cell(option: Option) -> list[Kept]:
            pattern = self.patterns.get(option.demand)
            if pattern is None or option.cdo not in place_of:
                return []
            place = place_of[option.cdo]
            item = self.stalls[place].demands.index(option.demand)
            cells = cells_of(pattern, self.starts, problem.grid.slots_per_day, option)
            kinds = option in published, option in forced
            return [Kept(place, item, int(cell), *kinds) for cell in cells]

        found = [kept for option in published | forced for kept in cell(option)]
        return sorted(found, key=lambda kept: (kept.stall, kept.item, kept.cell))

    def _is_longest(self, option: Option) -> bool:
        pattern = self.patterns.get(option.demand)
        return pattern is None or option.length == pattern.step * pattern.steps

    def _count_constants(self, of_cdo: dict[int, dict[int, Pattern]]) -> None:
        weights, problem = self.problem.weights, self.problem
        self.off_rhythm = weights.off_rhythm * GRAINS_PER_POINT
        self.extra_cdo = weights.extra_cdo * GRAINS_PER_POINT
        self.change = weights.change * GRAINS_PER_POINT
        self.balance = weights.balance * GRAINS_PER_POINT
        dearest = max((int(saved[-1]) for saved in self.saved), default=0)
        # More than any plan would pay to be without a visit that it must have.
        self.force = 4 * (dearest + self.extra_cdo + self.change + weights.new_cdo)
        self.published = sum(map(self._is_longest, self.board.candidates.published))
        most = problem.instance.max_changes
        self.most_changes = None if most is None else min(most, self.published)
        self.forced = sum(kept.is_forced for kept in self.kept)
        points = sum(curve[0] for curve in problem.shortage)
        points += sum(
            weights.balance * (able.target_load or 0)
            for cdo, able in enumerate(problem.cdos)
            if cdo not in of_cdo
        )
        self.constant = points * GRAINS_PER_POINT + self.forced * self.force

    @property
    def is_countable(self) -> bool:
        """Whether no possible visits cost as much as impossible ones, and no sum is too large.

        Otherwise nothing is proven by these prices.
        """
        problem, visit = self.problem, self.off_rhythm
        visit += max((int(p.unwished.max()) for p in self.patterns.values()), default=0)
        visit += max((int(stall.fixed.max()) for stall in self.stalls), default=0)
        visit += max((int(stall.roads.alone.max(initial=0)) for stall in self.stalls), default=0)
        away = problem.weights.balance * sum(able.target_load or 0 for able in problem.cdos)
        total = self.constant + self.change * self.published + away * GRAINS_PER_POINT
        return self._most_parts * visit < TOO_DEAR // 2 and total < MOST_GRAINS

    @property
    def _most_parts(self) -> int:
        """Count the parts of visits that the longest curve of a demand has."""
        parts = (len(p.cells) * p.most_days * p.steps for p in self.patterns.values())
        return max(parts, default=1)

    @cached_property
    def ceiling(self) -> Prices:
        """The most that each price need ever be."""
        most = Prices(self.layout, np.full(self.layout.size, FAR, dtype=np.int64))
        # Hours and weeks together leave the visits of a demand below what is impossible.
        slots = 2 * self._most_parts * self.problem.grid.slots_per_day
        most.hour[:] = most.week[:] = TOO_DEAR // 2 // slots
        for place, stall in enumerate(self.stalls):
            self.tolls(most, place)[:] = stall.roads.alone
        if self.most_changes is None:
            most.change[:] = 0
        return most

    def tolls(self, prices: Prices, place: int) -> Whole:
        """Give the tolls of a stall, group of days × stop, as a view."""
        stall = self.stalls[place]
        part = prices.toll[self.toll_at[place] : self.toll_at[place + 1]]
        return part.reshape(len(stall.rooms), len(stall.roads.stops))

    def first_prices(self) -> Prices:
        """Give prices where only the roads cost something, at tolls that no day gives back."""
        prices = Prices(self.layout)
        for place, stall in enumerate(self.stalls):
            if len(stall.roads.stops) and len(stall.rooms):
                shares = {room: stall.roads.shares(room) for room in set(stall.rooms.tolist())}
                self.tolls(prices, place)[:] = [shares[room] for room in stall.rooms.tolist()]
        return prices
