"""The dearest choice of volumes that fits into one CDO's time: a knapsack with one size per item.

Exact by dynamic programming, over the items that a linear price of time cannot rule out.
"""

import numpy as np

from solver.stages.patterns import Whole

PRICE_STEPS = 14
# The profit of what is impossible; sums of a few of them stay within 64 bits.
NONE = -(1 << 60)


def fill(profits: Whole, sizes: Whole, tail: Whole) -> tuple[int, list[tuple[int, int]]]:
    """Give the most profit and the (item, level) that make it, in whole numbers.

    Parameters
    ----------
    profits
        Per item and level; level 0 is none and 0, and what is impossible is `NONE`.
    sizes
        Of the same shape; level 0 has size 0, the others at least 1.
    tail
        What each total size from 0 to the capacity brings by itself; must be concave.
    """
    profits = np.where(sizes < len(tail), profits, NONE)
    limit, rest = _linear(profits, sizes, tail)
    floor = _greedy(profits, sizes, rest, tail)
    # Taking an item costs what it lacks at this price: more than the room below the limit is out.
    kept = np.flatnonzero(limit + np.minimum(0, rest[:, 1:].max(1, initial=NONE)) >= floor)
    total = np.full(len(tail), NONE, dtype=np.int64)
    total[0] = 0
    levels = []
    for item in kept:
        total, level = _add(total, profits[item], sizes[item])
        levels.append(level)
    return _trace(total + tail, kept, levels, sizes)


def _linear(profits: Whole, sizes: Whole, tail: Whole) -> tuple[int, Whole]:
    """Find the price of time with the least upper limit; give both limit and priced profits."""
    load = np.arange(len(tail))
    slope = int(np.diff(tail).min(initial=0))
    low = -int(np.diff(tail).max(initial=0))
    dearest = int((profits[:, 1:] // np.maximum(1, sizes[:, 1:])).max(initial=0))
    high = max(low, dearest - slope)
    best: tuple[int, Whole] | None = None
    for _ in range(PRICE_STEPS):
        price = (low + high) // 2
        rest = profits - price * sizes
        level = rest.argmax(1)[:, None]
        ends = price * load + tail
        value = int(np.take_along_axis(rest, level, 1).sum() + ends.max())
        if best is None or value < best[0]:
            best = (value, rest)
        if np.take_along_axis(sizes, level, 1).sum() > ends.argmax():
            low = price
        else:
            high = price
    assert best is not None  # noqa: S101 - there is at least one step
    return best


def _greedy(profits: Whole, sizes: Whole, rest: Whole, tail: Whole) -> int:
    """Take items by their priced profit as long as they fit."""
    used, value = 0, 0
    level = rest.argmax(1)
    gains = rest[np.arange(len(rest)), level]
    for item in np.argsort(-gains, kind="stable")[: np.count_nonzero(gains > 0)]:
        size = int(sizes[item, level[item]])
        if used + size < len(tail):
            used, value = used + size, value + int(profits[item, level[item]])
    return value + int(tail[used])


def _add(total: Whole, profits: Whole, sizes: Whole) -> tuple[Whole, Whole]:
    """Add one item to the best profit per total size; give the level that each size takes."""
    most = int(sizes[profits > NONE].max())
    kept = sizes <= most
    padded = np.concatenate([np.full(most, NONE), total])
    before = most + np.arange(len(total))[:, None] - sizes[kept]
    sums = padded[before] + profits[kept]
    level = sums.argmax(1)
    return sums[np.arange(len(total)), level], level


def _trace(
    total: Whole, kept: Whole, levels: list[Whole], sizes: Whole
) -> tuple[int, list[tuple[int, int]]]:
    used = int(total.argmax())
    value, chosen = int(total[used]), []
    for item, level in zip(kept[::-1].tolist(), levels[::-1], strict=True):
        taken = int(level[used])
        if taken:
            chosen.append((item, taken))
            used -= int(sizes[item, taken])
    return value, chosen
