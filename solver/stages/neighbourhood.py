"""A part of the plan that is set free: some demands, some CDOs, all options between them."""

from collections.abc import Iterable
from dataclasses import dataclass

from solver.board import Board
from solver.model import Model
from solver.problem import Option
from solver.score import local_points
from solver.stages.search import build


@dataclass(frozen=True)
class Neighbourhood:
    """Demands set free, the CDOs open to them, and every CDO who can lose or gain a visit."""

    demands: frozenset[int]
    cdos: frozenset[int]
    touched: frozenset[int]
    freed: frozenset[Option]
    given: frozenset[Option]


def around(
    board: Board, demands: Iterable[int], cdos: Iterable[int], fixed: frozenset[Option]
) -> Neighbourhood:
    """Set demands free on some CDOs; their visits elsewhere may stay or go."""
    free, open_cdos = frozenset(demands), frozenset(cdos)
    visits = frozenset().union(*(board.of_demand[d] for d in free)) if free else frozenset()
    freed = visits - fixed
    touched = open_cdos | {option.cdo for option in freed}
    return Neighbourhood(free, open_cdos, touched, freed, visits & fixed)


def model_of(board: Board, part: Neighbourhood, liked: frozenset[Option] = frozenset()) -> Model:
    """Build the model of a neighbourhood; the board is as before afterwards.

    Of plans with equal points, the one with most of the `liked` visits is best.
    """
    board.remove_all(part.freed)
    try:
        options = _options(board, part)
        hint, demands, cdos = part.freed, part.demands, part.touched
        return build(board, options, hint, demands=demands, cdos=cdos, liked=liked)
    finally:
        board.add_all(part.freed)


def _options(board: Board, part: Neighbourhood) -> list[Option]:
    eligible = board.candidates.eligible
    found = set(part.freed)
    for demand in part.demands:
        for cdo in part.cdos & set(eligible[demand]):
            found.update(board.candidates.list_options(demand, cdo, board.free[cdo]))
    return sorted(found)


def exchange(board: Board, part: Neighbourhood, chosen: Iterable[Option]) -> int:
    """Put the chosen visits in place of the freed ones; give the change of the cost.

    What costs more, or changes more than is allowed by now, is not taken over.
    """
    before = local_points(board, part.demands, part.touched)
    board.remove_all(part.freed)
    chosen = tuple(chosen)
    board.add_all(chosen)
    change = local_points(board, part.demands, part.touched) - before
    if change > 0 or board.has_too_many_changes():
        board.remove_all(chosen)
        board.add_all(part.freed)
        return 0
    return change
