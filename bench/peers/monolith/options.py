"""The possible visits, one Boolean each, and in which sums they stand."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bench.peers.facts import Facts
from bench.peers.monolith.sheet import Sheet, Terms

Json = dict[str, Any]


@dataclass(frozen=True)
class Option:
    """One possible visit and the number of its Boolean; `window` counts within the demand."""

    variable: int
    demand: int
    cdo: int
    window: int
    day: int
    slot: int
    length: int


class Options:
    """All possible visits of an instance, and those that share something."""

    def __init__(self, facts: Facts, sheet: Sheet) -> None:
        self.facts = facts
        self.demands: list[Json] = facts.instance["demands"]
        self.cdos: list[Json] = facts.instance["cdos"]
        self.all: list[Option] = []
        self.of_demand: dict[int, list[Option]] = defaultdict(list)
        self.of_cdo: dict[int, list[Option]] = defaultdict(list)
        self.of_cdo_day: dict[tuple[int, int], list[Option]] = defaultdict(list)
        self.by_key: dict[tuple[Any, ...], Option] = {}
        published = {self._key(visit) for visit in facts.instance.get("published", [])}
        for place, demand in enumerate(self.demands):
            for shape in self._shapes(place, demand):
                # Frozen days: only what is published there, and that for certain (H14).
                is_frozen = shape[3] < facts.frozen_days
                if not is_frozen or self._name(*shape) in published:
                    self._add(Option(sheet.variable(lower=int(is_frozen)), *shape))

    def _shapes(self, place: int, demand: Json) -> Iterator[tuple[int, int, int, int, int, int]]:
        facts, windows = self.facts, list(self.facts.windows(demand))
        starts = {
            (weekday, length): facts.open_slots(demand, weekday, length)
            for weekday in set(facts.weekday)
            for length in demand["lengths"]
        }
        for number, cdo in enumerate(self.cdos):
            if not facts.is_eligible(demand, cdo):
                continue
            for window, days in enumerate(windows):
                for day in days:
                    for length in demand["lengths"]:
                        for slot in starts[facts.weekday[day], length]:
                            first = day * facts.slots + slot
                            if "0" not in cdo["available"][first : first + length]:
                                yield place, number, window, day, slot, length

    def _add(self, option: Option) -> None:
        self.all.append(option)
        self.of_demand[option.demand].append(option)
        self.of_cdo[option.cdo].append(option)
        self.of_cdo_day[option.cdo, option.day].append(option)
        name = (option.demand, option.cdo, option.window, option.day, option.slot, option.length)
        self.by_key[self._name(*name)] = option

    def _name(self, demand: int, cdo: int, _: int, day: int, slot: int, length: int) -> Any:
        ids = self.demands[demand]["id"], self.cdos[cdo]["id"]
        return (*ids, self.facts.days[day], slot, length)

    @staticmethod
    def _key(visit: Json) -> Any:
        return tuple(visit[name] for name in ("demand", "cdo", "day", "slot", "length"))

    def given(self, field: str) -> list[Option | None]:
        """Give the options of a list of visits of the instance, None for an impossible one."""
        visits = self.facts.instance.get(field, [])
        return [self.by_key.get(key) for key in dict.fromkeys(map(self._key, visits))]

    def visits(self, values: list[int]) -> list[Json]:
        """Give the visits whose Boolean is 1 in `values`, one value per variable."""
        names = ("demand", "cdo", "day", "slot", "length")
        keys = (key for key, option in self.by_key.items() if values[option.variable])
        return [dict(zip(names, key, strict=True)) for key in keys]


def slots_of(options: list[Option]) -> Terms:
    """Sum up the slots of visits."""
    return [(option.length, option.variable) for option in options]


def count_of(options: list[Option]) -> Terms:
    """Count visits."""
    return [(1, option.variable) for option in options]
