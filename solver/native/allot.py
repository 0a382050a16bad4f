"""A plan made of shares of the CDOs' time."""

from collections import Counter, defaultdict

import numpy as np

from solver.native.question import Question
from solver.native.search import Engine, Rows

# Slots per demand and CDO.
Shares = dict[tuple[int, int], float]


def allotted(engine: Engine, shares: Shares, rows: Rows) -> Rows:
    """Serve each demand by the CDOs with its largest shares, up to these, then by anybody.

    `rows` has the visits to begin with. Everybody may be touched afterwards.
    """
    problem = engine.question.problem
    all_demands = np.ones(len(problem.demands), np.uint8)
    most = engine.question.layout.max_changes
    engine.load(rows)
    for cdo, given in sorted(_largest(engine.question, shares).items()):
        only = np.zeros(len(problem.cdos), np.uint8)
        only[cdo] = 1
        engine.limit(all_demands, only, most)
        # The longest visits first: short ones still fit between them.
        for slots, demand in sorted(given, key=lambda own: _rank(engine.question, *own)):
            engine.serve(demand, max(1, round(slots)))
    engine.limit(all_demands, np.ones(len(problem.cdos), np.uint8), most)
    engine.fill()
    return engine.store(rows.copy())


def _rank(question: Question, slots: float, demand: int) -> tuple[int, float, int]:
    return -max(question.problem.demands[demand].lengths), -slots, demand


def _largest(question: Question, shares: Shares) -> dict[int, list[tuple[float, int]]]:
    """Give each CDO the demands of which they have one of the largest shares."""
    count: Counter[int] = Counter()
    found: dict[int, list[tuple[float, int]]] = defaultdict(list)
    for demand, cdo in sorted(shares, key=lambda pair: (-shares[pair], pair)):
        count[demand] += 1
        if count[demand] <= question.problem.demands[demand].max_cdos:
            found[cdo].append((shares[demand, cdo], demand))
    return found
