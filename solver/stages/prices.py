"""All prices of the bound in one row of numbers, so that they move together."""

from dataclasses import dataclass
from math import prod
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from solver.stages.patterns import Whole

Number = TypeVar("Number", bound=np.generic)


@dataclass(frozen=True)
class Layout:
    """How many prices there are of each kind, and where: see `Prices`."""

    demands: int
    stalls: int
    slots: int
    weeks: int
    tolls: int
    pairs: int

    @property
    def shapes(self) -> dict[str, tuple[int, ...]]:
        """The kinds of prices in order, with their shapes."""
        return {
            "demand": (self.demands,),
            "part": (self.demands,),
            "hour": (self.stalls, self.slots),
            "week": (self.stalls, self.weeks),
            "member": (self.stalls,),
            "toll": (self.tolls,),
            "change": (1,),
        }

    @property
    def size(self) -> int:
        """How many prices there are in all."""
        return sum(map(prod, self.shapes.values()))

    def views(self, row: NDArray[Number]) -> dict[str, NDArray[Number]]:
        """Cut a row of all prices into its kinds, without copying."""
        found, first = {}, 0
        for kind, shape in self.shapes.items():
            found[kind] = row[first : first + prod(shape)].reshape(shape)
            first += prod(shape)
        return found


class Prices:
    """All prices in grains, at least 0, as views of one `row`.

    `demand` for being served, `part` per slot of one CDO's part of a demand, `hour` and `week` per
    stall and slot or week, `member` per stall, `toll` per stop of an on-site visit (stall by stall,
    group of days × stop), `change` for a published visit that is given up, beyond its points.
    """

    def __init__(self, layout: Layout, row: Whole | None = None) -> None:
        self.layout = layout
        self.row = np.zeros(layout.size, dtype=np.int64) if row is None else row
        views = layout.views(self.row)
        self.demand, self.part = views["demand"], views["part"]
        self.hour, self.week, self.member = views["hour"], views["week"], views["member"]
        self.toll, self.change = views["toll"], views["change"]


class Rise:
    """How fast the bound rises with each price, in the same order.

    `taken` has for every pair the slots that the CDO chose at these prices.
    """

    def __init__(self, layout: Layout) -> None:
        self.row = np.zeros(layout.size)
        self.taken = np.zeros(layout.pairs, dtype=np.int64)
        views = layout.views(self.row)
        self.demand, self.part = views["demand"], views["part"]
        self.hour, self.week, self.member = views["hour"], views["week"], views["member"]
        self.toll, self.change = views["toll"], views["change"]
