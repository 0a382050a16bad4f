"""From shares to a calendar: one CP-SAT model per CDO, one after the other, on one board."""

from collections import defaultdict
from collections.abc import Callable, Iterator

from solver.board import Board
from solver.problem import Option
from solver.stages import neighbourhood
from solver.stages.search import Effort, configured, run


def fill(
    board: Board,
    shares: dict[tuple[int, int], float],
    effort: Effort,
    *,
    fixed: frozenset[Option],
    should_stop: Callable[[], bool],
) -> Iterator[float]:
    """Make each CDO's calendar for the demands that the shares give them.

    The board changes in place. Gives the deterministic time of each calendar as it is made.
    """
    demands_of: dict[int, set[int]] = defaultdict(set)
    for (demand, cdo), slots in shares.items():
        if slots >= 0.5:
            demands_of[cdo].add(demand)
    for cdo in sorted(demands_of, key=lambda c: (-len(demands_of[c]), c)):
        if should_stop():
            return
        part = neighbourhood.around(board, demands_of[cdo], [cdo], fixed)
        outcome = run(neighbourhood.model_of(board, part), configured(effort))
        if outcome.options is not None:
            neighbourhood.exchange(board, part, outcome.options)
        yield outcome.deterministic_seconds
