"""The instance as flat tables of whole numbers, in the order that `question.h` has them."""

import ctypes
import re
from collections.abc import Iterable, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np

from bench.peers.facts import Facts

Json = dict[str, Any]
NONE = -1
WEEKDAYS = 7
ALL_SLOTS = 0x7FFFFFFF
MOST_SLOTS = 31

# One list of names for both sides: the header's.
_HEADER = re.sub(r"/\*.*?\*/", "", Path(__file__).with_name("question.h").read_text(), flags=re.S)
_BODY = _HEADER[_HEADER.index("typedef struct {") : _HEADER.index("} Question;")]
TABLES = re.findall(r"\*(\w+)", _BODY)
COUNTS = [name for line in re.findall(r"i64 ([a-z_, ]+);", _BODY) for name in line.split(", ")]


class CQuestion(ctypes.Structure):
    """`Question` of `question.h`: counts, then addresses of tables."""

    _fields_ = [
        *((name, ctypes.c_int64) for name in COUNTS),
        *((name, ctypes.c_void_p) for name in TABLES),
    ]


class Impossible(Exception):
    """What must be in the plan breaks a rule by itself."""


class Question:
    """Counts and tables of one instance; keeps the tables alive while C reads them."""

    def __init__(self, instance: Json) -> None:
        if len(instance["slots"]) > MOST_SLOTS or len(instance["demands"]) > 32000:
            raise ValueError("too many slots a day or demands for this peer")
        self.facts = Facts(instance)
        self.values: dict[str, int] = {}
        self.tables: dict[str, np.ndarray] = {}
        self._read_calendar(instance)
        self._read_cdos(instance)
        self._read_demands(instance)
        self._read_pairs(instance)
        self._read_given(instance)

    def as_struct(self) -> CQuestion:
        """Give the C view of the tables."""
        addresses = {name: self.tables[name].ctypes.data for name in TABLES}
        return CQuestion(**self.values, **addresses)

    def _put(self, name: str, values: Iterable[Any], kind: type = np.int32) -> None:
        # One spare number: an empty table still has an address.
        self.tables[name] = np.array([*values, 0], dtype=kind)

    def _put_parts(self, first: str, name: str, parts: Sequence[Sequence[Any]]) -> None:
        self._put(first, accumulate(map(len, parts), initial=0))
        kind = np.int64 if name == "shortage" else np.int32
        self._put(name, (value for part in parts for value in part), kind)

    def _read_calendar(self, instance: Json) -> None:
        facts, weights = self.facts, instance["weights"]
        ids = [site["id"] for site in instance["sites"]]
        self.site = {name: place for place, name in enumerate(ids)}
        self.values |= {name: weights[name] for name in COUNTS if name in weights}
        self.values |= {"per_km": weights["km"], "days": len(facts.days), "slots": facts.slots}
        self.values |= {"weeks": facts.week_count, "sites": len(ids)}
        self.values["frozen_days"] = facts.frozen_days
        for name in ("weekday", "week", "starts_at", "ends_at"):
            self._put(name, getattr(facts, name))
        self._put("km", (facts.km(a, b) for a in ids for b in ids))
        self._put("minutes", (facts.minutes_between(a, b) for a in ids for b in ids))

    def _read_cdos(self, instance: Json) -> None:
        cdos = instance["cdos"]
        self.cdo = {cdo["id"]: place for place, cdo in enumerate(cdos)}
        self.values["cdos"] = len(cdos)
        self._put("base", (self.site[cdo["base"]] for cdo in cdos))
        self._put("available", (int(mark) for cdo in cdos for mark in cdo["available"]))
        for name in ("day_cap", "week_cap", "period_cap", "max_members"):
            self._put(name, (cdo[name] for cdo in cdos))
        self._put("max_sites", (cdo["max_sites_per_day"] for cdo in cdos))
        averages = [cdo.get("average_cap") or {"weeks": 0, "slots": 0} for cdo in cdos]
        self._put("average_weeks", (average["weeks"] for average in averages))
        self._put("average_slots", (average["slots"] for average in averages))
        self._put("target", (or_none(cdo.get("target_load")) for cdo in cdos))

    def _read_demands(self, instance: Json) -> None:
        demands, facts = instance["demands"], self.facts
        members = sorted({demand["member"] for demand in demands})
        self.member = {member: place for place, member in enumerate(members)}
        self.demand = {demand["id"]: place for place, demand in enumerate(demands)}
        self.values |= {"demands": len(demands), "members": len(members)}
        self._put("member", (self.member[demand["member"]] for demand in demands))
        self._put("site", (self.site[d["site"]] if d["on_site"] else NONE for d in demands))
        for name in ("requested", "per_window", "rhythm"):
            self._put(name, (int(demand[name]) for demand in demands))
        self._put("max_cdos", (min(d["max_cdos"], len(instance["cdos"])) for d in demands))
        self._put("previous", (self.cdo.get(d["previous_cdo"], NONE) for d in demands))
        self._put_parts("length_first", "length", [sorted(d["lengths"]) for d in demands])
        self._put(
            "open_slots",
            (
                sum(1 << slot for slot in facts.open_slots(demand, weekday, length))
                for demand in demands
                for length in sorted(demand["lengths"])
                for weekday in range(WEEKDAYS)
            ),
        )
        self._put("preferred", (bits for demand in demands for bits in preferred_bits(demand)))
        self._put_parts("shortage_first", "shortage", [facts.shortage(d) for d in demands])
        self._read_windows(demands)

    def _read_windows(self, demands: list[Json]) -> None:
        frozen, days = self.facts.frozen_days, len(self.facts.days)
        windows = [list(self.facts.windows(demand)) for demand in demands]
        flat = [window for of_demand in windows for window in of_demand]
        self.values["windows"] = len(flat)
        self._put("window_first", accumulate(map(len, windows), initial=0))
        self._put("window_from", (max(window.start, frozen) for window in flat))
        self._put("window_to", (window.stop for window in flat))
        table = np.full((len(demands), days), NONE, dtype=np.int32)
        for place, of_demand in enumerate(windows):
            for number, window in enumerate(of_demand):
                table[place, window.start : window.stop] = number
        self._put("window_of", table.ravel())

    def _read_pairs(self, instance: Json) -> None:
        cdos = instance["cdos"]
        able = [
            [self.facts.is_eligible(demand, cdo) for cdo in cdos] for demand in instance["demands"]
        ]
        self._put("is_eligible", (is_able for row in able for is_able in row))
        eligible = [[place for place, is_able in enumerate(row) if is_able] for row in able]
        self._put_parts("cdo_first", "cdo_of", eligible)
        foes: list[set[int]] = [set() for _ in self.member]
        for one, two in instance.get("conflicts", []):
            if one in self.member and two in self.member:
                foes[self.member[one]].add(self.member[two])
                foes[self.member[two]].add(self.member[one])
        self._put_parts("foe_first", "foe", [sorted(part) for part in foes])

    def _read_given(self, instance: Json) -> None:
        published = {as_key(visit): visit for visit in instance.get("published", [])}
        rows = sorted(row for v in published.values() if (row := self._row(instance, v)))
        pins = [self._row(instance, visit) for visit in instance.get("pins", [])]
        fixed = {row for row in rows if row[2] < self.facts.frozen_days} | set(pins)
        if None in fixed:
            raise Impossible("a pinned visit is not possible by itself")
        lost = len(published) - len(rows)
        limit = or_none(instance.get("max_changes"))
        self.values |= {"published_count": len(rows), "fixed_count": len(fixed)}
        self.values |= {"constant": lost * instance["weights"]["change"], "max_changes": limit}
        self._put("published", (number for row in rows for number in row))
        self._put("fixed", (number for row in sorted(fixed) for number in row))

    def _row(self, instance: Json, visit: Json) -> tuple[int, int, int, int, int] | None:
        demand, cdo = self.demand.get(visit["demand"]), self.cdo.get(visit["cdo"])
        if demand is None or cdo is None:
            return None
        if not self.facts.is_possible(visit, instance["demands"][demand], instance["cdos"][cdo]):
            return None
        day = self.facts.day_index[visit["day"]]
        return demand, cdo, day, visit["slot"], visit["length"]


def as_key(visit: Json) -> tuple[Any, ...]:
    """Give what tells one visit from another."""
    return tuple(visit[name] for name in ("demand", "cdo", "day", "slot", "length"))


def or_none(value: int | None) -> int:
    """Write None as the C side does."""
    return NONE if value is None else value


def preferred_bits(demand: Json) -> list[int]:
    """Give for each weekday the preferred slots as bits; all slots when there is no wish."""
    if not demand["preferred"]:
        return [ALL_SLOTS] * WEEKDAYS
    wished = {tuple(position) for position in demand["preferred"]}
    return [sum(1 << slot for day, slot in wished if day == weekday) for weekday in range(WEEKDAYS)]
