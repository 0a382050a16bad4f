"""The dearest choice of volumes that fits into one CDO's time: a knapsack with one size per item.

Exact by dynamic programming, over the items that a linear price of time cannot rule out.
"""

import numpy as np

from solver.stages.patterns import Floats, Whole

PRICE_STEPS = 14


def fill(profits: Floats, sizes: Whole, tail: Floats) -> tuple[float, list[tuple[int, int]]]:
    """Give the most profit and the (item, level) that make it.

    Parameters
    ----------
    profits
        Per item and level; level 0 is none and 0, and what is impossible is −inf.
    sizes
        Of the same shape; level 0 has size 0, the others at least 1.
    tail
        What each total size from 0 to the capacity brings by itself; must be concave.
    """
    profits = np.where(sizes < len(tail), profits, -np.inf)
    limit, rest = _linear(profits, sizes, tail)
    floor = _greedy(profits, sizes, rest, tail)
    # Taking an item costs what it lacks at this price: more than the room below the limit is out.
    kept = np.flatnonzero(
        limit + np.minimum(0.0, rest[:, 1:].max(1, initial=-np.inf)) >= floor - 1e-6
    )
    total = np.full(len(tail), -np.inf)
    total[0] = 0.0
    levels = []
    for item in kept:
        total, level = _add(total, profits[item], sizes[item])
        levels.append(level)
    return _trace(total + tail, kept, levels, sizes)


def _linear(profits: Floats, sizes: Whole, tail: Floats) -> tuple[float, Floats]:
    """Find the price of time with the least upper limit; give both limit and priced profits."""
    load = np.arange(len(tail))
    slope = np.diff(tail).min(initial=0.0)
    low = -np.diff(tail).max(initial=0.0)
    high = max(low, float((profits[:, 1:] / np.maximum(1, sizes[:, 1:])).max(initial=0.0)) - slope)
    best = (np.inf, profits)
    for _ in range(PRICE_STEPS):
        price = (low + high) / 2
        rest = profits - price * sizes
        level = rest.argmax(1)[:, None]
        ends = price * load + tail
        value = float(np.take_along_axis(rest, level, 1).sum() + ends.max())
        if value < best[0]:
            best = (value, rest)
        if np.take_along_axis(sizes, level, 1).sum() > ends.argmax():
            low = price
        else:
            high = price
    return best


def _greedy(profits: Floats, sizes: Whole, rest: Floats, tail: Floats) -> float:
    """Take items by their priced profit as long as they fit."""
    used, value = 0, 0.0
    level = rest.argmax(1)
    gains = rest[np.arange(len(rest)), level]
    for item in np.argsort(-gains, kind="stable")[: np.count_nonzero(gains > 0)]:
        size = int(sizes[item, level[item]])
        if used + size < len(tail):
            used, value = used + size, value + float(profits[item, level[item]])
    return value + float(tail[used])


def _add(total: Floats, profits: Floats, sizes: Whole) -> tuple[Floats, Whole]:
    """Add one item to the best profit per total size; give the level that each size takes."""
    most = int(sizes[profits > -np.inf].max())
    kept = sizes <= most
    padded = np.concatenate([np.full(most, -np.inf), total])
    before = most + np.arange(len(total))[:, None] - sizes[kept]
    sums = padded[before] + profits[kept]
    level = sums.argmax(1)
    return sums[np.arange(len(total)), level], level


def _trace(
    total: Floats, kept: Whole, levels: list[Whole], sizes: Whole
) -> tuple[float, list[tuple[int, int]]]:
    used = int(total.argmax())
    value, chosen = float(total[used]), []
    for item, level in zip(kept[::-1].tolist(), levels[::-1], strict=True):
        taken = int(level[used])
        if taken:
            chosen.append((item, taken))
            used -= int(sizes[item, taken])
    return value, chosen
