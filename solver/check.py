"""The project's own judge: is a plan allowed, what does it cost, whom does it serve.

Written from the statement of the problem, without any of the solver's models; works on the plain
mappings of the JSON files and needs the standard library only. Every broken rule is told, each
with its facts; the figures are those of `bench/check_plan.py`.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import combinations, pairwise
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
    "H9": "no visit touches a forbidden slot",
    "H10": "every pin is in the plan",
    "H11": "members in conflict do not share a CDO",
    "H12": "a CDO serves no more members than allowed",
    "H13": "a CDO visits no more places a day than allowed",
    "H14": "frozen days keep exactly the published visits that are still possible",
    "H15": "no more published visits are changed than allowed",
}
SHOWN_ERRORS = 50


@dataclass(frozen=True)
class Broken:
    """One breach of a rule: its code, and what it is about."""

    rule: str
    facts: tuple[Any, ...]

    def sentence(self) -> str:
        """Say the rule and the facts."""
        return f"{self.rule} {RULES[self.rule]}: {', '.join(str(fact) for fact in self.facts)}"


@dataclass(frozen=True)
class _Visit:
    """A visit with what it refers to."""

    demand: Json
    cdo: Json
    day: int
    slot: int
    length: int
    iso: str

    @property
    def name(self) -> str:
        return f"{self.demand['id']} by {self.cdo['id']} on {self.iso} slot {self.slot}"

    @property
    def slots(self) -> range:
        return range(self.slot, self.slot + self.length)


def check(instance: Json, plan: Json) -> dict[str, Any]:
    """Judge a plan.

    Returns the verdict (`feasible`, `errors`: at most 50 sentences, `error_count`, `broken`: count
    per rule), the `cost` with its `components`, and figures of service. The instance must be
    valid; the plan may be wrong in every way that its JSON shape allows.
    """
    return _Judge(instance, plan).report()


def _key(visit: Json) -> Key:
    return (visit["demand"], visit["cdo"], visit["day"], visit["slot"], visit["length"])


def _clock(text: str) -> int:
    hours, minutes = text.split(":")
    return 60 * int(hours) + int(minutes)


class _Judge:
    """The instance indexed by id, and the visits of the plan that can be read against it."""

    def __init__(self, instance: Json, plan: Json) -> None:
        self.instance, self.plan = instance, plan
        self.weights, self.travel = instance["weights"], instance["travel"]
        self.days = {iso: number for number, iso in enumerate(instance["days"])}
        dates = [date.fromisoformat(iso) for iso in instance["days"]]
        self.weekday = [day.weekday() for day in dates]
        self.week = [tuple(day.isocalendar()[:2]) for day in dates]
        self.halves = [slot["half"] for slot in instance["slots"]]
        self.sites = {site["id"]: site for site in instance["sites"]}
        self.cdos = {cdo["id"]: cdo for cdo in instance["cdos"]}
        self.demands = {demand["id"]: demand for demand in instance["demands"]}
        self.frozen = instance.get("frozen_before") or ""
        self.broken: list[Broken] = []
        self.visits = [visit for raw in plan["visits"] if (visit := self._read(raw))]
        self.of_demand: dict[str, list[_Visit]] = defaultdict(list)
        self.of_cdo: dict[str, list[_Visit]] = defaultdict(list)
        for visit in self.visits:
            self.of_demand[visit.demand["id"]].append(visit)
            self.of_cdo[visit.cdo["id"]].append(visit)

    def _break(self, rule: str, *facts: Any) -> None:
        self.broken.append(Broken(rule, facts))

    def _read(self, raw: Json) -> _Visit | None:
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
        return _Visit(demand, cdo, self.days[raw["day"]], slot, length, raw["day"])

    def _is_placeable(self, demand: Json, slot: Any, length: Any) -> bool:
        if type(slot) is not int or type(length) is not int or length not in demand["lengths"]:
            return False
        return 0 <= slot <= len(self.halves) - length

    def _is_over_noon(self, slot: int, length: int) -> bool:
        fits = length <= min(Counter(self.halves).values())
        return fits and len(set(self.halves[slot : slot + length])) == 2

    # Rules of a visit by itself

    def _is_available(self, cdo: Json, day: int, slot: int) -> bool:
        return bool(cdo["available"][day * len(self.halves) + slot] == "1")

    def _is_forbidden(self, demand: Json, day: int, slot: int) -> bool:
        return [self.weekday[day], slot] in [list(p) for p in demand["forbidden"]]

    def _is_eligible(self, demand: Json, cdo: Json) -> bool:
        if cdo["skills"].get(demand["skill"], 0) < demand["level"]:
            return False
        if cdo["id"] in demand["excluded"]:
            return False
        return not demand["on_site"] or self._km(cdo["base"], demand["site"]) <= cdo["max_km"]

    def _check_visits(self) -> None:
        taken: dict[tuple[str, int, int], str] = {}
        for visit in self.visits:
            for slot in visit.slots:
                self._check_slot(visit, slot, taken)
            if not self._is_eligible(visit.demand, visit.cdo):
                self._break("H3", visit.name)

    def _check_slot(self, visit: _Visit, slot: int, taken: dict[tuple[str, int, int], str]) -> None:
        place = (visit.cdo["id"], visit.day, slot)
        if not self._is_available(visit.cdo, visit.day, slot):
            self._break("H2", visit.name, f"not available in slot {slot}")
        if place in taken:
            self._break("H4", visit.name, f"slot {slot} is given to {taken[place]}")
        taken[place] = visit.demand["id"]
        if self._is_forbidden(visit.demand, visit.day, slot):
            self._break("H9", visit.name, f"slot {slot}")

    # Rules of a demand

    def _check_demands(self) -> None:
        for name, demand in self.demands.items():
            visits = self.of_demand[name]
            served = sum(visit.length for visit in visits)
            if served > demand["requested"] or len({v.day for v in visits}) < len(visits):
                self._break("H6", name, f"{served} of {demand['requested']} slots")
            self._check_windows(demand, visits)
            cdos = {visit.cdo["id"] for visit in visits if visit.iso >= self.frozen}
            if len(cdos) > demand["max_cdos"]:
                self._break("H7", name, *sorted(cdos))

    def _check_windows(self, demand: Json, visits: list[_Visit]) -> None:
        inside: Counter[str] = Counter()
        for first, last in demand["windows"]:
            here = [visit for visit in visits if first <= visit.iso <= last]
            inside.update(visit.name for visit in here)
            if len(here) > demand["per_window"]:
                self._break("H1", demand["id"], f"{len(here)} visits from {first} to {last}")
        for visit in visits:
            if not inside[visit.name]:
                self._break("H1", visit.name)

    # Rules of a CDO

    def _check_cdos(self) -> None:
        for name, cdo in self.cdos.items():
            visits = self.of_cdo[name]
            self._check_caps(cdo, visits)
            self._check_days(cdo, visits)
            self._check_members(cdo, visits)

    def _check_caps(self, cdo: Json, visits: list[_Visit]) -> None:
        day: Counter[int] = Counter()
        week: Counter[tuple[int, ...]] = Counter()
        for visit in visits:
            day[visit.day] += visit.length
            week[self.week[visit.day]] += visit.length
        for number, slots in day.items():
            if slots > cdo["day_cap"]:
                self._break("H5", cdo["id"], self.instance["days"][number], f"{slots} slots")
        for number_of_week, slots in week.items():
            if slots > cdo["week_cap"]:
                self._break("H5", cdo["id"], f"week {number_of_week}", f"{slots} slots")
        if sum(day.values()) > cdo["period_cap"]:
            self._break("H5", cdo["id"], f"{sum(day.values())} slots in the period")
        self._check_average(cdo, week)

    def _check_average(self, cdo: Json, load: Counter[tuple[int, ...]]) -> None:
        cap = cdo.get("average_cap") or {"weeks": 1, "slots": math.inf}
        weeks = sorted(set(self.week))
        for first in range(len(weeks) - cap["weeks"] + 1):
            slots = sum(load[week] for week in weeks[first : first + cap["weeks"]])
            if slots > cap["slots"]:
                span = f"{cap['weeks']} weeks from {weeks[first]}"
                self._break("H5", cdo["id"], span, f"{slots} slots")

    def _on_site_days(self, visits: list[_Visit]) -> Iterator[list[_Visit]]:
        """Give the on-site visits of each day, in order of time."""
        days: dict[int, list[_Visit]] = defaultdict(list)
        for visit in visits:
            if visit.demand["on_site"]:
                days[visit.day].append(visit)
        for _, of_day in sorted(days.items()):
            yield sorted(of_day, key=lambda visit: (visit.slot, visit.length))

    def _check_days(self, cdo: Json, visits: list[_Visit]) -> None:
        for of_day in self._on_site_days(visits):
            sites = {visit.demand["site"] for visit in of_day}
            if len(sites) > cdo["max_sites_per_day"]:
                self._break("H13", cdo["id"], of_day[0].iso, *sorted(sites))
            for first, second in combinations(of_day, 2):
                if self._is_too_far(first, second):
                    self._break("H8", first.name, second.name)

    def _is_too_far(self, first: _Visit, second: _Visit) -> bool:
        slots = self.instance["slots"]
        time = _clock(slots[second.slot]["start"]) - _clock(slots[first.slots[-1]]["end"])
        need = self._minutes(first.demand["site"], second.demand["site"])
        return bool(need) and time < need + self.travel["pause_minutes"]

    def _check_members(self, cdo: Json, visits: list[_Visit]) -> None:
        members = {visit.demand["member"] for visit in visits}
        if len(members) > cdo["max_members"]:
            self._break("H12", cdo["id"], f"{len(members)} members")
        for pair in {frozenset(pair) for pair in self.instance.get("conflicts", [])}:
            if pair <= members:
                self._break("H11", cdo["id"], *sorted(pair))

    # Rules of the plan as a whole

    def _check_given(self) -> None:
        """Pins, frozen days and the number of changes."""
        have = {_key(visit) for visit in self.plan["visits"]}
        for pin in self.instance.get("pins", []):
            if _key(pin) not in have:
                self._break("H10", dict(pin))
        self.missing = self._published() - have
        self.given_up = {key for key in self.missing if self._is_still_possible(key)}
        for key in sorted(self.given_up | (have - self._published())):
            if key[2] < self.frozen:
                self._break("H14", *key)
        most = self.instance.get("max_changes")
        if most is not None and len(self.given_up) > most:
            self._break("H15", f"{len(self.given_up)} changes, {most} allowed")

    def _published(self) -> set[Key]:
        return {_key(visit) for visit in self.instance.get("published", [])}

    def _is_still_possible(self, key: Key) -> bool:
        name, cdo_name, iso, slot, length = key
        if name not in self.demands or cdo_name not in self.cdos or iso not in self.days:
            return False
        demand, cdo, day = self.demands[name], self.cdos[cdo_name], self.days[iso]
        if not self._is_placeable(demand, slot, length) or self._is_over_noon(slot, length):
            return False
        if not self._is_eligible(demand, cdo):
            return False
        return any(first <= iso <= last for first, last in demand["windows"]) and all(
            self._is_available(cdo, day, s) and not self._is_forbidden(demand, day, s)
            for s in range(slot, slot + length)
        )

    # Distances

    def _km(self, one: str, two: str) -> int:
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

    # Points

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

    def _price_demand(self, demand: Json, visits: list[_Visit], cost: Counter[str]) -> None:
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

    def _tour_km(self, cdo: Json, of_day: list[_Visit]) -> int:
        stops = [cdo["base"], *(visit.demand["site"] for visit in of_day), cdo["base"]]
        return sum(self._km(one, two) for one, two in pairwise(stops))

    # The report

    def report(self) -> dict[str, Any]:
        """Check everything and gather the figures."""
        name = self.instance["name"]
        if self.plan.get("instance", name) != name:
            self._break("H0", f"the plan is for {self.plan['instance']}, not for {name}")
        self._check_visits()
        self._check_cdos()
        self._check_demands()
        self._check_given()
        cost, km = self._cost()
        return {
            "feasible": not self.broken,
            "errors": [broken.sentence() for broken in self.broken[:SHOWN_ERRORS]],
            "error_count": len(self.broken),
            "broken": dict(Counter(broken.rule for broken in self.broken)),
            "cost": sum(cost.values()),
            "components": cost,
            "visits": len(self.plan["visits"]),
            "km": km,
            "changed_visits": len(self.missing),
            "changed_by_choice": len(self.given_up),
            "cost_of_serving_nobody": sum(self._shortage(d, 0) for d in self.demands.values()),
            **self._service(),
        }

    def _service(self) -> dict[str, Any]:
        """Give how much is served, and how evenly among those whom anybody could serve."""
        requested = sum(demand["requested"] for demand in self.demands.values())
        served = sum(visit.length for visit in self.visits)
        unservable = [
            name
            for name, demand in self.demands.items()
            if not any(self._is_eligible(demand, cdo) for cdo in self.cdos.values())
        ]
        shares = sorted(self._shares(set(unservable)))
        return {
            "requested_slots": requested,
            "served_slots": served,
            "served_percent": round(100 * served / max(1, requested), 2),
            "unservable": unservable,
            "satisfaction_min": round(shares[0], 3) if shares else None,
            "satisfaction_p10": round(shares[len(shares) // 10], 3) if shares else None,
            "satisfaction_mean": round(sum(shares) / max(1, len(shares)), 4),
        }

    def _shares(self, left_out: set[str]) -> Iterator[float]:
        for name, demand in self.demands.items():
            if name not in left_out and demand["requested"]:
                served = sum(visit.length for visit in self.of_demand[name])
                yield served / demand["requested"]
