"""From prices to better prices: steps uphill, each price by its own measure.

Every step proves a bound of its own; the best one counts. Deterministic: no clock, no chance.
"""

import math
from collections.abc import Callable
from typing import Protocol

import numpy as np

from solver.native.allot import Shares
from solver.stages.market import Market
from solver.stages.patterns import GRAINS_PER_POINT, Floats, Whole
from solver.stages.plain import Plain
from solver.stages.prices import Layout, Prices, Rise
from solver.stages.quick import STOPPED, Quick

# How far each kind of price moves in a step of size 1, in points.
SCALES = {
    "demand": 3000.0,
    "part": 300.0,
    "hour": 100.0,
    "week": 100.0,
    "member": 300.0,
    "toll": 15.0,
    "change": 100.0,
}
# The first steps of a round: shorter with more pairs, as more prices move with each of them.
FIRST_SIZE, LARGEST_SIZE, USUAL_PAIRS, POWER = 0.4, 1.0, 1000, 0.5
# A round shrinks its steps to this share, with more pairs less, as it has fewer of them; the next
# begins at the best prices, with longer steps than the last ones and more of them.
SHRUNK, MOST_SHRUNK, SHRUNK_POWER = 0.01, 0.1, 0.55
FIRST_ROUND, LEAST_ROUND = 460, 220
ROUND_GROWTH, NEXT_SIZE = 2.0, 0.5
# How much of the past the mean slope and the mean square of slopes remember.
SLOPE_MEMORY, SQUARE_MEMORY = 0.9, 0.99
# To see what CDOs choose around the peak: steps of this share of a round's first ones, a few of
# them only to get there. So many slots of a pair at least are worth telling.
WALK_SIZE, APPROACH_STEPS, LEAST_SHARE = 0.15, 10, 0.5
STEADY = 1e-3


class Engine(Protocol):
    """What proves bounds by prices."""

    layout: Layout
    market: Market

    def bound(self, prices: Prices) -> tuple[int, Rise]:
        """Prove a bound in grains, and give the direction in which it rises."""

    def rents(self, prices: Prices, time_prices: Whole) -> Whole:
        """Give for every pair what the CDO would pay the demand at most."""

    def time_prices(self, prices: Prices) -> Whole:
        """Give for every stall what one more slot of the CDO's whole time would earn."""


def engine_of(market: Market) -> Engine:
    """Give the compiled engine, or the plain one where there is none."""
    try:
        return Quick(market)
    except OSError:
        return Plain(market)


def first_prices(engine: Engine) -> Prices:
    """Price everybody's time alike, so that what is asked for at that price just fits.

    Each demand then costs what its best CDO would earn by it.
    """
    market, prices = engine.market, engine.market.first_prices()
    room = sum((len(stall.tail) - 2) * stall.unit for stall in market.stalls)
    worth = np.sort(np.concatenate([np.diff(market.saved[d]) for d in market.patterns]))[::-1]
    time_price = int(worth[min(room, len(worth) - 1)])
    prices.part[:] = time_price
    rents = engine.rents(prices, np.full(len(market.stalls), time_price))
    np.maximum.at(prices.demand, market.pair_demands, rents)
    return prices


class Climb:
    """One climb, made in as many runs as one likes: the same steps in all.

    The steps follow the mean slope of every price over the root of its mean square, so that prices
    of all kinds and sizes move alike (Kingma and Ba, 2015).
    """

    def __init__(self, engine: Engine, prices: Prices) -> None:
        self.engine, self.peak = engine, prices
        self.best, self.steps = STOPPED, 0
        self._ceiling = engine.market.ceiling.row.astype(float)
        scales = engine.layout.views(np.zeros(engine.layout.size))
        for kind, scale in SCALES.items():
            scales[kind][...] = scale * GRAINS_PER_POINT
        self._scales = np.concatenate([view.reshape(-1) for view in scales.values()])
        share = USUAL_PAIRS / max(1, engine.market.pairs)
        self._first_size: float = min(LARGEST_SIZE, FIRST_SIZE * share**POWER)
        self._shrunk: float = min(MOST_SHRUNK, SHRUNK * max(1.0, 1 / share) ** SHRUNK_POWER)
        self._round: float = max(float(LEAST_ROUND), FIRST_ROUND * min(1.0, share**0.18))
        self.shares: Shares = {}
        self.rounds = 0
        self._begin_round()

    def _begin_round(self) -> None:
        self._row, self._made = self.peak.row.astype(float), 0
        self._slope, self._square = np.zeros_like(self._row), np.zeros_like(self._row)

    def _end_round(self) -> None:
        self.rounds += 1
        self._first_size *= NEXT_SIZE
        self._round *= ROUND_GROWTH
        self._begin_round()

    @property
    def is_in_round(self) -> bool:
        """Whether this round has begun."""
        return self._made > 0

    @property
    def round_steps(self) -> int:
        """How many steps this round has in all."""
        return math.ceil(self._round)

    def walk(self, steps: int, should_stop: Callable[[], bool] = lambda: False) -> None:
        """Walk about the peak, and note in `shares` the mean slots of what each CDO chose there.

        At good prices such a mean is near the best fractional plan: most demands are chosen by one
        CDO nearly always. The climb then goes on with a new round.
        """
        taken, seen = np.zeros(self.engine.market.pairs), 0
        self._begin_round()
        for number in range(APPROACH_STEPS + max(1, steps)):
            rise = self._step(WALK_SIZE * self._first_size)
            if rise is None:
                break
            if number >= APPROACH_STEPS:
                taken, seen = taken + rise.taken, seen + 1
            if should_stop():
                break
        self.shares = self._shares(taken / max(1, seen))
        self._begin_round()

    def _shares(self, taken: Floats) -> Shares:
        market = self.engine.market
        cdos = np.repeat([s.cdo for s in market.stalls], [len(s.demands) for s in market.stalls])
        (found,) = np.nonzero(taken >= LEAST_SHARE)
        pairs = zip(market.pair_demands[found].tolist(), cdos[found].tolist(), strict=True)
        return dict(zip(pairs, taken[found].tolist(), strict=True))

    def run(self, steps: int, should_stop: Callable[[], bool] = lambda: False) -> None:
        """Make so many steps more, at least one; `best` and `peak` are what they found."""
        for _ in range(steps):
            if self._step(self._size) is None or should_stop():
                return
            if self._made >= self._round:
                self._end_round()

    @property
    def _size(self) -> float:
        return self._first_size * math.pow(self._shrunk, self._made / self._round)

    def _step(self, size: float) -> Rise | None:
        prices = Prices(self.engine.layout, np.rint(self._row).astype(np.int64))
        value, rise = self.engine.bound(prices)
        if value == STOPPED:
            return None
        self.steps += 1
        if value > self.best:
            self.best, self.peak = value, prices
        self._move(rise.row, size)
        return rise

    def _move(self, slope: Floats, size: float) -> None:
        at_wall = (self._row <= 0) & (slope < 0) | (self._row >= self._ceiling) & (slope > 0)
        slope[at_wall] = 0.0
        self._made += 1
        self._slope += (1 - SLOPE_MEMORY) * (slope - self._slope)
        self._square += (1 - SQUARE_MEMORY) * (slope * slope - self._square)
        mean = self._slope / (1 - SLOPE_MEMORY**self._made)
        root = np.sqrt(self._square / (1 - SQUARE_MEMORY**self._made)) + STEADY
        self._row += size * self._scales * mean / root
        np.clip(self._row, 0.0, self._ceiling, out=self._row)
