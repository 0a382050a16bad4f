"""The visits that could be added to a plan, and the board on which the plan stands."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from itertools import chain

from solver.board import Board
from solver.candidates import Candidates
from solver.plan import Visit
from solver.problem import Option, Problem


def readable(problem: Problem, visits: Iterable[Visit]) -> list[Option]:
    """Number the visits that have a place on the calendar at all, as the judge reads them."""
    return sorted(
        option
        for option in set(problem.options(visits))
        if option.length in problem.demands[option.demand].lengths
        and problem.grid.is_inside_day(option.slot, option.length)
    )


def board_with(problem: Problem, options: Iterable[Option]) -> Board:
    """Give a board with these visits, whether or not they break rules among themselves."""
    board = Board(problem, Candidates(problem))
    board.add_all(options)
    return board


def list_fitting(board: Board, demand: int, beside: Collection[Option]) -> Iterator[Option]:
    """Give the visits that could be added for a demand, on open days, by any CDO.

    Such a visit takes part in no breach of a rule: together with the board, and, for windows, days
    and volume, together with the visits `beside`, all of this demand.
    """
    for cdo in board.candidates.eligible[demand]:
        yield from list_fitting_of(board, demand, cdo, beside)


def list_fitting_of(
    board: Board, demand: int, cdo: int, beside: Collection[Option]
) -> Iterator[Option]:
    """Give those of one eligible CDO."""
    asked = board.problem.demands[demand]
    free = board.free[cdo] & _room(board.problem, demand, beside)
    left = asked.requested - sum(visit.length for visit in beside)
    options = board.candidates.list_options(demand, cdo, free)
    first = next(options, None)
    if first is None or _is_closed(board, first):
        return
    for option in chain((first,), options):
        if option.length <= left and board.find_obstacle(option) is None:
            yield option


def _is_closed(board: Board, option: Option) -> bool:
    """Whether the CDO is out of the question for the demand on every open day."""
    return (
        board.is_crowded(option) or board.is_in_conflict(option) or board.is_member_too_many(option)
    )


def _room(problem: Problem, demand: int, beside: Collection[Option]) -> int:
    """Give the slots of days that may hold one more visit of the demand, as bits."""
    windows, per_day = problem.windows[demand], problem.grid.slots_per_day
    taken = {visit.day for visit in beside}
    inside = Counter(windows[visit.day] for visit in beside)
    most = problem.demands[demand].per_window
    return sum(
        ((1 << per_day) - 1) << (day * per_day)
        for day, window in enumerate(windows)
        if window >= 0 and day not in taken and inside[window] < most
    )
