"""The market's bound in compiled code: the same as `plain`, many times faster."""

import ctypes
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any

import numpy as np

from solver.native import library
from solver.stages.flat import flattened
from solver.stages.market import Market
from solver.stages.patterns import Whole
from solver.stages.prices import Prices, Rise

# With as many pairs of a CDO and a demand as this, two threads can share a step.
CUT_PAIRS = 400
# What a step gives that was stopped, or could not get its memory.
STOPPED = -(1 << 63)


class _Memory(ctypes.Structure):
    """What a step remembers for the next one (market.h)."""

    _fields_ = [
        *((name, ctypes.c_void_p) for name in ("row", "most", "price", "next_price", "margin")),
        ("is_known", ctypes.c_int64),
    ]


class Quick:
    """A market whose steps run in compiled code, without Python's lock.

    Raises `OSError` where there is no compiled library.
    """

    def __init__(self, market: Market) -> None:
        loaded = library.load()
        if loaded is None:
            raise OSError("there is no compiled library")
        self.market, self.layout = market, market.layout
        self._library = loaded
        self._data, self._arrays = flattened(market)
        self._stop = ctypes.c_int32(0)
        sizes = (self.layout.size, market.pairs, *[self.layout.stalls] * 3)
        self._rows = [np.zeros(size, dtype=np.int64) for size in sizes]
        self._memory = _Memory(*(row.ctypes.data for row in self._rows), 0)
        self._cuts = _cuts(market)
        self._pool: ThreadPoolExecutor | None = None

    def use_threads(self, count: int) -> None:
        """Let so many threads share each step from now on, where it is worth it."""
        if self._pool is not None:
            self._pool.shutdown()
        parts = min(count, len(self._cuts) - 1)
        self._pool = ThreadPoolExecutor(parts) if parts > 1 else None

    def stop(self) -> None:
        """End the step that is being made, and all later ones, at once."""
        self._stop.value = 1

    def bound(self, prices: Prices) -> tuple[int, Rise]:
        """Prove a bound in grains, and give the direction in which it rises.

        Once stopped, the bound is `STOPPED` and says nothing. Threads change nothing of it, as the
        stalls are cut in the same place without them.
        """
        row, spans = np.ascontiguousarray(prices.row), list(pairwise(self._cuts))
        run = map if self._pool is None else self._pool.map
        try:
            parts = list(run(lambda span: self._part(row, *span), spans))
        except MemoryError:  # some of what is remembered may be of this row by now
            self._memory.is_known = 0
            raise
        total, rise = parts[0]
        for more, other in parts[1:]:
            total = STOPPED if STOPPED in (total, more) else total + more
            rise.row += other.row
            rise.taken += other.taken
        self._rows[0][:] = row
        self._memory.is_known = total != STOPPED
        return total, rise

    def _part(self, row: Whole, first: int, last: int) -> tuple[int, Rise]:
        """Give what the stalls from the first to before the last add."""
        rise = Rise(self.layout)
        memory, stop = ctypes.byref(self._memory), ctypes.byref(self._stop)
        span = ctypes.c_int64(first), ctypes.c_int64(last)
        total = self._call("market_bound", row, rise.row, rise.taken, memory, *span, stop)
        return total, rise

    def rents(self, prices: Prices, time_prices: Whole) -> Whole:
        """Give for every pair what the CDO would pay the demand at most, at prices of time."""
        found = np.zeros(self.market.pairs, dtype=np.int64)
        times = np.ascontiguousarray(time_prices, dtype=np.int64)
        self._call("market_rents", np.ascontiguousarray(prices.row), times, found)
        return found

    def time_prices(self, prices: Prices) -> Whole:
        """Give for every stall what one more slot of the CDO's whole time would earn."""
        found = np.zeros(self.layout.stalls, dtype=np.int64)
        self._call("market_time_prices", np.ascontiguousarray(prices.row), found)
        return found

    def _call(self, name: str, *given: Any) -> int:
        """Call a function of the library; raises `MemoryError` where it cannot get its room."""
        function = getattr(self._library, name)
        function.restype = ctypes.c_int64
        pointers = [
            ctypes.c_void_p(one.ctypes.data) if isinstance(one, np.ndarray) else one
            for one in given
        ]
        result = int(function(ctypes.byref(self._data), *pointers))
        if result == STOPPED and not self._stop.value:
            raise MemoryError("no memory for a step of prices")
        return result


def _cuts(market: Market) -> list[int]:
    """Give the stalls where a step is cut, the first and the end among them: equally many pairs."""
    stalls = len(market.stalls)
    if market.pairs < CUT_PAIRS:
        return [0, stalls]
    return [0, int(np.searchsorted(market.pair_at, market.pairs / 2)), stalls]
