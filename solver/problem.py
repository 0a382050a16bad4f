"""The instance with everything that is computed from it once: numbers for ids, prices, sets.

Demands and CDOs are numbered in the order of the instance. Which visits are possible is asked of
`candidates`.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from copy import copy
from itertools import accumulate, pairwise
from typing import NamedTuple

from solver.grid import Grid
from solver.instance import Demand, Instance, VisitShape
from solver.plan import Plan, Visit

EIGHTHS = 8


class Option(NamedTuple):
    """A visit in numbers: demand, CDO, day, first slot of the day, length in slots."""

    demand: int
    cdo: int
    day: int
    slot: int
    length: int


class Problem:
    """One instance in numbers; never changed after it is made."""

    def __init__(self, instance: Instance) -> None:
        self.plain = self
        self.is_held = False
        self.instance = instance
        self.weights = instance.weights
        self.grid = Grid(instance)
        self.demands = _within_day(instance)
        self.cdos = instance.cdos
        self.demand_index = {demand.id: place for place, demand in enumerate(self.demands)}
        self.cdo_index = {cdo.id: place for place, cdo in enumerate(self.cdos)}
        frozen = instance.frozen_before or ""
        self.frozen_days = sum(day < frozen for day in instance.days)
        self.windows = self._all_windows()
        self.preferred = [frozenset(demand.preferred) for demand in self.demands]
        self.forbidden = [frozenset(demand.forbidden) for demand in self.demands]
        self.shortage = self._all_shortages()
        self.foes = self._foes()
        self.pins = frozenset(self.options(instance.pins))
        self.spared = frozenset(self.options(instance.spared))
        self.published = frozenset(self.options(instance.published))
        self.unknown_published = len(
            {
                visit
                for visit in instance.published
                if visit.demand not in self.demand_index
                or visit.cdo not in self.cdo_index
                or visit.day not in self.grid.day_index
            }
        )

    def _all_windows(self) -> list[list[int]]:
        """Give the windows of every demand; demands that are alike share one list."""
        known: dict[object, list[int]] = {}
        for demand in self.demands:
            if _stretch(demand) not in known:
                known[_stretch(demand)] = self._windows(demand)
        return [known[_stretch(demand)] for demand in self.demands]

    def _windows(self, demand: Demand) -> list[int]:
        """Give for each day the number of the demand's window that holds it, or -1.

        A closed day lies in no window.
        """
        found = [-1] * len(self.grid.days)
        for number, (first, last) in enumerate(demand.windows):
            for day, text in enumerate(self.grid.days):
                if first <= text <= last and text not in demand.closed:
                    found[day] = number
        return found

    def _all_shortages(self) -> list[list[int]]:
        """Give the points of shortage of every demand; demands that are alike share one list."""
        known: dict[object, list[int]] = {}
        keys = [(d.requested, d.guaranteed, d.weight) for d in self.demands]
        for key, demand in zip(keys, self.demands, strict=True):
            if key not in known:
                known[key] = self._shortage(demand)
        return [known[key] for key in keys]

    def _shortage(self, demand: Demand) -> list[int]:
        """Give the points of shortage for 0, 1, … `requested` served slots."""
        requested, weight = demand.requested, demand.weight
        prices = [self.weights.short[4 * slot // requested] * weight for slot in range(requested)]
        for slot in range(demand.guaranteed):
            prices[slot] += self.weights.guaranteed * weight
        return [*accumulate(reversed(prices), initial=0)][::-1]

    def _foes(self) -> dict[str, frozenset[str]]:
        """Give for each member those with whom no CDO may be shared."""
        found: dict[str, set[str]] = defaultdict(set)
        for one, two in self.instance.conflicts:
            found[one].add(two)
            found[two].add(one)
        return {member: frozenset(foes) for member, foes in found.items()}

    def options(self, visits: Iterable[Visit | VisitShape]) -> list[Option]:
        """Number the visits whose demand, CDO and day exist; leave out the others."""
        return [
            Option(
                self.demand_index[visit.demand],
                self.cdo_index[visit.cdo],
                self.grid.day_index[visit.day],
                visit.slot,
                visit.length,
            )
            for visit in visits
            if visit.demand in self.demand_index
            and visit.cdo in self.cdo_index
            and visit.day in self.grid.day_index
        ]

    def plan(self, options: Iterable[Option]) -> Plan:
        """Give the plan that holds these options."""
        return Plan.of(
            self.instance.name,
            (
                Visit(
                    self.demands[option.demand].id,
                    self.cdos[option.cdo].id,
                    self.grid.days[option.day],
                    option.slot,
                    option.length,
                )
                for option in options
            ),
        )

    def position(self, option: Option) -> tuple[int, int]:
        """Give the weekday and first slot of an option."""
        return self.grid.weekday[option.day], option.slot

    def changed(self, instance: Instance, demand: int) -> "Problem":
        """Give the problem of an instance that differs in one demand, CDOs or conflicts only."""
        other = copy(self)
        asked = instance.demands[demand]
        other.instance, other.demands, other.cdos = instance, _within_day(instance), instance.cdos
        for field, value in (
            ("windows", self._windows(asked)),
            ("forbidden", frozenset(asked.forbidden)),
        ):
            values = list(getattr(self, field))
            values[demand] = value
            setattr(other, field, values)
        other.foes = other._foes()
        return other

    def held(self, most_changes: int) -> "Problem":
        """Give the same problem where at most so many published visits move: our own limit.

        What is proven of it says nothing of plans that move more: `is_held` warns of that.
        """
        other = copy(self)
        other.plain, other.is_held = other, True
        other.instance = self.instance.model_copy(update={"max_changes": most_changes})
        return other

    def with_floors(self, floors: Sequence[int]) -> "Problem":
        """Give the same problem where slots below a demand's floor are dearer than anything else.

        The price doubles with every eighth of the demand, the first eighth being the dearest, so
        that the worst-served come first. `plain` still names the problem without floors.
        """
        guided = copy(self)
        price = 1 + self._dearest()
        guided.shortage = [
            _with_floor(curve, floor, price)
            for curve, floor in zip(self.shortage, floors, strict=True)
        ]
        return guided

    def _dearest(self) -> int:
        """Give an upper limit of what serving one more slot can cost or save otherwise."""
        slots = (before - after for curve in self.shortage for before, after in pairwise(curve))
        weights = self.weights
        return max(slots, default=0) + weights.extra_cdo + weights.new_cdo + weights.change


def _stretch(demand: Demand) -> tuple[object, ...]:
    """Give what the windows of a demand are made of."""
    return demand.windows, demand.closed


def _within_day(instance: Instance) -> tuple[Demand, ...]:
    """Give the demands without lengths of which no day has room; one remains, however long."""
    day = len(instance.slots)
    if all(length <= day for demand in instance.demands for length in demand.lengths):
        return instance.demands
    return tuple(
        demand.model_copy(
            update={"lengths": tuple(n for n in demand.lengths if n <= day) or (day + 1,)}
        )
        for demand in instance.demands
    )


def _with_floor(curve: list[int], floor: int, price: int) -> list[int]:
    requested, dearer = len(curve) - 1, list(curve)
    extra = 0
    for slot in range(floor, 0, -1):
        extra += price << (EIGHTHS - 1 - EIGHTHS * (slot - 1) // requested)
        dearer[slot - 1] += extra
    return dearer
