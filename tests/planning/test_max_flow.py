"""The most that flows, against every way to cut a small network in two."""

from itertools import product
from random import Random

import pytest

from cdo_share.planning.max_flow import Network

NODES = 6
SOURCE, SINK = 0, 5


def least_cut(pipes: list[tuple[int, int, int]]) -> int:
    """Return the capacity of the narrowest cut, by trying all of them."""
    cuts = [
        sum(capacity for start, end, capacity in pipes if side[start] and not side[end])
        for side in product((False, True), repeat=NODES)
        if side[SOURCE] and not side[SINK]
    ]
    return min(cuts)


@pytest.mark.parametrize("seed", range(60))
def test_most_is_the_least_cut(seed: int) -> None:
    draw = Random(seed)  # noqa: S311 - a draw, not a secret
    pairs = [(one, two) for one in range(NODES) for two in range(NODES) if one != two]
    pipes = [(*pair, draw.randint(0, 9)) for pair in draw.sample(pairs, draw.randint(4, 20))]
    network = Network()
    for _ in range(NODES):
        network.node()
    for start, end, capacity in pipes:
        network.join(start, end, capacity)

    assert network.most(SOURCE, SINK) == least_cut(pipes)


def test_most_undoes_a_way_that_was_a_mistake() -> None:
    network = Network()
    for _ in range(4):
        network.node()
    for start, end in ((0, 1), (0, 2), (1, 2), (1, 3), (2, 3)):
        network.join(start, end, 1)

    assert network.most(0, 3) == 2
