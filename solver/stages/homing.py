"""Visits that left the plan to begin with for nothing go back to it.

A search wanders among plans of equal points. Who then compares what was with what is found would
look for reasons where there are none.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from itertools import product

from solver.board import Board
from solver.problem import Option
from solver.satisfaction import member_shares
from solver.score import local_points

# So many demands that stand in each other's way go back together.
MOST_TOGETHER = 12

Homes = Mapping[int, set[Option]]
Exchange = tuple[list[Option], list[Option]]
Worth = tuple[list[float], int]


def go_back(
    board: Board,
    home: Iterable[Option],
    should_stop: Callable[[], bool],
    *,
    is_even: bool = False,
) -> None:
    """Bring a board nearer to a plan, exchange by exchange, as long as none costs anything.

    An exchange is all that differs of one demand and of those in its way, or one visit for another.
    `is_even`: the shares of the members come first, the worst-served before all; points after.
    """
    homes: dict[int, set[Option]] = defaultdict(set)
    for option in home:
        homes[option.demand].add(option)
    is_changed = True
    while is_changed:
        is_changed = False
        for demand in sorted(homes):
            if should_stop():
                return
            tries = _exchanges(board, demand, homes)
            is_changed |= any(
                _is_exchanged(board, *exchange, is_even=is_even) for exchange in tries
            )


def _exchanges(board: Board, demand: int, homes: Homes) -> Iterator[Exchange]:
    out, back = _differing(board, [demand], homes)
    if not back:
        return
    circle = _circle(board, demand, homes)
    if len(circle) > 1:
        yield _differing(board, circle, homes)
    yield out, back
    if len(back) > 1:
        yield from (([one], [other]) for one, other in product(out, back))


def _differing(board: Board, demands: Iterable[int], homes: Homes) -> Exchange:
    """Give the visits of some demands that are not at home, and those that are missing there."""
    out = [o for d in demands for o in sorted(board.of_demand[d] - homes[d])]
    back = [o for d in demands for o in sorted(homes[d] - board.of_demand[d])]
    return out, back


def _circle(board: Board, demand: int, homes: Homes) -> list[int]:
    """List a demand and those, away from home themselves, whose visits are where it would go."""
    circle = [demand]
    for one in circle:
        for option in sorted(homes[one] - board.of_demand[one]):
            for visit in board.of_cdo[option.cdo]:
                is_away = visit not in homes[visit.demand] and visit.demand not in circle
                if is_away and _overlap(visit, option) and len(circle) < MOST_TOGETHER:
                    circle.append(visit.demand)
    return circle


def _overlap(one: Option, two: Option) -> bool:
    is_before = one.slot + one.length <= two.slot or two.slot + two.length <= one.slot
    return one.day == two.day and not is_before


def _is_exchanged(
    board: Board, out: list[Option], back: list[Option], *, is_even: bool = False
) -> bool:
    """Exchange visits if the plan is then worth no less; say whether that was done."""
    demands, cdos = ({option[side] for option in (*out, *back)} for side in (0, 1))
    before = _worth(board, demands, cdos, is_even=is_even)
    board.remove_all(out)
    left = board.add_fitting(back)
    is_good = not left and _worth(board, demands, cdos, is_even=is_even) >= before
    if is_good and not board.has_too_many_changes():
        return True
    board.remove_all(set(back) - set(left))
    board.add_all(out)
    return False


def _worth(
    board: Board, demands: Collection[int], cdos: Collection[int], *, is_even: bool
) -> Worth:
    """Order plans that differ in these demands and CDOs only: the greater the better."""
    shares = member_shares(board.candidates, board.served) if is_even else []
    return shares, -local_points(board, demands, cdos)
