"""Lay a problem out as flat arrays, once, for the compiled search (see question.h)."""

import ctypes
import math
from collections.abc import Iterable
from itertools import chain
from typing import Any

import numpy as np

from solver.candidates import Candidates
from solver.grid import EARTH_RADIUS_KM
from solver.native.arrays import (
    MOST_NUMBERS,
    MOST_POINTS,
    Array,
    cdos_of,
    demands_of,
    first_of,
    roads_of,
    time_of,
    weights_of,
)
from solver.problem import Option, Problem

MOST_SLOTS = 32
# The price of a visit is held in 35 bits (insert.h).
MOST_PRICE = 1 << 34
# The longest way between two places and back.
EARTH_KM = 2 * math.pi * EARTH_RADIUS_KM

_COUNTS = (
    *("demands", "cdos", "days", "weeks", "slots", "places", "members", "shapes"),
    *("frozen_days", "max_changes"),
    *("extra_cdo", "new_cdo", "off_rhythm", "non_preferred", "km", "balance", "change"),
    "constant",
)
_ARRAYS = (
    *("week", "weekday", "starts", "ends"),
    *("requested", "member", "place", "per_window", "max_cdos", "previous", "rhythm"),
    *("curve_first", "curve", "window", "window_first", "unwished"),
    *("shape_first", "shape_length", "shape_starts"),
    *("eligible_first", "eligible", "able_first", "able", "foe_first", "foe"),
    *("available", "base", "day_cap", "week_cap", "period_cap"),
    *("average_weeks", "average_slots", "max_members", "max_sites", "target"),
    *("road_km", "gap_minutes"),
    *("published_first", "published_cdo", "published_day", "published_slot", "published_length"),
    "fixed",
)
_TYPES = {
    "curve": np.int64,
    "unwished": np.uint32,
    "shape_starts": np.uint32,
    "available": np.uint32,
    "fixed": np.uint8,
}


class Layout(ctypes.Structure):
    """The question as C sees it."""

    _fields_ = [
        *((name, ctypes.c_int64) for name in _COUNTS),
        *((name, ctypes.c_void_p) for name in _ARRAYS),
    ]


class Question:
    """One problem, and the visits that may not move, as arrays; keeps them alive for C.

    Raises `OverflowError` where the numbers are too large for the compiled search.
    """

    def __init__(self, candidates: Candidates, fixed: Iterable[Option] = ()) -> None:
        self.problem = candidates.problem
        self.candidates = candidates
        _refuse_large(self.problem)
        self.shape = len(self.problem.demands), len(self.problem.grid.days)
        values: dict[str, Any] = {}
        for part in (weights_of, time_of, demands_of, cdos_of, roads_of):
            values |= part(candidates)
        values |= self._given(fixed)
        self.layout = Layout()
        self._arrays: list[Array] = []
        for name in _COUNTS:
            setattr(self.layout, name, int(values[name]))
        for name in _ARRAYS:
            array = np.ascontiguousarray(values[name], _TYPES.get(name, np.int32))
            self._arrays.append(array)
            setattr(self.layout, name, array.ctypes.data)

    def _given(self, fixed: Iterable[Option]) -> dict[str, Any]:
        marks = np.zeros(self.shape, np.uint8)
        for option in fixed:
            marks[option.demand, option.day] = 1
        lists = [sorted(options) for options in self.candidates.published_of]
        flat = np.array(list(chain(*lists)), np.int32).reshape(-1, len(Option._fields))
        names = ("cdo", "day", "slot", "length")
        columns = {f"published_{name}": flat[:, 1 + n] for n, name in enumerate(names)}
        return {"fixed": marks, "published_first": first_of(lists), **columns}


def _refuse_large(problem: Problem) -> None:
    grid, weights = problem.grid, problem.weights
    counts = (len(problem.demands), len(problem.cdos), len(grid.days), _longest_curve(problem))
    points = sum(curve[0] for curve in problem.shortage)
    # The dearest visit: both legs of its way rounded up, and whatever else it may pay.
    price = weights.off_rhythm + weights.non_preferred + weights.change
    price += weights.km * math.ceil(EARTH_KM * grid.travel.detour + 2)
    if (
        grid.slots_per_day > MOST_SLOTS
        or max(counts) > MOST_NUMBERS
        or points > MOST_POINTS
        or price > MOST_PRICE
    ):
        raise OverflowError("too large for the compiled search")


def _longest_curve(problem: Problem) -> int:
    return max(map(len, problem.shortage), default=0)
