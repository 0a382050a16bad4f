"""What the judge reads: an instance and a plan set side by side, with distances and points.

Plain mappings in, no verdict out: which rules are broken is said in `check`. Standard library only,
nothing in common with the solver's models.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

Json = Mapping[str, Any]
Key = tuple[str, str, str, int, int]

RULES = {
    "H0": "the plan is for this instance and names things that exist",
    "H1": "a visit lies in a window of its demand, and no window has too many",
    "H2": "the CDO is available, within a day and a half-day, with an allowed length",
    "H3": "the CDO has the skill, is not excluded and lives near enough",
    "H4": "a CDO is in one place at a time",
    "H5": "the caps of a CDO's day, week, period and rolling average hold",
    "H6": "a demand has one visit a day and no more slots than it asks for",
    "H7": "a demand has no more CDOs than it allows",
    "H8": "there is time to travel and pause between two places",
    "H9": "no visit touches a forbidden slot or a closed day",
    "H10": "every pin is in the plan",
    "H11": "members in conflict do not share a CDO",
    "H12": "a CDO serves no more members than allowed",
    "H13": "a CDO visits no more places a day than allowed",
    "H14": "frozen days keep exactly the published visits that are still possible",
    "H15": "no more published visits are changed than allowed",
}


@dataclass(frozen=True)
class Broken:
    """One breach of a rule: its code, and what it is about."""

    rule: str
    facts: tuple[Any, ...]

    def sentence(self) -> str:
        """Say the rule and the facts."""
        facts = f": {', '.join(self._texts)}" if self.facts else ""
        return f"{self.rule} {RULES[self.rule]}{facts}"

    @property
    def _texts(self) -> list[str]:
        return [str(fact) for fact in self.facts]

    def told(self) -> dict[str, Any]:
        """Give rule, facts (as text) and sentence as JSON values."""
        return {"rule": self.rule, "facts": self._texts, "sentence": self.sentence()}


@dataclass(frozen=True)
class Visit:
    """A visit with what it refers to."""

    demand: Json
    cdo: Json
    day: int
    slot: int
    length: int
    iso: str

    @property
    def name(self) -> str:
        """Name the visit in a sentence."""
        return f"{self.demand['id']} by {self.cdo['id']} on {self.iso} slot {self.slot}"

    @property
    def key(self) -> Key:
        """What makes it the same as another."""
        return (self.demand["id"], self.cdo["id"], self.iso, self.slot, self.length)

    @property
    def slots(self) -> range:
        """The slots of the day that it takes."""
        return range(self.slot, self.slot + self.length)


def key_of(visit: Json) -> Key:
    """Give what makes two visits the same."""
    return (visit["demand"], visit["cdo"], visit["day"], visit["slot"], visit["length"])


def clock_minutes(text: str) -> int:
    """Give the minutes since midnight of a clock time."""
    hours, minutes = text.split(":")
    return 60 * int(hours) + int(minutes)


class Case:
    """The instance indexed by id, and the visits of the plan that can be read against it."""

    def __init__(self, instance: Json, plan: Json) -> None:
        self.instance, self.plan = instance, plan
        self.weights, self.travel = instance["weights"], instance["travel"]
        self.days = {iso: number for number, iso in enumerate(instance["days"])}
        dates = [date.fromisoformat(iso) for iso in instance["days"]]
        self.weekday = [day.weekday() for day in dates]
        self.week = [tuple(day.isocalendar()[:2]) for day in dates]
        self.halves = [slot["half"] for slot in instance["slots"]]
        self.shorter_half = min(Counter(self.halves).values())
        self.sites = {site["id"]: site for site in instance["sites"]}
        self.roads: dict[tuple[str, str], int] = {}
        self.cdos = {cdo["id"]: cdo for cdo in instance["cdos"]}
        self.demands = {demand["id"]: demand for demand in instance["demands"]}
        self.frozen = instance.get("frozen_before") or ""
        self.broken: list[Broken] = []
        self.visits = [visit for raw in plan["visits"] if (visit := self._read(raw))]
        self.of_demand: dict[str, list[Visit]] = defaultdict(list)
        self.of_cdo: dict[str, list[Visit]] = defaultdict(list)
        for visit in self.visits:
            self.of_demand[visit.demand["id"]].append(visit)
            self.of_cdo[visit.cdo["id"]].append(visit)
        self.have = {key_of(visit) for visit in plan["visits"]}
        self.published = {key_of(visit) for visit in instance.get("published", [])}
        self.spared = {key_of(visit) for visit in instance.get("spared", [])}
        self.missing = self.published - self.have
        self.given_up = {key for key in self.missing if self._is_still_possible(key)}

    def _break(self, rule: str, *facts: Any) -> None:
        self.broken.append(Broken(rule, facts))

    def _read(self, raw: Json) -> Visit | None:
        """Resolve a visit, or note why it cannot be placed on the calendar at all."""
        demand, cdo = self.demands.get(raw["demand"]), self.cdos.get(raw["cdo"])
        if demand is None or cdo is None or raw["day"] not in self.days:
            self._break("H0", dict(raw))
            return None
        slot, length = raw["slot"], raw["length"]
        if not self._is_placeable(demand, slot, length):
            self._break("H2", dict(raw))
            return None
        if self._is_over_noon(slot, length):
            self._break("H2", dict(raw), "over noon")
        return Visit(demand, cdo, self.days[raw["day"]], slot, length, raw["day"])

    def _is_placeable(self, demand: Json, slot: Any, length: Any) -> bool:
        if type(slot) is not int or type(length) is not int or length not in demand["lengths"]:
            return False
        return 0 <= slot <= len(self.halves) - length

    def _is_over_noon(self, slot: int, length: int) -> bool:
        return length <= self.shorter_half and len(set(self.halves[slot : slot + length])) == 2

    def _is_available(self, cdo: Json, day: int, slot: int) -> bool:
        return bool(cdo["available"][day * len(self.halves) + slot] == "1")

    def _is_forbidden(self, demand: Json, day: int, slot: int) -> bool:
        return [self.weekday[day], slot] in [list(p) for p in demand["forbidden"]]

    def _is_eligible(self, demand: Json, cdo: Json, key: Key | None = None) -> bool:
        """Say whether a CDO can serve a demand at all, or with the visit of this key."""
        if cdo["skills"].get(demand["skill"], 0) < demand["level"]:
            return False
        if cdo["id"] in demand["excluded"] and key not in self.spared:
            return False
        return not demand["on_site"] or self._km(cdo["base"], demand["site"]) <= cdo["max_km"]

    def _on_site_days(self, visits: list[Visit]) -> Iterator[list[Visit]]:
        """Give the on-site visits of each day, in order of time."""
        days: dict[int, list[Visit]] = defaultdict(list)
        for visit in visits:
            if visit.demand["on_site"]:
                days[visit.day].append(visit)
        for _, of_day in sorted(days.items()):
            yield sorted(of_day, key=lambda visit: (visit.slot, visit.length))

    def _is_still_possible(self, key: Key) -> bool:
        name, cdo_name, iso, slot, length = key
        if name not in self.demands or cdo_name not in self.cdos or iso not in self.days:
            return False
        demand, cdo, day = self.demands[name], self.cdos[cdo_name], self.days[iso]
        if not self._is_placeable(demand, slot, length) or self._is_over_noon(slot, length):
            return False
        if not self._is_eligible(demand, cdo, key):
            return False
        if iso in demand.get("closed", ()):
            return False
        return any(first <= iso <= last for first, last in demand["windows"]) and all(
            self._is_available(cdo, day, s) and not self._is_forbidden(demand, day, s)
            for s in range(slot, slot + length)
        )

    def _km(self, one: str, two: str) -> int:
        road = one, two
        if road not in self.roads:
            self.roads[road] = self._measure(one, two)
        return self.roads[road]

    def _measure(self, one: str, two: str) -> int:
        here, there = self.sites[one], self.sites[two]
        if here["lat"] == there["lat"] and here["lon"] == there["lon"]:
            return 0
        lat_here, lat_there = math.radians(here["lat"]), math.radians(there["lat"])
        half_north = math.sin((lat_there - lat_here) / 2)
        half_east = math.sin(math.radians(there["lon"] - here["lon"]) / 2)
        part = half_north**2 + math.cos(lat_here) * math.cos(lat_there) * half_east**2
        straight = 2 * 6371.0 * math.asin(math.sqrt(part))
        return math.ceil(float(self.travel["detour"]) * straight - 1e-9)

    def _minutes(self, one: str, two: str) -> int:
        km = self._km(one, two)
        if km == 0:
            return 0
        minutes: float = self.travel["fixed_minutes"] + 60 * km / self.travel["kmh"]
        return math.ceil(minutes - 1e-9)

    def _cost(self) -> tuple[dict[str, int], int]:
        """Price the plan by part, and count the kilometres."""
        cost: Counter[str] = Counter()
        for name, demand in self.demands.items():
            self._price_demand(demand, self.of_demand[name], cost)
        km = sum(
            self._tour_km(cdo, of_day)
            for name, cdo in self.cdos.items()
            for of_day in self._on_site_days(self.of_cdo[name])
        )
        cost["travel"] = self.weights["km"] * km
        for name, cdo in self.cdos.items():
            if cdo.get("target_load") is not None:
                load = sum(visit.length for visit in self.of_cdo[name])
                cost["balance"] += self.weights["balance"] * abs(load - cdo["target_load"])
        cost["change"] = self.weights["change"] * len(self.missing)
        return dict(cost), km

    def _price_demand(self, demand: Json, visits: list[Visit], cost: Counter[str]) -> None:
        weights = self.weights
        cost["shortage"] += self._shortage(demand, sum(visit.length for visit in visits))
        cdos = {visit.cdo["id"] for visit in visits}
        cost["extra_cdo"] += weights["extra_cdo"] * max(0, len(cdos) - 1)
        if demand.get("previous_cdo"):
            cost["new_cdo"] += weights["new_cdo"] * len(cdos - {demand["previous_cdo"]})
        positions = Counter((self.weekday[visit.day], visit.slot) for visit in visits)
        if demand["rhythm"] and visits:
            kept = sum(times for _, times in positions.most_common(demand["per_window"]))
            cost["off_rhythm"] += weights["off_rhythm"] * (len(visits) - kept)
        if demand["preferred"]:
            wished = {tuple(position) for position in demand["preferred"]}
            others = sum(times for place, times in positions.items() if place not in wished)
            cost["non_preferred"] += weights["non_preferred"] * others

    def _shortage(self, demand: Json, served: int) -> int:
        requested = demand["requested"]
        missing = range(served, requested)
        points = sum(self.weights["short"][4 * slot // requested] for slot in missing)
        promised = max(0, demand.get("guaranteed", 0) - served)
        return int((points + self.weights["guaranteed"] * promised) * demand["weight"])

    def _tour_km(self, cdo: Json, of_day: list[Visit]) -> int:
        stops = [cdo["base"], *(visit.demand["site"] for visit in of_day), cdo["base"]]
        return sum(self._km(one, two) for one, two in pairwise(stops))
