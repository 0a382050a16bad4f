"""A proven lower bound on the cost of any plan of an instance, with its kind."""

from dataclasses import dataclass
from math import ceil

from solver.board import Board
from solver.candidates import Candidates
from solver.instance import Instance
from solver.problem import Problem
from solver.stages.transport import Transport

MIP_SECONDS = 20.0


@dataclass(frozen=True)
class Bound:
    """No plan costs less than `value` points; `kind` names the argument that proves it."""

    value: float
    kind: str


def lower_bound(instance: Instance, *, mip_seconds: float = MIP_SECONDS) -> Bound:
    """Prove a lower bound, by the relaxed transport and then by the whole one if it is better."""
    problem = Problem(instance)
    board = Board(problem, Candidates(problem))
    bound = linear_bound(board)
    shares = Transport(board, is_whole=True).solve(mip_seconds)
    return bound if shares is None else better(bound, board, shares.bound, "transport-mip")


def linear_bound(board: Board) -> Bound:
    """Prove the bound of the relaxed transport: fast at every size."""
    shares = Transport(board).solve(60.0)
    constant = Bound(lost_points(board), "trivial")
    return constant if shares is None else better(constant, board, shares.bound, "transport-lp")


def better(bound: Bound, board: Board, points: float, kind: str, *, margin: float = 1e-6) -> Bound:
    """Give the better of a bound and one on all but the visits that are no longer possible.

    Points are whole numbers, so a bound may be rounded up. `margin` is taken off before, relative,
    far above the tolerance of a linear program (CP-SAT's own sums are whole, only their scaling is
    not), to stay on the safe side.
    """
    value = ceil(points - margin * max(1.0, abs(points))) + lost_points(board)
    return Bound(value, kind) if value > bound.value else bound


def lost_points(board: Board) -> float:
    """Give the points of published visits that no plan can keep."""
    return float(board.problem.weights.change * board.candidates.lost_published)
