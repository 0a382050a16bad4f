"""From shares to a calendar: each CDO serves the demands they were given, hardest first."""

from collections import defaultdict
from collections.abc import Callable, Iterator

from solver.board import Board
from solver.problem import Option
from solver.stages.insertion import Inserter
from solver.stages.search import Effort
from solver.stages.yard import Yard


def fill(
    board: Board,
    shares: dict[tuple[int, int], float],
    effort: Effort,
    *,
    fixed: frozenset[Option],
    should_stop: Callable[[], bool],
) -> Iterator[float]:
    """Make each CDO's calendar for the demands that the shares give them.

    The board changes in place; visits that are there, the fixed ones among them, stay. Gives the
    deterministic time of each calendar as it is made, which is nothing.
    """
    yard = Yard(board)
    inserter = Inserter(yard, effort.seed)
    everybody = frozenset(range(len(yard.load)))
    for cdo, given in sorted(_rounded(board, shares).items()):
        if should_stop():
            break
        for demand, slots in sorted(given, key=lambda pair: _rank(yard, *pair)):
            length = min(board.problem.demands[demand].lengths)
            goal = yard.served[demand] + length * max(1, round(slots / length))
            inserter.serve(demand, goal, everybody - {cdo})
        yield 0.0
    here = board.options()
    board.add_fitting(sorted(option for option in yard.options() if option not in here))


def _rounded(
    board: Board, shares: dict[tuple[int, int], float]
) -> dict[int, list[tuple[int, float]]]:
    """Give each CDO the demands of which they have a large share, those of the others included."""
    of_demand: dict[int, list[tuple[float, int]]] = defaultdict(list)
    for (demand, cdo), slots in shares.items():
        of_demand[demand].append((slots, cdo))
    of_cdo: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for demand, parts in of_demand.items():
        whole = sum(slots for slots, _ in parts)
        large = sorted(parts, reverse=True)[: board.problem.demands[demand].max_cdos]
        kept = sum(slots for slots, _ in large)
        for slots, cdo in large:
            if slots >= 0.5:
                of_cdo[cdo].append((demand, slots * whole / kept))
    return of_cdo


def _rank(yard: Yard, demand: int, slots: float) -> tuple[int, float, int]:
    """Order demands of a CDO: the longest visits and the largest shares first."""
    return -max(yard.problem.demands[demand].lengths), -slots, demand
