"""A first plan in a fraction of a second: demand after demand, the best CDO, the best rhythm.

Two rounds: most of everybody's hours first, the rest afterwards, so that the last hours of one
demand do not take the first hours of another.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable

from solver.board import Board
from solver.problem import Option
from solver.score import local_points

ROUNDS = (0.75, 1.0)


def fill(
    board: Board,
    *,
    should_stop: Callable[[], bool] = lambda: False,
    demands: Iterable[int] | None = None,
) -> None:
    """Add visits to a board, in place, as long as they fit: for all demands, or for some."""
    ordered = _dearest_first(board, range(len(board.of_demand)) if demands is None else demands)
    for share in ROUNDS:
        for demand in ordered:
            if should_stop():
                return
            goal = round(share * board.problem.demands[demand].requested)
            _serve(board, demand, goal)


def _dearest_first(board: Board, demands: Iterable[int]) -> list[int]:
    """Order demands: the dear and the hard to place before the others."""
    problem, eligible = board.problem, board.candidates.eligible

    def rank(demand: int) -> tuple[int, int, int]:
        asked = problem.demands[demand]
        return (-asked.weight, len(eligible[demand]), -max(asked.lengths))

    return sorted((d for d in demands if eligible[d]), key=rank)


def _serve(board: Board, demand: int, goal: int) -> None:
    """Bring a demand up to `goal` slots, by its CDOs first, then by the best other."""
    present = sorted(c for c, visits in board.open_visits[demand].items() if visits)
    for cdo in present:
        _place_if_worth(board, demand, cdo, goal)
    if board.served[demand] >= goal:
        return
    for cdo in _best_first(board, demand, present):
        if board.served[demand] >= goal:
            return
        _place_if_worth(board, demand, cdo, goal)


def _place_if_worth(board: Board, demand: int, cdo: int, goal: int) -> None:
    """Place visits, and take them back if they cost more than the shortage that they spare."""
    visits = set(board.of_demand[demand])
    place(board, demand, cdo, goal)
    added = board.of_demand[demand] - visits
    if not added:
        return
    points = local_points(board, [demand], [cdo])
    board.remove_all(added)
    if points <= local_points(board, [demand], [cdo]):
        board.add_all(added)


def _best_first(board: Board, demand: int, tried: Collection[int]) -> list[int]:
    """Order the other CDOs who have an opening for a demand by what they would spare."""
    room, worth = board.room(demand), {}
    for cdo in board.candidates.eligible[demand]:
        if cdo not in tried and board.is_open_to(demand, cdo):
            starts = _count_starts(board, demand, cdo, room)
            if starts:
                worth[cdo] = _worth(board, demand, cdo, starts)
    return sorted(worth, key=lambda cdo: (-worth[cdo], cdo))


def _count_starts(board: Board, demand: int, cdo: int, room: int) -> int:
    """Count the openings, for the longest visits where there are any."""
    free = board.free[cdo] & room
    if not free:
        return 0
    for length in sorted(board.problem.demands[demand].lengths, reverse=True):
        starts = board.candidates.open_starts(demand, length, free).bit_count()
        if starts:
            return starts
    return 0


def _worth(board: Board, demand: int, cdo: int, starts: int) -> int:
    """Estimate the points that a CDO with so many openings would save for a demand."""
    problem, asked, able = board.problem, board.problem.demands[demand], board.problem.cdos[cdo]
    longest = max(asked.lengths)
    days = starts // max(1, problem.grid.slots_per_day // 2)
    most = min(days, asked.per_window * len(asked.windows)) * longest
    room = max(0, min(most, able.period_cap - board.load[cdo]))
    served = board.served[demand]
    reached = min(asked.requested, served + room)
    saved = problem.shortage[demand][served] - problem.shortage[demand][reached]
    is_new = asked.previous_cdo not in (None, able.id)
    km = problem.grid.km(able.base, asked.site) if asked.on_site else 0
    trips = (reached - served) // longest
    return saved - is_new * problem.weights.new_cdo - 2 * km * trips * problem.weights.km


def place(board: Board, demand: int, cdo: int, goal: int) -> None:
    """Add visits of one demand by one CDO, in place, until `goal` slots are served."""
    for option in _in_rhythm(board, demand, cdo):
        if board.served[demand] >= goal:
            return
        if board.find_obstacle(option) is None:
            board.add(option)


def _in_rhythm(board: Board, demand: int, cdo: int) -> list[Option]:
    """List the options of a pair, the longest first, then those on the most useful positions."""
    problem = board.problem
    free = board.free[cdo] & board.room(demand)
    options = list(board.candidates.list_options(demand, cdo, free))
    useful = Counter(problem.position(option) for option in options)
    for visit in board.of_demand[demand]:
        useful[problem.position(visit)] += len(problem.grid.days)
    preferred = problem.preferred[demand]

    def rank(option: Option) -> tuple[int, bool, int, Option]:
        position = problem.position(option)
        return (-option.length, position not in preferred, -useful[position], option)

    return sorted(options, key=rank)
