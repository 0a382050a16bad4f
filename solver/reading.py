"""From a JSON mapping to a checked `Instance`: every fault of shape and reference, all at once."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from solver.crosscheck import Parts, cross_faults
from solver.faults import InvalidInstance, Model, find_shape, shown
from solver.instance import FORMAT, Cdo, Demand, Instance, Site, Slot, Travel, VisitShape, Weights

_OBJECTS: dict[str, type[Travel] | type[Weights]] = {"travel": Travel, "weights": Weights}
_LISTS: dict[str, tuple[type[Any], str]] = {
    "slots": (Slot, "slot"),
    "sites": (Site, "site"),
    "cdos": (Cdo, "CDO"),
    "demands": (Demand, "demand"),
    "published": (VisitShape, "published visit"),
    "pins": (VisitShape, "pin"),
    "spared": (VisitShape, "spared visit"),
}


def read_instance(mapping: Mapping[str, Any]) -> Instance:
    """Read an instance.

    Raises InvalidInstance with one sentence per fault: unknown or missing field, wrong type,
    value out of range, id that does not exist, two ids alike, length mismatch.
    """
    if not isinstance(mapping, Mapping):
        raise InvalidInstance([f"The instance is {shown(mapping)}: it should be an object."])
    faults: list[str] = []
    parts = Parts()
    for field in _LISTS.keys() & mapping.keys():
        shape, noun = _LISTS[field]
        setattr(parts, field, _shapes(shape, mapping[field], field, noun, faults))
    whole = _whole(mapping, faults)
    parts.take_plain(mapping)
    faults.extend(cross_faults(parts))
    if faults or whole is None:
        raise InvalidInstance(sorted(set(faults), key=faults.index))
    return whole


def _shapes(
    shape: type[Model], raw: object, field: str, noun: str, faults: list[str]
) -> list[Model | Mapping[str, Any]]:
    """Read a list item by item; a faulty item stays raw, so that its id still counts."""
    if not isinstance(raw, list | tuple):
        faults.append(f"instance: the field {field} is {shown(raw)}: it should be a list.")
        return []
    made: list[Model | Mapping[str, Any]] = []
    for place, item in enumerate(raw):
        owner = _owner(noun, item, place)
        read = find_shape(shape, item, owner, faults)
        made.append(read if read is not None else item if isinstance(item, Mapping) else {})
    return made


def _owner(noun: str, item: object, place: int) -> str:
    name = item.get("id") if isinstance(item, Mapping) else None
    return f"{noun} {name}" if isinstance(name, str) else f"{noun} number {place + 1}"


def _whole(mapping: Mapping[str, Any], faults: list[str]) -> Instance | None:
    """Read the object itself; the faults of its items are already told, so only its own count."""
    for field in _OBJECTS.keys() & mapping.keys():
        find_shape(_OBJECTS[field], mapping[field], field, faults)
    told = _LISTS.keys() | _OBJECTS.keys()
    own: list[str] = []
    emptied = {f: mapping[f] if not faults or f not in told else _harmless(f) for f in mapping}
    whole = find_shape(Instance, emptied, "instance", own)
    if mapping.get("format", FORMAT) != FORMAT:
        own = [fault for fault in own if "the field format " not in fault]
        own.append(f"instance: the field format is {shown(mapping['format'])}, not '{FORMAT}'.")
    faults.extend(own)
    return whole


_HARMLESS: dict[str, Callable[[], object]] = {
    "slots": lambda: ({"start": "08:00", "end": "09:00", "half": "am"},),
    "travel": lambda: {"detour": 1, "kmh": 1, "fixed_minutes": 0, "pause_minutes": 0},
    "weights": lambda: {name: (0,) * 4 if name == "short" else 0 for name in _weight_names()},
}


def _harmless(field: str) -> object:
    """Stand in for a part whose faults are told elsewhere."""
    return _HARMLESS.get(field, tuple)()


def _weight_names() -> Iterable[str]:
    return Weights.model_fields
