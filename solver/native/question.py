"""Lay a problem out as flat arrays, once, for the compiled search (see question.h)."""

import ctypes
import math
from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from solver.candidates import Candidates
from solver.grid import EARTH_RADIUS_KM
from solver.problem import Option, Problem

MOST_SLOTS = 32
WEEKDAYS = 7
# Demands, CDOs and days are held in 16 bits, points in 64, the price of a visit in 35 (insert.h).
MOST_NUMBERS = 32_000
MOST_POINTS, MOST_PRICE = 1 << 50, 1 << 34
# The longest way between two places and back.
EARTH_KM = 2 * math.pi * EARTH_RADIUS_KM
# Kilometres nearer than this to where they are rounded up are computed by the grid itself.
NEAR = 1e-6

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
Array = NDArray[Any]


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
        for part in (_weights, _time, _demands, _cdos, _roads):
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
        return {"fixed": marks, "published_first": _first(lists), **columns}


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


def _first(lists: Iterable[Sequence[Any]]) -> Array:
    """Give where each list begins when all lie one after another, and where the last ends."""
    return np.cumsum([0, *map(len, lists)])


def _weights(candidates: Candidates) -> dict[str, Any]:
    problem, weights = candidates.problem, candidates.problem.weights
    most = problem.instance.max_changes
    names = ("extra_cdo", "new_cdo", "off_rhythm", "non_preferred", "km", "balance", "change")
    return {
        **{name: getattr(weights, name) for name in names},
        "constant": weights.change * candidates.lost_published,
        "max_changes": -1 if most is None else min(most, MOST_NUMBERS),
        "frozen_days": problem.frozen_days,
    }


def _time(candidates: Candidates) -> dict[str, Any]:
    grid = candidates.problem.grid
    return {
        "days": len(grid.days),
        "weeks": grid.week_count,
        "slots": grid.slots_per_day,
        "week": grid.week,
        "weekday": grid.weekday,
        "starts": grid.starts,
        "ends": grid.ends,
    }


def _demands(candidates: Candidates) -> dict[str, Any]:
    problem, demands = candidates.problem, candidates.problem.demands
    members = {name: n for n, name in enumerate(dict.fromkeys(d.member for d in demands))}
    foes = [
        [members[foe] for foe in sorted(problem.foes.get(m, ())) if foe in members] for m in members
    ]
    numbers = problem.cdo_index
    return {
        "demands": len(demands),
        "members": len(members),
        "requested": [d.requested for d in demands],
        "member": [members[d.member] for d in demands],
        "per_window": [min(d.per_window, MOST_NUMBERS) for d in demands],
        "max_cdos": [min(d.max_cdos, MOST_NUMBERS) for d in demands],
        "previous": [-1 if d.previous_cdo is None else numbers[d.previous_cdo] for d in demands],
        "rhythm": [d.rhythm for d in demands],
        "curve_first": _first(problem.shortage),
        "curve": list(chain(*problem.shortage)),
        "window": problem.windows,
        "window_first": _first([d.windows for d in demands]),
        "unwished": _unwished(problem),
        "foe_first": _first(foes),
        "foe": list(chain(*foes)),
        **_shapes(candidates),
        **_eligible(candidates),
    }


def _unwished(problem: Problem) -> Array:
    whole = (1 << problem.grid.slots_per_day) - 1
    found = np.zeros((len(problem.demands), WEEKDAYS), np.uint32)
    for demand, preferred in enumerate(problem.preferred):
        if preferred:
            found[demand] = whole
            for weekday, slot in preferred:
                if slot < problem.grid.slots_per_day:
                    found[demand, weekday] &= ~np.uint32(1 << slot)
    return found


def _shapes(candidates: Candidates) -> dict[str, Any]:
    """Give each demand's lengths and, per day, the starts that it allows."""
    grid = candidates.problem.grid
    lengths = [
        [n for n in dict.fromkeys(d.lengths) if n <= grid.slots_per_day]
        for d in candidates.problem.demands
    ]
    starts = [candidates.starts(d, n) for d, own in enumerate(lengths) for n in own]
    return {
        "shapes": len(starts),
        "shape_first": _first(lengths),
        "shape_length": list(chain(*lengths)),
        "shape_starts": _by_day(starts, len(grid.days), grid.slots_per_day),
    }


