"""What refers to what in an instance: ids, lengths, orders. Works on whatever could be read."""

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from solver.faults import shown
from solver.instance import Cdo, Demand, Slot, VisitShape


class Parts:
    """The lists of an instance as far as they could be read: objects, or raw mappings."""

    def __init__(self) -> None:
        self.slots: list[Any] = []
        self.sites: list[Any] = []
        self.cdos: list[Any] = []
        self.demands: list[Any] = []
        self.published: list[Any] = []
        self.pins: list[Any] = []
        self.spared: list[Any] = []
        self.days: list[str] = []
        self.conflicts: list[Any] = []
        self._known: dict[str, frozenset[str]] = {}

    def take_plain(self, mapping: Mapping[str, Any]) -> None:
        """Keep the days and conflicts, when they are lists at all."""
        days, conflicts = mapping.get("days"), mapping.get("conflicts")
        if isinstance(days, list | tuple) and all(isinstance(day, str) for day in days):
            self.days = list(days)
        if isinstance(conflicts, list | tuple):
            self.conflicts = [c for c in conflicts if isinstance(c, list | tuple) and len(c) == 2]

    def ids(self, field: str) -> list[str]:
        """The ids of a list, of faulty items too, in order."""
        found = (_id(item) for item in getattr(self, field))
        return [name for name in found if isinstance(name, str)]

    def knows(self, field: str, name: str) -> bool:
        """Whether a list, once it is complete, has an object of that id."""
        if field not in self._known:
            self._known[field] = frozenset(self.ids(field))
        return name in self._known[field]


def _id(item: object) -> object:
    return item.get("id") if isinstance(item, Mapping) else getattr(item, "id", None)


def cross_faults(parts: Parts) -> Iterator[str]:
    """Give every fault of reference, length or order, as a sentence."""
    yield from _alike(parts)
    yield from _days(parts)
    yield from _slots(parts)
    for cdo in parts.cdos:
        if isinstance(cdo, Cdo):
            yield from _cdo(cdo, parts)
    for demand in parts.demands:
        if isinstance(demand, Demand):
            yield from _demand(demand, parts)
    yield from _pins(parts)
    yield from _conflicts(parts)


def _alike(parts: Parts) -> Iterator[str]:
    for field, noun in (("sites", "site"), ("cdos", "CDO"), ("demands", "demand")):
        for name, times in Counter(parts.ids(field)).items():
            if times > 1:
                yield f"{noun} {name}: the field id is '{name}' in {times} objects of {field}."


def _days(parts: Parts) -> Iterator[str]:
    for before, after in pairwise(parts.days):
        if after <= before:
            yield f"instance: the field days has {after} after {before}: dates must be in order."


def _slots(parts: Parts) -> Iterator[str]:
    slots = [slot for slot in parts.slots if isinstance(slot, Slot)]
    for place, slot in enumerate(slots, 1):
        if slot.end <= slot.start:
            yield f"slot number {place}: the field end is {slot.end}, not after {slot.start}."
    for place, (one, two) in enumerate(pairwise(slots), 2):
        if two.start < one.end:
            yield f"slot number {place}: the field start is {two.start}, before {one.end}."
        if two.half < one.half:
            yield f"slot number {place}: the field half is am after pm."


def _cdo(cdo: Cdo, parts: Parts) -> Iterator[str]:
    owner = f"CDO {cdo.id}"
    yield from _known(owner, "base", cdo.base, parts, "sites")
    wanted = len(parts.days) * len(parts.slots)
    if parts.days and parts.slots and len(cdo.available) != wanted:
        yield (
            f"{owner}: the field available has {len(cdo.available)} characters,"
            f" not {wanted} (days x slots)."
        )


def _known(owner: str, field: str, name: str, parts: Parts, of: str) -> Iterator[str]:
    if not parts.knows(of, name):
        yield f"{owner}: the field {field} is {shown(name)}, which is not among the {of}."


def _demand(demand: Demand, parts: Parts) -> Iterator[str]:
    owner = f"demand {demand.id}"
    yield from _known(owner, "site", demand.site, parts, "sites")
    if demand.previous_cdo is not None:
        yield from _known(owner, "previous_cdo", demand.previous_cdo, parts, "cdos")
    for name in demand.excluded:
        yield from _known(owner, "excluded", name, parts, "cdos")
    if demand.guaranteed > demand.requested:
        yield (
            f"{owner}: the field guaranteed is {demand.guaranteed},"
            f" more than requested ({demand.requested})."
        )
    if len(set(demand.lengths)) < len(demand.lengths):
        yield f"{owner}: the field lengths is {list(demand.lengths)}: one length is there twice."
    yield from _windows(owner, demand)
    yield from _positions(owner, demand, len(parts.slots))


def _windows(owner: str, demand: Demand) -> Iterator[str]:
    for first, last in demand.windows:
        if last < first:
            yield f"{owner}: the field windows has {first} to {last}: it ends before it begins."
    for one, two in pairwise(sorted(demand.windows)):
        if two[0] <= one[1]:
            yield f"{owner}: the field windows has {list(one)} and {list(two)}, which overlap."


def _positions(owner: str, demand: Demand, slots: int) -> Iterator[str]:
    for field in ("forbidden", "preferred"):
        for weekday, slot in getattr(demand, field):
            if slots and slot >= slots:
                yield (
                    f"{owner}: the field {field} has [{weekday}, {slot}]:"
                    f" a day has {slots} slots, counted from 0."
                )


def _pins(parts: Parts) -> Iterator[str]:
    for place, pin in enumerate(parts.pins, 1):
        if isinstance(pin, VisitShape):
            owner = f"pin number {place}"
            yield from _known(owner, "demand", pin.demand, parts, "demands")
            yield from _known(owner, "cdo", pin.cdo, parts, "cdos")
            if pin.day not in parts.days:
                yield f"{owner}: the field day is {pin.day}, which is not among the days."
            if parts.slots and pin.slot + pin.length > len(parts.slots):
                yield (
                    f"{owner}: the field slot is {pin.slot}, where {pin.length} slots do not"
                    f" fit in a day of {len(parts.slots)}."
                )


def _conflicts(parts: Parts) -> Iterator[str]:
    """Members of a conflict may have no demand left, so only the pair itself is checked."""
    for one, two in parts.conflicts:
        if one == two:
            yield f"instance: the field conflicts has {shown(one)} in conflict with itself."
