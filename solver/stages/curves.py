"""What the visits of a demand cost one CDO at least, step by step, when every slot has a price.

A curve gives for 1, 2, … steps of a demand's volume the least grains that they cost: prices of
slots, tolls, unwished positions, broken rhythm, less what keeping a published visit is worth. It
knows neither the other demands of the CDO, but for the roads, nor the other CDOs of the demand.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from solver.stages.patterns import Floats, Pattern, Starts, Whole
from solver.stages.stalls import Stall

Number = TypeVar("Number", bound=np.generic)


@dataclass(frozen=True)
class Priced:
    """Curves of a group of demands: least grains after 1, 2, … steps.

    `order` has, item by item and per rhythm, the places of the steps from the cheapest on, and
    `chosen` the cell of each place; a step is `parts` of the visit that starts there.
    """

    grains: Whole
    rhythm: Whole
    order: Whole
    chosen: Whole
    parts: Floats

    def cells(self, row: int, steps: int) -> tuple[Whole, Floats]:
        """Give the cells of the first steps of an item, and what part of each visit it is."""
        rhythm = self.rhythm[row, steps - 1]
        places = self.order[row, :steps, rhythm]
        return self.chosen[row, places, rhythm], self.parts[row, places, rhythm]


class Group:
    """Demands of one CDO whose patterns have one shape; arrays begin with the item.

    `extra` has the grains of each cell beside the prices, `tolls` which toll it pays.
    """

    def __init__(
        self, items: list[int], patterns: Sequence[Pattern], extra: Whole, tolls: Whole
    ) -> None:
        self.items = items
        self.first = patterns[0]
        self.cells = np.stack([pattern.cells for pattern in patterns])
        self.sizes = np.stack([pattern.sizes for pattern in patterns])
        self.extra, self.tolls = extra, tolls
        self.numbers = np.arange(self.first.cells.size).reshape(self.first.cells.shape)

    def priced(self, prices: Whole, tolls: Whole, bonus: Whole, off_rhythm: int) -> Priced:
        """Price the group, given the price of every start, every toll, and bonus of every cell."""
        costs = (prices[self.cells] + tolls[self.tolls] + self.extra - bonus) // self.sizes
        best = costs.argmin(3)[..., None]
        cheapest = np.take_along_axis(costs, best, 3)[..., 0]
        numbers = np.broadcast_to(self.numbers, self.cells.shape)
        chosen = np.take_along_axis(numbers, best, 3)[..., 0]
        parts = 1 / np.take_along_axis(self.sizes, best, 3)[..., 0]
        if self.first.is_rhythmic:
            return _in_rhythm(cheapest, chosen, parts, off_rhythm)
        return self._in_any_order(cheapest, chosen, parts)

    def _in_any_order(self, costs: Whole, chosen: Whole, parts: Floats) -> Priced:
        """Take the cheapest days of every window, each as often as the longest visit has steps."""
        days = costs.argsort(2, kind="stable")[:, :, : self.first.most_days]
        steps = self.first.steps
        costs = _flat(costs, days, steps)
        order = costs.argsort(1, kind="stable")
        grains = np.take_along_axis(costs, order, 1).cumsum(1)[..., 0]
        rhythm = np.zeros(grains.shape, dtype=np.int64)
        return Priced(grains, rhythm, order, _flat(chosen, days, steps), _flat(parts, days, steps))


def _flat(values: NDArray[Number], days: Whole, steps: int) -> NDArray[Number]:
    """Line up the values of some days of all windows, each once per step."""
    kept = np.take_along_axis(values, days, 2)
    return np.repeat(kept.reshape(len(values), -1), steps, axis=1)[..., None]


def _in_rhythm(costs: Whole, chosen: Whole, parts: Floats, off_rhythm: int) -> Priced:
    """Try every position as the rhythm; a visit elsewhere in its window pays for that."""
    other = costs.argmin(2)[..., None]
    elsewhere = np.take_along_axis(costs, other, 2) + off_rhythm
    start = np.where(costs <= elsewhere, chosen, np.take_along_axis(chosen, other, 2))
    costs = np.minimum(costs, elsewhere)
    order = costs.argsort(1, kind="stable")
    sums = np.take_along_axis(costs, order, 1).cumsum(1)
    return Priced(sums.min(2), sums.argmin(2), order, start, parts)


class Curves:
    """The demands that one CDO can serve, with their curves at any prices of slots and stops."""

    def __init__(self, stall: Stall, starts: Starts, off_rhythm: int) -> None:
        self.stall, self.starts, self.off_rhythm = stall, starts, off_rhythm
        shapes: dict[object, list[int]] = defaultdict(list)
        for item, pattern in enumerate(stall.patterns.values()):
            shapes[pattern.shape].append(item)
        self.groups = [self._group(items) for items in shapes.values()]
        self.row_of = {
            item: (group, row)
            for group, part in enumerate(self.groups)
            for row, item in enumerate(part.items)
        }

    def _group(self, items: list[int]) -> Group:
        patterns = [self.stall.patterns[self.stall.demands[item]] for item in items]
        rows = list(zip(items, patterns, strict=True))
        extra = [p.unwished + self.stall.fixed[item][p.blocks] for item, p in rows]
        tolls = [self._tolls(item, p) for item, p in rows]
        return Group(items, patterns, np.stack(extra), np.stack(tolls))

    def _tolls(self, item: int, pattern: Pattern) -> Whole:
        """Number the toll of every cell; the last number is that of no toll."""
        stall, count = self.stall, len(self.stall.roads.stops)
        stop = stall.stops[item][pattern.blocks]
        days = np.repeat(stall.group_of_day, self.starts.slots // len(stall.group_of_day))
        group = np.append(np.tile(days, len(self.starts.lengths)), -1)[pattern.cells]
        return np.where((stop < 0) | (group < 0), count * len(stall.rooms), group * count + stop)

    def priced(self, slot_prices: Whole, tolls: Whole, bonus: dict[int, Whole]) -> list[Priced]:
        """Price every group at these prices of slots and tolls; `bonus` is per item and cell."""
        prices = self.starts.prices(slot_prices, self.stall.reach)
        tolls = np.append(tolls, 0)
        return [
            group.priced(prices, tolls, self._bonus(group, bonus), self.off_rhythm)
            for group in self.groups
        ]

    def _bonus(self, group: Group, bonus: dict[int, Whole]) -> Whole:
        shape = group.cells.shape
        full = np.zeros((shape[0], group.first.cells.size), dtype=np.int64)
        for row, item in enumerate(group.items):
            if item in bonus:
                full[row] = bonus[item]
        return full.reshape(shape)

    def visits(self, priced: list[Priced], item: int, steps: int) -> list["Step"]:
        """Give the first steps of an item's curve."""
        group, row = self.row_of[item]
        cells, shares = priced[group].cells(row, steps)
        numbers = self.groups[group].cells[row].reshape(-1)[cells]
        tolls = self.groups[group].tolls[row].reshape(-1)[cells]
        rows = zip(cells.tolist(), tolls.tolist(), numbers.tolist(), shares.tolist(), strict=True)
        return [Step(cell, toll, *self.starts.span(n), share) for cell, toll, n, share in rows]


class Step(NamedTuple):
    """A share of one visit: its cell, the number of its toll, its first slot and its length."""

    cell: int
    toll: int
    slot: int
    length: int
    share: float
