"""A problem as flat arrays by the names of question.h: weights, time, demands, CDOs, roads."""

from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from solver.candidates import Candidates
from solver.places import Places
from solver.problem import Problem

WEEKDAYS = 7
# Numbers are held in 16 bits, points in 64.
MOST_NUMBERS, MOST_POINTS = 32_000, 1 << 50

Array = NDArray[Any]


def first_of(lists: Iterable[Sequence[Any]]) -> Array:
    """Give where each list begins when all lie one after another, and where the last ends."""
    return np.cumsum([0, *map(len, lists)])


def weights_of(candidates: Candidates) -> dict[str, Any]:
    problem, weights = candidates.problem, candidates.problem.weights
    most = problem.instance.max_changes
    names = ("extra_cdo", "new_cdo", "off_rhythm", "non_preferred", "km", "balance", "change")
    return {
        **{name: getattr(weights, name) for name in names},
        "constant": weights.change * candidates.lost_published,
        "max_changes": -1 if most is None else min(most, MOST_NUMBERS),
        "frozen_days": problem.frozen_days,
    }


def time_of(candidates: Candidates) -> dict[str, Any]:
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


def demands_of(candidates: Candidates) -> dict[str, Any]:
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
        "curve_first": first_of(problem.shortage),
        "curve": list(chain(*problem.shortage)),
        "window": problem.windows,
        "window_first": first_of([d.windows for d in demands]),
        "unwished": _unwished(problem),
        "foe_first": first_of(foes),
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
        "shape_first": first_of(lengths),
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
        "eligible_first": first_of(eligible),
        "eligible": cdos,
        "able_first": np.cumsum([0, *counts]),
        "able": demands[np.argsort(cdos, kind="stable")],
    }


def cdos_of(candidates: Candidates) -> dict[str, Any]:
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


def roads_of(candidates: Candidates) -> dict[str, Any]:
    """Give kilometres and needed minutes between all places of the problem."""
    places = Places(candidates.problem)
    return {
        "places": len(places.rank),
        "road_km": places.km,
        "gap_minutes": np.minimum(np.ceil(places.gap_minutes), MOST_POINTS >> 20),
        "place": places.sites,
        "base": places.bases,
    }
