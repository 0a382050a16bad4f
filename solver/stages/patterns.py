"""The starts that each demand allows, arranged so that many demands are priced at once.

A start is a number: length and slot of the period. Windows, halves, forbidden slots and frozen days
are dealt with here; which CDO is available is not.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import gcd

import numpy as np
from numpy.typing import NDArray

from solver.candidates import Candidates

# All sums of the proof are whole numbers of grains, so that none of them is ever rounded; what must
# be divided is rounded to the side on which the proof still holds.
GRAINS_PER_POINT = 1024
FAR = 1 << 50
# Costs from here on have something impossible in them; all sums stay below the most grains.
TOO_DEAR = FAR >> 6
MOST_GRAINS = 1 << 60

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Bits = NDArray[np.bool_]


class Starts:
    """Numbers for the starts of visits: one block of slots of the period per length."""

    def __init__(self, candidates: Candidates) -> None:
        problem = candidates.problem
        self.lengths = sorted({n for demand in problem.demands for n in demand.lengths})
        self.slots = len(problem.grid.days) * problem.grid.slots_per_day
        self.nowhere = len(self.lengths) * self.slots

    def number(self, length: int, slot: int) -> int:
        """Give the number of a start at a slot of the period."""
        return self.lengths.index(length) * self.slots + slot

    def span(self, number: int) -> tuple[int, int]:
        """Give the first slot of the period and the length of a visit."""
        block, slot = divmod(number, self.slots)
        return slot, self.lengths[block]

    def prices(self, slot_prices: Whole, free: Bits) -> Whole:
        """Price every start by the sum of its slots; `free` says which starts are in reach."""
        found = np.full(self.nowhere + 1, FAR, dtype=np.int64)
        until = np.concatenate([[0], np.cumsum(slot_prices)])
        for block, length in enumerate(self.lengths):
            count = max(0, self.slots - length + 1)
            first = block * self.slots
            found[first : first + count] = until[length : length + count] - until[:count]
        return np.where(free, found, FAR)

    def free(self, slots: Bits, day_cap: int) -> Bits:
        """Say of each start whether all its slots are free and it is not too long for a day."""
        found = np.zeros(self.nowhere + 1, dtype=np.bool_)
        until = np.concatenate([[0], np.cumsum(~slots)])
        for block, length in enumerate(self.lengths):
            count = max(0, self.slots - length + 1)
            if length <= day_cap:
                first = block * self.slots
                found[first : first + count] = until[length : length + count] == until[:count]
        return found


@dataclass(frozen=True)
class Pattern:
    """The starts that a demand allows, as cells of equal rank.

    With `is_rhythmic`, `cells` has the axes window, position, start: one visit per window, and
    one position is the rhythm. Otherwise window, day, start: `most_days` days per window, each
    good for up to `steps` steps of the volume. Per cell: `unwished`, the grains of an unwished
    position, `blocks` the rank of its length, `sizes` its length in steps.
    """

    step: int
    is_rhythmic: bool
    most_days: int
    steps: int
    cells: Whole
    unwished: Whole
    blocks: Whole
    sizes: Whole

    @property
    def shape(self) -> tuple[bool, int, int, tuple[int, ...]]:
        """Patterns of one shape are computed together."""
        return self.is_rhythmic, self.most_days, self.steps, self.cells.shape


def pattern_of(candidates: Candidates, starts: Starts, demand: int) -> Pattern | None:
    """Make the pattern of a demand, or None when it allows no visit at all."""
    asked = candidates.problem.demands[demand]
    is_rhythmic = asked.rhythm and asked.per_window == 1 and len(asked.lengths) == 1
    rows = _rows(candidates, starts, demand, is_rhythmic=is_rhythmic)
    if not rows:
        return None
    cells = _rectangle(rows, starts.nowhere)
    step = gcd(*asked.lengths)
    blocks = cells // starts.slots
    return Pattern(
        step=step,
        is_rhythmic=is_rhythmic,
        most_days=min(asked.per_window, cells.shape[1]),
        steps=max(asked.lengths) // step,
        cells=cells,
        unwished=_unwished(candidates, starts, demand, cells),
        blocks=blocks,
        sizes=np.maximum(1, np.array([*starts.lengths, 0])[blocks] // step),
    )


def _rows(
    candidates: Candidates, starts: Starts, demand: int, *, is_rhythmic: bool
) -> list[list[list[int]]]:
    """Sort the starts of a demand by window, then by position or by day."""
    grid, windows = candidates.problem.grid, candidates.problem.windows[demand]
    found: dict[int, dict[tuple[int, int], list[int]]] = defaultdict(lambda: defaultdict(list))
    for length, day, slot in _list_starts(candidates, demand):
        key = (grid.weekday[day], slot) if is_rhythmic else (day, 0)
        number = starts.number(length, day * grid.slots_per_day + slot)
        found[windows[day]][key].append(number)
    if not is_rhythmic:
        return [[cells[key] for key in sorted(cells)] for cells in found.values()]
    places = sorted({key for cells in found.values() for key in cells})
    return [[cells.get(place, []) for place in places] for cells in found.values()]


def _list_starts(candidates: Candidates, demand: int) -> Iterator[tuple[int, int, int]]:
    """Give length, day and slot of the starts, on frozen days only those that are published."""
    per_day = candidates.problem.grid.slots_per_day
    for length in sorted(set(candidates.problem.demands[demand].lengths)):
        published = sum(
            {
                1 << (o.day * per_day + o.slot)
                for o in candidates.published_of[demand]
                if o.length == length
            }
        )
        left = candidates.starts(demand, length) & (candidates.open_days | published)
        while left:
            lowest = left & -left
            day, slot = divmod(lowest.bit_length() - 1, per_day)
            yield length, day, slot
            left ^= lowest


def _rectangle(rows: Sequence[Sequence[Sequence[int]]], nowhere: int) -> Whole:
    """Fill lists of lists up to the longest, with starts that are nowhere."""
    width = max(len(row) for row in rows)
    depth = max(len(cell) for row in rows for cell in row)
    full = np.full((len(rows), width, depth), nowhere, dtype=np.int64)
    for place, row in enumerate(rows):
        for key, cell in enumerate(row):
            full[place, key, : len(cell)] = cell
    return full


def _unwished(candidates: Candidates, starts: Starts, demand: int, cells: Whole) -> Whole:
    """Price the visits on positions that are not preferred, in grains."""
    problem, grid = candidates.problem, candidates.problem.grid
    wished = problem.preferred[demand]
    if not wished:
        return np.zeros(cells.shape, dtype=np.int64)
    is_wished = [
        (weekday, slot) in wished for weekday in grid.weekday for slot in range(grid.slots_per_day)
    ]
    price = problem.weights.non_preferred * GRAINS_PER_POINT
    each = np.where([*(is_wished * len(starts.lengths)), True], 0, price)
    return np.asarray(each[cells], dtype=np.int64)
