"""What modes of the board do to the demands of the solver's question; pure.

The days before `frozen_before` are past. A demand whose past visits would break what is made strict
stays as it is: what has taken place cannot be forbidden any more.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Any

from cdo_share.planning.board.rules import Mode

Json = dict[str, Any]
Start = tuple[int, int]  # weekday, first slot


@dataclass(frozen=True, slots=True)
class Choice:
    """The mode of the rule at hand; whether half-days that are preferred count at all."""

    mode: Mode
    prefers: bool = True


def change_demands(instance: Json, code: str, choice: Choice) -> Json:
    """Return the question with its demands as a mode of the rule wants them."""
    change = DEMAND_CHANGES[code]
    made = [(demand, change(demand, instance, choice)) for demand in instance["demands"]]
    is_strict = choice.mode is Mode.STRICT
    demands = [old if is_strict and _breaks_past(new, instance) else new for old, new in made]
    return {**instance, "demands": demands}


def _breaks_past(demand: Json, instance: Json) -> bool:
    frozen = instance.get("frozen_before") or ""
    past = [
        visit
        for visit in instance["published"]
        if visit["demand"] == demand["id"] and visit["day"] < frozen
    ]
    if len({visit["cdo"] for visit in past}) > demand["max_cdos"]:
        return True
    return any(_is_ruled_out(visit, demand) for visit in past)


def _is_ruled_out(visit: Json, demand: Json) -> bool:
    weekday = date.fromisoformat(visit["day"]).weekday()
    slots = range(visit["slot"], visit["slot"] + visit["length"])
    return (
        visit["cdo"] in demand["excluded"]
        or visit["length"] not in demand["lengths"]
        or any([weekday, slot] in demand["forbidden"] for slot in slots)
    )


def _impossible(demand: Json, instance: Json, choice: Choice) -> Json:
    """Open impossible half-days; wished: at the price of half-days that are not preferred."""
    opened = {**demand, "forbidden": []}
    if choice.mode is Mode.OFF:
        return opened
    if choice.prefers and demand["preferred"]:
        return opened
    if not demand["forbidden"]:
        return {**opened, "preferred": []}
    shut, shortest = _starts_of(demand["forbidden"]), min(demand["lengths"])
    free = [start for start in _starts(instance, shortest) if not _touched(start, shortest) & shut]
    return {**opened, "preferred": [list(start) for start in free]}


def _preferred(demand: Json, instance: Json, choice: Choice) -> Json:
    """Forbid what is not preferred; a demand that prefers nothing stays as it is."""
    if choice.mode is not Mode.STRICT or not demand["preferred"]:
        return demand
    wished = _starts_of(demand["preferred"])
    lengths = sorted(demand["lengths"])
    allowed = _allowed(instance, wished, lengths)
    if any(
        start not in wished and _touched(start, length) <= allowed
        for length in lengths
        for start in _starts(instance, length)
    ):
        # A short last visit would fit beside the preferred half-days: only long ones are left.
        lengths = lengths[-1:]
        allowed = _allowed(instance, wished, lengths)
    every = set(product(range(5), range(len(instance["slots"]))))
    shut = (every - allowed) | _starts_of(demand["forbidden"])
    return {**demand, "lengths": lengths, "forbidden": [list(slot) for slot in sorted(shut)]}


def _allowed(instance: Json, wished: set[Start], lengths: list[int]) -> set[Start]:
    """Return the slots of all visits that begin where it is preferred."""
    return {
        slot
        for length in lengths
        for start in _starts(instance, length)
        if start in wished
        for slot in _touched(start, length)
    }


def _starts_of(pairs: list[list[int]]) -> set[Start]:
    return {(weekday, slot) for weekday, slot in pairs}


def _touched(start: Start, length: int) -> set[Start]:
    weekday, slot = start
    return {(weekday, slot + more) for more in range(length)}


def _starts(instance: Json, length: int) -> Iterator[Start]:
    """Yield where a visit can begin: it ends with the day, a short one with its half-day."""
    halves = [slot["half"] for slot in instance["slots"]]
    shorter = min(halves.count("am"), halves.count("pm"))
    for weekday, slot in product(range(5), range(len(halves) - length + 1)):
        if length > shorter or len(set(halves[slot : slot + length])) == 1:
            yield weekday, slot


def _cadence(demand: Json, instance: Json, _choice: Choice) -> Json:
    """Make each day of the dates asked for a window of its own."""
    days = [
        day
        for day in instance["days"]
        if any(first <= day <= last for first, last in demand["windows"])
    ]
    return {**demand, "windows": [[day, day] for day in days]}


def _one_cdo(demand: Json, _instance: Json, choice: Choice) -> Json:
    return {**demand, "max_cdos": 1} if choice.mode is Mode.STRICT else demand


def _same_cdo(demand: Json, instance: Json, choice: Choice) -> Json:
    if choice.mode is not Mode.STRICT or demand["previous_cdo"] is None:
        return demand
    others = {cdo["id"] for cdo in instance["cdos"]} - {demand["previous_cdo"]}
    return {**demand, "excluded": sorted(others.union(demand["excluded"]))}


# In this order: what is opened as impossible is closed again where only preferred half-days count.
DEMAND_CHANGES: Mapping[str, Callable[[Json, Json, Choice], Json]] = {
    "impossible": _impossible,
    "preferred": _preferred,
    "cadence": _cadence,
    "one_cdo": _one_cdo,
    "same_cdo": _same_cdo,
}
