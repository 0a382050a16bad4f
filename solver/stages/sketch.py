"""A first plan by shares: who serves whom how much, as a flow, before any visit is placed.

Slots flow from CDOs to demands and leave at the price of the shortage that they spare. Rules of
the calendar and the number of CDOs are left to those who place the visits.
"""

from collections.abc import Callable, Iterator
from itertools import groupby, pairwise
from typing import NamedTuple

import numpy as np
from ortools.graph.python import min_cost_flow

from solver.board import Board
from solver.stages import calendars
from solver.stages.reach import capacity
from solver.stages.search import Effort

# Less than all of every CDO's time: what shares promise, calendars cannot quite keep.
SLACK = 0.97
# Kilometres per visit in units of the way to the member: some ways serve two visits.
WAYS = 1.5


class Arc(NamedTuple):
    """So many slots at so many points each, from one node to another."""

    tail: int
    head: int
    slots: int
    points: int


def fill(board: Board, seed: int, *, should_stop: Callable[[], bool]) -> None:
    """Add visits to a board, in place, by the shares of the flow."""
    fixed = board.options()
    given, effort = shares(board), Effort(0.0, seed)
    for _ in calendars.fill(board, given, effort, fixed=fixed, should_stop=should_stop):
        pass


def shares(board: Board) -> dict[tuple[int, int], float]:
    """Give slots per pair of demand and CDO, at the least points."""
    cdos, demands = len(board.problem.cdos), len(board.problem.demands)
    source, sink = cdos + demands, cdos + demands + 1
    arcs = [
        Arc(source, cdo, int(SLACK * capacity(board.candidates, cdo)), 0) for cdo in range(cdos)
    ]
    supply = sum(arc.slots for arc in arcs)
    arcs.append(Arc(source, sink, supply, 0))
    pairs = len(arcs)
    for demand in range(demands):
        arcs.extend(_services(board, demand, cdos + demand))
    for demand in range(demands):
        arcs.extend(_worth(board.problem.shortage[demand], cdos + demand, sink))
    flow = min_cost_flow.SimpleMinCostFlow()
    tails, heads, slots, points = np.array(arcs, np.int64).T
    made = flow.add_arcs_with_capacity_and_unit_cost(tails, heads, slots, points)
    flow.set_node_supply(source, supply)
    flow.set_node_supply(sink, -supply)
    if flow.solve() != flow.OPTIMAL:
        return {}
    used = zip(arcs[pairs:], flow.flows(made)[pairs:].tolist(), strict=True)
    return {(a.head - cdos, a.tail): float(n) for a, n in used if n and a.tail < cdos}


def _services(board: Board, demand: int, node: int) -> Iterator[Arc]:
    """Give an arc from every CDO who can serve a demand, the way and novelty spread over slots."""
    problem, asked = board.problem, board.problem.demands[demand]
    length = max(asked.lengths)
    for cdo in board.candidates.eligible[demand] if asked.requested else ():
        able = problem.cdos[cdo]
        km = problem.grid.km(able.base, asked.site) if asked.on_site else 0
        points = WAYS * km * problem.weights.km / length
        if asked.previous_cdo not in (None, able.id):
            points += problem.weights.new_cdo / asked.requested
        yield Arc(cdo, node, asked.requested, round(points))


def _worth(curve: list[int], node: int, sink: int) -> Iterator[Arc]:
    """Give an arc for each stretch of equal price of a demand's shortage."""
    drops = [before - after for before, after in pairwise(curve)]
    for drop, equal in groupby(drops):
        yield Arc(node, sink, len(list(equal)), -drop)
