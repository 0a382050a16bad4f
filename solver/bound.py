"""A proven lower bound on the cost of any plan of an instance, with its kind."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from math import ceil, isfinite

from solver.board import Board
from solver.candidates import Candidates
from solver.instance import Instance
from solver.problem import Problem
from solver.stages import exact
from solver.stages.climb import Climb, engine_of, first_prices
from solver.stages.exact import Calendar
from solver.stages.market import Market
from solver.stages.patterns import GRAINS_PER_POINT
from solver.stages.plain import Plain
from solver.stages.quick import STOPPED, Quick
from solver.stages.search import Effort
from solver.stages.tariff import Tariff, tariff_of
from solver.stages.transport import Transport

MIP_SECONDS = 2.0
# The weight of an ordinary demand.
ORDINARY = 10
# How many steps of prices an instance is worth: one or two rounds of `climb`.
MOST_STEPS = 1380
STEPS_BY_PAIRS = 4_000_000
LEAST_STEPS = 220
# Above so many pairs of demand and CDO the transport takes longer than it helps.
WHOLE_PAIRS = 2000
# Up to so many pairs, the calendars of all CDOs are worth their seconds.
SMALL_PAIRS = 200
CALENDAR_SECONDS = 7.0


@dataclass(frozen=True)
class Bound:
    """No plan costs less than `value` points; `kind` names the argument that proves it.

    `tariff` has the prices behind an argument by prices.
    """

    value: float
    kind: str
    tariff: Tariff | None = field(default=None, compare=False)


def lower_bound(instance: Instance) -> Bound:
    """Prove a lower bound: the best of transports, of prices, and of calendars on small ones."""
    problem = Problem(instance)
    board = Board(problem, Candidates(problem))
    bound, proof = linear_bound(board), Proof(board)
    found = proof.run(proof.steps)
    if count_pairs(board) <= SMALL_PAIRS:
        found = proof.tighten(Effort(CALENDAR_SECONDS / max(1, len(board.of_cdo))))
    if found.value > bound.value:
        bound = replace(found, tariff=proof.tariff)
    if count_pairs(board) > WHOLE_PAIRS:
        return bound
    shares = Transport(board, is_whole=True).solve(MIP_SECONDS)
    return bound if shares is None else better(bound, board, shares.bound, "transport-mip")


def linear_bound(board: Board) -> Bound:
    """Prove a first bound fast: the relaxed transport, or prices alike for all on large ones."""
    constant = Bound(lost_points(board), "trivial")
    if count_pairs(board) > WHOLE_PAIRS:
        return priced_bound(board, constant, steps=1)
    shares = Transport(board).solve(60.0)
    return constant if shares is None else better(constant, board, shares.bound, "transport-lp")


def count_pairs(board: Board) -> int:
    """Count the pairs of a demand and a CDO who can serve it."""
    return sum(map(len, board.candidates.servers))


class Proof:
    """A bound by prices that grows with time: run it beside a search, in slices or at one go.

    Making it reads the board's problem only, and takes 0.01 to 1 second by size.
    """

    def __init__(self, board: Board) -> None:
        self.board, self.market = board, Market(board)
        is_of_use = self.market.pairs and self.market.is_countable
        self.engine = engine_of(self.market) if is_of_use else None
        self.climb = Climb(self.engine, first_prices(self.engine)) if self.engine else None
        self._exact = STOPPED
        self._calendar: Calendar | None = None
        self._is_stopped = False

    def run(self, steps: int, should_stop: Callable[[], bool] = lambda: False) -> Bound:
        """Make so many steps more, or fewer when told to stop between two; give the best bound.

        The same steps in all give the same bound, however they are cut into runs. A step takes
        0.2 milliseconds (some pairs) to 0.1 seconds (67 000 pairs) where there is a compiler.
        """
        if self.climb is not None:
            self.climb.run(steps, should_stop)
        return self.bound

    def tighten(self, effort: Effort, should_stop: Callable[[], bool] = lambda: False) -> Bound:
        """Prove what each CDO's best calendar earns at the best prices; give the best bound.

        `effort` is for each CDO. Pays on small instances, once the climb has ended its first round;
        does nothing for reruns and pins.
        """
        if self.climb is None or self.climb.best == STOPPED or not exact.is_for(self.market):
            return self.bound
        prices, gained, plain = self.climb.peak, self.climb.best, Plain(self.market)
        for place in range(len(self.market.stalls)):
            if should_stop() or self._is_stopped:
                break
            self._calendar = exact.calendar_of(self._empty, plain, prices, place)
            if self._calendar is not None:
                gained += self._calendar.limit - self._calendar.prove(effort)
                self._exact = max(self._exact, gained)
        return self.bound

    @property
    def _empty(self) -> Board:
        return Board(self.board.problem, self.board.candidates)

    def use_threads(self, count: int) -> None:
        """Let so many threads share each step from now on; the steps are the same."""
        if isinstance(self.engine, Quick):
            self.engine.use_threads(count)

    def stop(self) -> None:
        """End a run in another thread at once; later runs prove nothing more."""
        self._is_stopped = True
        if self._calendar is not None:
            self._calendar.solver.stop_search()
        if isinstance(self.engine, Quick):
            self.engine.stop()

    @property
    def steps(self) -> int:
        """How many steps the instance is worth before a first answer."""
        return max(LEAST_STEPS, min(MOST_STEPS, STEPS_BY_PAIRS // max(1, self.market.pairs)))

    @property
    def bound(self) -> Bound:
        """The best bound so far, without its prices: see `tariff`."""
        trivial = Bound(lost_points(self.board), "trivial")
        if self.engine is None or self.climb is None or self.climb.best <= 0:
            return trivial
        # Whole grains, and no plan costs a part of a point: rounded up without a margin.
        best, kind = max((self.climb.best, "prices"), (self._exact, "calendars"))
        return Bound(-(-best // GRAINS_PER_POINT) + lost_points(self.board), kind)

    @property
    def tariff(self) -> Tariff | None:
        """The prices behind the best bound so far; None where nobody can serve anybody.

        Takes as long as two steps: ask once, at the end.
        """
        if self.engine is None or self.climb is None:
            return None
        return tariff_of(self.engine, self.climb.peak)


def priced_bound(
    board: Board,
    bound: Bound,
    should_stop: Callable[[], bool] = lambda: False,
    *,
    steps: int | None = None,
) -> Bound:
    """Prove a bound by prices; give the better of it and a known bound.

    At most `steps` steps are made, by default fewer for large instances, and always the same.
    """
    proof = Proof(board)
    found = proof.run(proof.steps if steps is None else max(1, steps), should_stop)
    return replace(found, tariff=proof.tariff) if found.value > bound.value else bound


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
