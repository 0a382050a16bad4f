"""How fast this machine is now: the processor time of a fixed piece of plain Python."""

import time
from collections.abc import Callable

STEPS = 1_000_000


def measure_pace() -> float:
    """Return the seconds that the piece takes, the least of three goes.

    Times are told as multiples of it, so that a slow or busy machine fails no test.
    """
    return min(_go() for _ in range(3))


def measure_least(act: Callable[[], object]) -> float:
    """Return the processor time of an act in seconds, the lesser of two goes.

    A collection of garbage that falls into one go is of the whole suite's making, not the act's.
    """
    return min(_time(act) for _ in range(2))


def _time(act: Callable[[], object]) -> float:
    began = time.process_time()
    act()
    return time.process_time() - began


def _go() -> float:
    return _time(_count)


def _count() -> None:
    table: dict[int, int] = {}
    for number in range(STEPS):
        table[number % 997] = table.get(number % 991, 0) + number
