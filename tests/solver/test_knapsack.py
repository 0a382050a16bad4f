"""The fullest choice of volumes equals trying everything."""

from itertools import product

import numpy as np
import pytest

from solver.stages.knapsack import NONE, fill


@pytest.mark.parametrize("seed", range(20))
def test_fill_finds_what_trying_everything_finds(seed: int) -> None:
    draw = np.random.default_rng(seed)
    profits = (draw.normal(size=(5, 4)) * 100_000).astype(np.int64)
    profits[draw.random(profits.shape) < 0.2] = NONE
    profits[:, 0] = 0
    sizes = np.arange(4) * draw.integers(1, 4, size=(5, 1))
    capacity = int(draw.integers(0, 12))
    tail = (-7000 * np.abs(np.arange(capacity + 1) - capacity / 2)).astype(np.int64)

    value, chosen = fill(profits, sizes, tail)

    items = np.arange(5)
    every = (np.array(levels) for levels in product(range(4), repeat=5))
    best = max(
        profits[items, levels].sum() + tail[sizes[items, levels].sum()]
        for levels in every
        if sizes[items, levels].sum() <= capacity
    )
    levels = np.zeros(5, dtype=int)
    for item, level in chosen:
        levels[item] = level
    assert value == best
    assert profits[items, levels].sum() + tail[sizes[items, levels].sum()] == value
