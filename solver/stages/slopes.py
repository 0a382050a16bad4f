"""Shares as flows from CDOs to demands, again and again: who is split among too many CDOs pays.

A flow knows no fixed price of a pair, so each flow charges what the last one would have paid per
slot (slope scaling). A few rounds give each demand to hardly more CDOs than it may have.
"""

from collections.abc import Callable
from itertools import chain, groupby, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python import min_cost_flow

from solver.board import Board
from solver.stages.reach import capacity, most_slots

# Less than all of every CDO's time: what shares promise, calendars cannot quite keep.
SLACK = 0.97
# Kilometres per visit in units of the way to the member: some ways serve two visits.
WAYS = 1.5
ROUNDS = 12
# What a CDO too many costs a demand, in units of one more CDO.
CROWD = 4.0
Array = NDArray[np.int64]
Parts = list[Any]


class Slopes:
    """The pairs of demand and CDO with their prices per slot and per pair."""

    def __init__(self, board: Board) -> None:
        problem = self.problem = board.problem
        eligible = board.candidates.eligible
        pairs = [(d, c) for d, cdos in enumerate(eligible) for c in cdos]
        rooms = np.array([most_slots(board.candidates, *pair) for pair in pairs], np.int64)
        kept = rooms > 0
        self.pairs: Array = np.array(pairs, np.int64).reshape(-1, 2)[kept]
        self.rooms: Array = rooms[kept]
        self.price = np.array([self._way(*pair) for pair in self.pairs.tolist()])
        self.fee = np.array([self._fee(*pair) for pair in self.pairs.tolist()])
        self.supply = [int(SLACK * capacity(board.candidates, c)) for c in range(len(problem.cdos))]
        self.worth = self._worth()

    def _way(self, demand: int, cdo: int) -> float:
        """Price the way to a demand per slot."""
        asked, base = self.problem.demands[demand], self.problem.cdos[cdo].base
        if not asked.on_site:
            return 0.0
        km = self.problem.grid.km(base, asked.site)
        return WAYS * km * self.problem.weights.km / max(asked.lengths)

    def _fee(self, demand: int, cdo: int) -> float:
        known = self.problem.demands[demand].previous_cdo
        is_new = known not in (None, self.problem.cdos[cdo].id)
        return float(self.problem.weights.new_cdo if is_new else 0)

    def _worth(self) -> Array:
        """List (demand, slots, points saved per slot) for each stretch of equal price."""
        rows = []
        for demand, curve in enumerate(self.problem.shortage):
            drops = [before - after for before, after in pairwise(curve)]
            rows.append([(demand, len(list(equal)), drop) for drop, equal in groupby(drops)])
        return np.array(list(chain(*rows)), np.int64).reshape(-1, 3)

    def flow(self, slopes: NDArray[np.float64]) -> Array:
        """Give slots per pair at the least points."""
        cdos, demands = len(self.problem.cdos), len(self.problem.demands)
        source, sink = cdos + demands, cdos + demands + 1
        supply = sum(self.supply)
        flow = min_cost_flow.SimpleMinCostFlow()
        worth = self.worth
        tails: Parts = [np.full(cdos, source), [source], self.pairs[:, 1], cdos + worth[:, 0]]
        heads: Parts = [np.arange(cdos), [sink], cdos + self.pairs[:, 0], np.full(len(worth), sink)]
        slots: Parts = [self.supply, [supply], self.rooms, worth[:, 1]]
        points: Parts = [np.zeros(cdos), [0], np.rint(slopes), -worth[:, 2]]
        arcs = [np.concatenate(parts).astype(np.int64) for parts in (tails, heads, slots, points)]
        made = flow.add_arcs_with_capacity_and_unit_cost(*arcs)
        flow.set_node_supply(source, supply)
        flow.set_node_supply(sink, -supply)
        if flow.solve() != flow.OPTIMAL:
            return np.zeros(len(self.pairs), np.int64)
        found: Array = flow.flows(made)[cdos + 1 : cdos + 1 + len(self.pairs)]
        return found

    def charged(self, used: Array, before: NDArray[np.float64]) -> NDArray[np.float64]:
        """Give the slopes that make up for the fixed prices of the pairs just used."""
        fixed = self.fee + self.problem.weights.extra_cdo * CROWD * self._is_too_many(used)
        return np.where(used > 0, self.price + fixed / np.maximum(used, 1), before)

    def _is_too_many(self, used: Array) -> NDArray[np.bool_]:
        """Whether a pair is beyond the largest ones that its demand may have."""
        order = np.lexsort((-used, self.pairs[:, 0]))
        demands = self.pairs[order, 0]
        rank = np.arange(len(order)) - np.searchsorted(demands, demands)
        most = np.array([asked.max_cdos for asked in self.problem.demands])
        found = np.zeros(len(order), bool)
        found[order] = rank >= most[demands]
        return found & (used > 0)


def shares(board: Board, should_stop: Callable[[], bool]) -> dict[tuple[int, int], float]:
    """Give slots per pair of demand and CDO, hardly any demand with more CDOs than it may have."""
    slopes = Slopes(board)
    prices = slopes.price + slopes.fee / slopes.rooms
    used = slopes.flow(prices)
    for _ in range(ROUNDS):
        if should_stop():
            break
        prices = slopes.charged(used, prices)
        used = slopes.flow(prices)
    return {
        (demand, cdo): float(slots)
        for (demand, cdo), slots in zip(slopes.pairs.tolist(), used.tolist(), strict=True)
        if slots
    }
