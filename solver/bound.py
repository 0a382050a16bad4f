"""A proven lower bound on the cost of any plan of an instance, with its kind."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from math import ceil, isfinite

from solver.board import Board
from solver.candidates import Candidates
from solver.instance import Instance
from solver.problem import Problem
from solver.stages.climb import climb
from solver.stages.prices import Market, Prices
from solver.stages.tariff import Tariff
from solver.stages.transport import Transport

MIP_SECONDS = 2.0
# The weight of an ordinary demand.
ORDINARY = 10
# How many steps of prices an instance is worth: fewer where each of them takes longer.
MOST_STEPS = 600
STEPS = 4500.0
# Above so many pairs of demand and CDO the whole transport proves nothing in time.
WHOLE_PAIRS = 2000


@dataclass(frozen=True)
class Bound:
    """No plan costs less than `value` points; `kind` names the argument that proves it.

    `time_prices` are the prices per CDO and slot that the argument may have found on its way;
    `tariff` has all prices, where the argument is one by prices.
    """

    value: float
    kind: str
    time_prices: dict[int, float] = field(default_factory=dict, compare=False)
    tariff: Tariff | None = field(default=None, compare=False)


def lower_bound(instance: Instance) -> Bound:
    """Prove a lower bound: the best of the relaxed transport, prices, and the whole transport."""
    problem = Problem(instance)
    board = Board(problem, Candidates(problem))
    bound = priced_bound(board, linear_bound(board))
    if sum(map(len, board.candidates.eligible)) > WHOLE_PAIRS:
        return bound
    shares = Transport(board, is_whole=True).solve(MIP_SECONDS)
    return bound if shares is None else better(bound, board, shares.bound, "transport-mip")


def linear_bound(board: Board) -> Bound:
    """Prove the bound of the relaxed transport: fast at every size."""
    shares = Transport(board).solve(60.0)
    constant = Bound(lost_points(board), "trivial")
    if shares is None:
        return constant
    bound = better(constant, board, shares.bound, "transport-lp")
    return replace(bound, time_prices=shares.time_prices)


def priced_bound(
    board: Board,
    bound: Bound,
    should_stop: Callable[[], bool] = lambda: False,
    *,
    steps: int = MOST_STEPS,
) -> Bound:
    """Prove a bound by prices, from those of the relaxed transport on; give the better bound.

    At most `steps` steps are made, fewer for large instances, and always the same.
    """
    market = Market(board)
    pairs = sum(len(stall.demands) for stall in market.stalls)
    if not pairs:
        return bound
    steps = min(steps, round(STEPS / pairs**0.5))
    points, prices = climb(market, _start(market, bound.time_prices), steps, should_stop)
    found = better(bound, board, points, "prices")
    return replace(found, tariff=market.tariff(prices)) if found.kind == "prices" else found


def _start(market: Market, time_prices: dict[int, float]) -> Prices:
    """Begin at known prices of time, else at the best of some that are alike for everybody."""
    if time_prices:
        return market.start(time_prices)
    cdos = [stall.cdo for stall in market.stalls]
    alike = sorted({0.0, *(float(ORDINARY * price) for price in market.problem.weights.short)})
    starts = [market.start(dict.fromkeys(cdos, price)) for price in alike]
    return max(starts, key=lambda prices: market.bound(prices)[0])


def better(bound: Bound, board: Board, points: float, kind: str, *, margin: float = 1e-6) -> Bound:
    """Give the better of a bound and one on all but the visits that are no longer possible.

    Points are whole numbers, so a bound may be rounded up. `margin` is taken off before, relative,
    far above the tolerance of a linear program (CP-SAT's own sums are whole, only their scaling is
    not), to stay on the safe side. A program that ran out of time may have proven nothing.
    """
    if not isfinite(points):
        return bound
    value = ceil(points - margin * max(1.0, abs(points))) + lost_points(board)
    return Bound(value, kind) if value > bound.value else bound


def lost_points(board: Board) -> float:
    """Give the points of published visits that no plan can keep."""
    return float(board.problem.weights.change * board.candidates.lost_published)
