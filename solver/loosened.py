"""A board seen by the data of a relaxation, for as long as something is tried on it."""

from collections.abc import Iterator
from contextlib import contextmanager

from solver.board import Board
from solver.candidates import Candidates, find_unfit
from solver.problem import Problem
from solver.relaxation import Relaxation
from solver.walls import Walls


@contextmanager
def loosened(walls: Walls, relaxation: Relaxation, demand: int) -> Iterator[Walls]:
    """Change a board's data in one field of a demand, a CDO or the instance, then change it back.

    Gives the walls of the changed board; its visits stay.
    """
    board = walls.board
    problem, candidates, free = board.problem, board.candidates, board.free
    visits = sorted(board.of_demand[demand])
    changed = problem.changed(relaxation.applied(problem.instance, demand), demand)
    board.remove_all(visits)
    board.problem = changed
    board.candidates = _candidates(candidates, changed, relaxation, demand)
    board.free = _free(board, candidates)
    board.add_all(visits)
    try:
        yield walls.beside(relaxation.cdo)
    finally:
        board.remove_all(visits)
        board.problem, board.candidates, board.free = problem, candidates, free
        board.add_all(visits)


def _candidates(
    known: Candidates, problem: Problem, relaxation: Relaxation, demand: int
) -> Candidates:
    """Give the candidates of the changed problem, made anew only where they differ."""
    found = Candidates(problem)
    found.eligible, found.available = list(known.eligible), list(known.available)
    # Which changes are counted is no matter here: additions are none.
    found.published, found.published_of = known.published, list(known.published_of)
    cdos = range(len(problem.cdos))
    found.eligible[demand] = tuple(c for c in cdos if find_unfit(problem, demand, c) is None)
    if relaxation.cdo is not None:
        found.available[relaxation.cdo] = int(problem.cdos[relaxation.cdo].available[::-1], 2)
    published = (option for option in problem.published if option.demand == demand)
    found.published_of[demand] = frozenset(o for o in published if found.is_possible(o))
    return found


def _free(board: Board, known: Candidates) -> list[int]:
    """Add the slots that were opened to those that are free."""
    pairs = zip(board.free, board.candidates.available, known.available, strict=True)
    return [free | (now & ~before) for free, now, before in pairs]
