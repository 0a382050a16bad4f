"""From prices to better prices: steps uphill along a mean of the last directions.

Every step proves a bound of its own; the best one counts. Deterministic: no clock, no chance.
"""

from collections.abc import Callable

import numpy as np

from solver.stages.patterns import Floats
from solver.stages.prices import Market, Prices

# How far each kind of price moves for the same lack: demands are dear, hours cheap.
SCALES = (30.0, 1.0, 1.0, 1.0, 10.0)
# The share of the bound that a step hopes to gain, less with fewer steps than FULL_STEPS.
HOPE = 0.01
FULL_STEPS = 120
LEAST_HOPE = 1e-5
# Hope is halved when this share of the steps gains next to nothing, or when all goes downhill.
PATIENCE = 0.04
LEAST_PATIENCE = 4
DOWNHILL = 5
# What counts as a gain, as a share of the hope.
GAIN = 0.02
# Where the bound is next to nothing, hopes are shares of this part of serving nobody.
LEAST_SHARE = 0.01


def climb(
    market: Market, prices: Prices, steps: int, should_stop: Callable[[], bool] = lambda: False
) -> tuple[float, Prices]:
    """Give the best bound that so many steps from these prices prove, and its prices."""
    best, rise = market.bound(prices)
    value, peak, course, idle = best, (prices, rise), rise, 0
    hope, patience = HOPE * min(1.0, steps / FULL_STEPS), max(LEAST_PATIENCE, PATIENCE * steps)
    for _ in range(steps):
        if hope < LEAST_HOPE or should_stop():
            break
        unit = hope * max(1.0, LEAST_SHARE * market.constant, best)
        moved = _moved(prices, course, best + unit - value)
        if moved is None:
            break
        prices = moved
        value, rise = market.bound(prices)
        idle = 0 if value > best + GAIN * unit else idle + 1
        if value > best:
            best, peak = value, (prices, rise)
        course = _mean(course, rise)
        if value < best - DOWNHILL * unit:
            value, (prices, course), idle, hope = best, peak, 0, hope / 2
        elif idle >= patience:
            idle, hope = 0, hope / 2
    return best, peak[0]


def _moved(prices: Prices, course: Prices, gain: float) -> Prices | None:
    """Move so far that a linear function would gain so much; None when no price can move."""
    ways = [
        np.where((price <= 0) & (way < 0), 0.0, way)
        for price, way in zip(prices.parts(), course.parts(), strict=True)
    ]
    slope = sum(scale * float((way**2).sum()) for scale, way in zip(SCALES, ways, strict=True))
    if slope == 0:
        return None

    def move(price: Floats, way: Floats, scale: float) -> Floats:
        return np.maximum(0.0, price + gain / slope * scale * way)

    return Prices(*map(move, prices.parts(), ways, SCALES))


def _mean(one: Prices, two: Prices) -> Prices:
    return Prices(*((a + b) / 2 for a, b in zip(one.parts(), two.parts(), strict=True)))