def _by_day(sets: Sequence[int], days: int, slots: int) -> Array:
    """Cut sets of bits over the period into one number per day: shape (sets, days)."""
    size = (days * slots + 7) // 8
    packed = b"".join(bits.to_bytes(size, "little") for bits in sets)
    rows = np.frombuffer(packed, np.uint8).reshape(len(sets), size)
    flags = np.unpackbits(rows, axis=1, count=days * slots, bitorder="little")
    found = np.zeros((len(sets), days), np.uint32)
    for slot in range(slots):
        found |= flags[:, slot::slots].astype(np.uint32) << np.uint32(slot)
    return found


def _eligible(candidates: Candidates) -> dict[str, Any]:
    eligible = candidates.eligible
    cdos = np.array(list(chain(*eligible)), np.int32)
    demands = np.repeat(np.arange(len(eligible)), [len(own) for own in eligible])
    counts = np.bincount(cdos, minlength=len(candidates.problem.cdos))
    return {
        "eligible_first": _first(eligible),
        "eligible": cdos,
        "able_first": np.cumsum([0, *counts]),
        "able": demands[np.argsort(cdos, kind="stable")],
    }


def _cdos(candidates: Candidates) -> dict[str, Any]:
    cdos, grid = candidates.problem.cdos, candidates.problem.grid
    limit = len(grid.days) * grid.slots_per_day

    def each(value: Callable[[Any], int]) -> list[int]:
        return [min(value(cdo), MOST_NUMBERS) for cdo in cdos]

    return {
        "cdos": len(cdos),
        "available": _by_day(candidates.available, len(grid.days), grid.slots_per_day),
        "day_cap": each(lambda c: c.day_cap),
        "week_cap": each(lambda c: c.week_cap),
        "period_cap": each(lambda c: c.period_cap),
        "average_weeks": each(lambda c: c.average_cap.weeks if c.average_cap else 0),
        "average_slots": each(lambda c: c.average_cap.slots if c.average_cap else limit),
        "max_members": each(lambda c: c.max_members),
        "max_sites": each(lambda c: c.max_sites_per_day),
        "target": [-1 if c.target_load is None else c.target_load for c in cdos],
    }


def _roads(candidates: Candidates) -> dict[str, Any]:
    """Give kilometres and needed minutes between all places of the problem."""
    problem, grid = candidates.problem, candidates.problem.grid
    names = [d.site for d in problem.demands if d.on_site]
    names = list(dict.fromkeys([*(cdo.base for cdo in problem.cdos), *names]))
    rank = {name: place for place, name in enumerate(names)}
    km = _road_km(problem, names)
    way = 60 * km.astype(np.float64) / grid.travel.kmh
    minutes = np.ceil(grid.travel.fixed_minutes + way - 1e-9)
    need = np.where(minutes > 0, np.ceil(minutes + grid.travel.pause_minutes), 0)
    return {
        "places": len(names),
        "road_km": km,
        "gap_minutes": np.where(km == 0, 0, np.minimum(need, MOST_POINTS >> 20)),
        "place": [rank[d.site] if d.on_site else -1 for d in problem.demands],
        "base": [rank[cdo.base] for cdo in problem.cdos],
    }


def _road_km(problem: Problem, names: list[str]) -> Array:
    """Give the kilometres of `grid.km` between places, at one stroke."""
    grid = problem.grid
    lat = np.radians(np.array([grid.sites[name].lat for name in names]))
    lon = np.radians(np.array([grid.sites[name].lon for name in names]))
    chord = np.sin((lat[:, None] - lat) / 2) ** 2
    chord += np.cos(lat)[:, None] * np.cos(lat) * np.sin((lon[:, None] - lon) / 2) ** 2
    straight = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.minimum(chord, 1.0)))
    exact = grid.travel.detour * straight - 1e-9
    km: Array = np.ceil(exact).astype(np.int64)
    for one, two in zip(*np.nonzero(np.abs(exact - np.rint(exact)) < NEAR), strict=True):
        km[one, two] = grid.km(names[one], names[two])
    return km
