"""How fast this machine is now: the processor time of a fixed piece of plain Python."""

import time

STEPS = 1_000_000


def measure_pace() -> float:
    """Return the seconds that the piece takes, the least of three goes.

    Times are told as multiples of it, so that a slow or busy machine fails no test.
    """
    return min(_go() for _ in range(3))


def _go() -> float:
    began = time.process_time()
    table: dict[int, int] = {}
    for number in range(STEPS):
        table[number % 997] = table.get(number % 991, 0) + number
    return time.process_time() - began
