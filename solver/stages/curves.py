"""What the visits of a demand cost one CDO at least, step by step, when every slot has a price.

A curve gives for 1, 2, … steps of a demand's volume the least points that they cost: prices of
slots, roads, unwished positions, broken rhythm. It knows neither the other demands of the CDO, but
for the roads, nor the other CDOs of the demand.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from solver.candidates import Candidates
from solver.stages.patterns import Floats, Pattern, Starts, Whole
from solver.stages.roads import Roads

Number = TypeVar("Number", bound=np.generic)


@dataclass(frozen=True)
class Priced:
    """Curves of a group of demands: least points after 1, 2, … steps.

    `order` has, item by item and per rhythm, the places of the steps from the cheapest on, and
    `chosen` the start of each place; a step is `parts` of the visit that starts there.
    """

    points: Floats
    rhythm: Whole
    order: Whole
    chosen: Whole
    parts: Floats

    def starts(self, row: int, steps: int) -> tuple[Whole, Floats]:
        """Give the starts of the first steps of an item, and what part of each visit it is."""
        rhythm = self.rhythm[row, steps - 1]
        places = self.order[row, :steps, rhythm]
        return self.chosen[row, places, rhythm], self.parts[row, places, rhythm]


class Group:
    """Demands of one CDO whose patterns have one shape; arrays begin with the item."""

    def __init__(self, items: list[int], patterns: Sequence[Pattern], roads: Floats) -> None:
        self.items = items
        self.first = patterns[0]
        self.cells = np.stack([pattern.cells for pattern in patterns])
        self.sizes = np.stack([pattern.sizes for pattern in patterns])
        blocks = np.stack([pattern.blocks for pattern in patterns])
        rows = np.arange(len(items))[:, None, None, None]
        self.points = np.stack([pattern.points for pattern in patterns]) + roads[rows, blocks]

    def priced(self, prices: Floats, off_rhythm: float) -> Priced:
        """Price the group, given the price of every start."""
        costs = (prices[self.cells] + self.points) / self.sizes
        best = costs.argmin(3)[..., None]
        cheapest = np.take_along_axis(costs, best, 3)[..., 0]
        chosen = np.take_along_axis(self.cells, best, 3)[..., 0]
        parts = 1 / np.take_along_axis(self.sizes, best, 3)[..., 0]
        if self.first.is_rhythmic:
            return _in_rhythm(cheapest, chosen, parts, off_rhythm)
        return self._in_any_order(cheapest, chosen, parts)

    def _in_any_order(self, costs: Floats, chosen: Whole, parts: Floats) -> Priced:
        """Take the cheapest days of every window, each as often as the longest visit has steps."""
        days = costs.argsort(2, kind="stable")[:, :, : self.first.most_days]
        steps = self.first.steps
        costs = _flat(costs, days, steps)
        order = costs.argsort(1, kind="stable")
        points = np.take_along_axis(costs, order, 1).cumsum(1)[..., 0]
        rhythm = np.zeros(points.shape, dtype=np.int64)
        return Priced(points, rhythm, order, _flat(chosen, days, steps), _flat(parts, days, steps))


def _flat(values: NDArray[Number], days: Whole, steps: int) -> NDArray[Number]:
    """Line up the values of some days of all windows, each once per step."""
    kept = np.take_along_axis(values, days, 2)
    return np.repeat(kept.reshape(len(values), -1), steps, axis=1)[..., None]


def _in_rhythm(costs: Floats, chosen: Whole, parts: Floats, off_rhythm: float) -> Priced:
    """Try every position as the rhythm; a visit elsewhere in its window pays for that."""
    other = costs.argmin(2)[..., None]
    elsewhere = np.take_along_axis(costs, other, 2) + off_rhythm
    start = np.where(costs <= elsewhere, chosen, np.take_along_axis(chosen, other, 2))
    costs = np.minimum(costs, elsewhere)
    order = costs.argsort(1, kind="stable")
    sums = np.take_along_axis(costs, order, 1).cumsum(1)
    return Priced(sums.min(2), sums.argmin(2), order, start, parts)


class Curves:
    """The demands that one CDO can serve, with their curves at any prices of slots."""

    def __init__(
        self, candidates: Candidates, starts: Starts, cdo: int, patterns: dict[int, Pattern]
    ) -> None:
        self.starts = starts
        self.demands = list(patterns)
        self.off_rhythm = float(candidates.problem.weights.off_rhythm)
        self.free = np.array([mark == "1" for mark in candidates.problem.cdos[cdo].available])
        self.reach = starts.free(self.free, candidates.problem.cdos[cdo].day_cap)
        roads, km = Roads(candidates, cdo, self.demands), candidates.problem.weights.km
        shapes: dict[object, list[int]] = defaultdict(list)
        for item, demand in enumerate(self.demands):
            shapes[patterns[demand].shape].append(item)
        tolls = np.array(
            [[*(km * roads.share(d, n) for n in starts.lengths), 0.0] for d in self.demands]
        )
        self.groups = [
            Group(items, [patterns[self.demands[item]] for item in items], tolls[items])
            for items in shapes.values()
        ]
        self.row_of = {
            item: (group, row)
            for group, part in enumerate(self.groups)
            for row, item in enumerate(part.items)
        }

    def priced(self, slot_prices: Floats) -> list[Priced]:
        """Price every group of demands at these prices of slots."""
        prices = self.starts.prices(slot_prices, self.reach)
        return [group.priced(prices, self.off_rhythm) for group in self.groups]

    def add_usage(self, priced: list[Priced], item: int, steps: int, usage: Floats) -> None:
        """Add the slots that the first steps of an item's curve take."""
        group, row = self.row_of[item]
        numbers, parts = priced[group].starts(row, steps)
        for number, part in zip(numbers.tolist(), parts.tolist(), strict=True):
            slot, length = self.starts.span(number)
            usage[slot : slot + length] += part
