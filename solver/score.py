"""The cost of a plan, by part and by owner: the goals summed over demands and CDOs."""

from collections.abc import Iterable

from solver.board import Board
from solver.goals import CDO_GOALS, DEMAND_GOALS, GOALS


def demand_points(board: Board, demand: int) -> int:
    """Price what one demand pays, over all goals of demands."""
    visits = board.of_demand[demand]
    return sum(goal.points(board.candidates, demand, visits) for goal in DEMAND_GOALS)


def cdo_points(board: Board, cdo: int) -> int:
    """Price what one CDO pays, over all goals of CDOs."""
    visits = board.of_cdo[cdo]
    return sum(goal.points(board.candidates, cdo, visits) for goal in CDO_GOALS)


def local_points(board: Board, demands: Iterable[int], cdos: Iterable[int]) -> int:
    """Price these demands and CDOs; a change within them changes the whole cost by as much."""
    return sum(demand_points(board, d) for d in demands) + sum(cdo_points(board, c) for c in cdos)


def whole_points(board: Board) -> int:
    """Price the whole plan, the published visits that are no longer possible included."""
    everybody = range(len(board.of_demand)), range(len(board.of_cdo))
    return local_points(board, *everybody) + _lost_points(board)


def plain_points(board: Board) -> int:
    """Price the whole plan in plain points, whatever prices lead the search."""
    guided, plain = board.problem.shortage, board.problem.plain.shortage
    raised = sum(
        guided[demand][served] - plain[demand][served] for demand, served in enumerate(board.served)
    )
    return whole_points(board) - raised


def plain_parts(board: Board) -> dict[str, int]:
    """Price the whole plan part by part, in plain points."""
    found = {goal.PART: 0 for goal in GOALS}
    for goal in DEMAND_GOALS:
        for demand, visits in enumerate(board.of_demand):
            found[goal.PART] += goal.points(board.candidates, demand, visits)
    for goal in CDO_GOALS:
        for cdo, visits in enumerate(board.of_cdo):
            found[goal.PART] += goal.points(board.candidates, cdo, visits)
    found["shortage"] = sum(
        curve[served]
        for curve, served in zip(board.problem.plain.shortage, board.served, strict=True)
    )
    found["change"] += _lost_points(board)
    return found


def _lost_points(board: Board) -> int:
    return board.problem.weights.change * board.candidates.lost_published
