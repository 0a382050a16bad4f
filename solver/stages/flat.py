"""The data of a market as one structure of flat arrays, as compiled code reads it (market.h)."""

import ctypes
from collections.abc import Callable, Sequence

import numpy as np

from solver.stages.market import Market
from solver.stages.patterns import Bits, Whole


def _names(text: str) -> list[str]:
    return text.split()


# The fields of the structure in market.h, in its order.
COUNTS = _names("""
    demands stalls slots days weeks blocks off_rhythm extra_cdo change force published most_changes
    constant balance
""")
ARRAYS = _names("""
    lengths week_of_slot day_of_slot windows width depth is_rhythmic most_days steps step most_cdos
    cell_at saved_at cells unwished sizes saved pair_at unit tail_at tail week_room most_members
    reach is_free group_of_day group_at room group_days stop_at stop_length alone toll_at tour_at
    tours pair_demand fresh mates fixed stops kept_at kept_cell kept_published kept_forced
""")


class Flat(ctypes.Structure):
    """The structure; it is valid as long as the arrays that `flattened` gives with it."""

    _fields_ = [(name, ctypes.c_int64) for name in COUNTS] + [
        (name, ctypes.c_void_p) for name in ARRAYS
    ]


def flattened(market: Market) -> tuple[Flat, dict[str, Whole]]:
    """Give the structure of a market, and the arrays that it points into."""
    arrays = _arrays(market)
    flat = Flat(**_counts(market))
    for name, array in arrays.items():
        setattr(flat, name, array.ctypes.data)
    return flat, arrays


def _counts(market: Market) -> dict[str, int]:
    layout, problem = market.layout, market.problem
    return {
        "demands": layout.demands,
        "stalls": layout.stalls,
        "slots": layout.slots,
        "days": len(problem.grid.days),
        "weeks": layout.weeks,
        "blocks": len(market.starts.lengths),
        "off_rhythm": market.off_rhythm,
        "extra_cdo": market.extra_cdo,
        "change": market.change,
        "force": market.force,
        "published": market.published,
        "most_changes": market.most_changes or 0,
        "constant": market.constant,
        "balance": market.balance,
    }


def _arrays(market: Market) -> dict[str, Whole]:
    grid = market.problem.grid
    arrays = {
        "lengths": _whole(market.starts.lengths),
        "week_of_slot": _whole(market.weeks),
        "day_of_slot": np.repeat(np.arange(len(grid.days)), grid.slots_per_day),
        **_of_demands(market),
        **_of_stalls(market),
        **_of_pairs(market),
    }
    return {
        name: np.ascontiguousarray(
            array, dtype=np.uint8 if name in ("reach", "is_free") else np.int64
        )
        for name, array in arrays.items()
    }


def _whole(values: Sequence[int] | Whole) -> Whole:
    return np.array(values, dtype=np.int64)


def _joined(arrays: Sequence[Whole | Bits]) -> Whole:
    return np.concatenate([np.zeros(0, dtype=np.int64), *(array.reshape(-1) for array in arrays)])


def _offsets(arrays: Sequence[Whole]) -> Whole:
    return np.cumsum([0, *(array.size for array in arrays)])


def _of_demands(market: Market) -> dict[str, Whole]:
    patterns = [market.patterns.get(demand) for demand in range(market.layout.demands)]

    def each(value: Callable[..., int]) -> Whole:
        return _whole([value(p) if p else 0 for p in patterns])

    cells = [p.cells if p else np.zeros(0, dtype=np.int64) for p in patterns]
    known = [p for p in patterns if p]
    return {
        "windows": each(lambda p: p.cells.shape[0]),
        "width": each(lambda p: p.cells.shape[1]),
        "depth": each(lambda p: p.cells.shape[2]),
        "is_rhythmic": each(lambda p: p.is_rhythmic),
        "most_days": each(lambda p: p.most_days),
        "steps": each(lambda p: p.steps),
        "step": each(lambda p: p.step),
        "most_cdos": _whole(market.most_cdos),
        "cell_at": _offsets(cells),
        "cells": _joined(cells),
        "unwished": _joined([p.unwished for p in known]),
        "sizes": _joined([p.sizes for p in known]),
        "saved_at": _offsets(market.saved),
        "saved": _joined(market.saved),
    }


def _of_stalls(market: Market) -> dict[str, Whole]:
    stalls = market.stalls
    tours = [stall.roads.tours for stall in stalls]
    return {
        "pair_at": _offsets([stall.fresh for stall in stalls]),
        "unit": _whole([stall.unit for stall in stalls]),
        "tail_at": _offsets([stall.tail for stall in stalls]),
        "tail": _joined([stall.tail for stall in stalls]),
        "week_room": _joined([stall.week_room for stall in stalls]),
        "most_members": _whole([stall.most_members for stall in stalls]),
        "reach": _joined([stall.reach for stall in stalls]),
        "is_free": _joined([stall.free for stall in stalls]),
        "group_of_day": _joined([stall.group_of_day for stall in stalls]),
        "group_at": _offsets([stall.rooms for stall in stalls]),
        "room": _joined([stall.rooms for stall in stalls]),
        "group_days": _joined([stall.days for stall in stalls]),
        "stop_at": _offsets([stall.roads.lengths for stall in stalls]),
        "stop_length": _joined([stall.roads.lengths for stall in stalls]),
        "alone": _joined([stall.roads.alone for stall in stalls]),
        "toll_at": market.toll_at,
        "tour_at": _offsets(tours),
        "tours": _joined(tours),
    }


def _of_pairs(market: Market) -> dict[str, Whole]:
    stalls, kept = market.stalls, market.kept
    first = _offsets([stall.fresh for stall in stalls])
    pairs = [int(first[visit.stall]) + visit.item for visit in kept]
    return {
        "pair_demand": _joined([_whole(stall.demands) for stall in stalls]),
        "fresh": _joined([stall.fresh for stall in stalls]),
        "mates": _joined([stall.mates for stall in stalls]),
        "fixed": _joined([stall.fixed for stall in stalls]),
        "stops": _joined([stall.stops for stall in stalls]),
        "kept_at": np.searchsorted(_whole(pairs), np.arange(int(first[-1]) + 1)),
        "kept_cell": _whole([visit.cell for visit in kept]),
        "kept_published": _whole([visit.is_published for visit in kept]),
        "kept_forced": _whole([visit.is_forced for visit in kept]),
    }
