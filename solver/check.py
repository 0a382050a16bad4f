"""The project's own judge: is a plan allowed, what does it cost, whom does it serve.

Written from the statement of the problem, without any of the solver's models; works on the plain
mappings of the JSON files and needs the standard library only. Every broken rule is told, each
with its facts; the figures are those of `bench/check_plan.py`.
"""

import math
from collections import Counter
from collections.abc import Iterator
from itertools import combinations
from typing import Any

from solver.case import Broken, Case, Json, Visit, clock_minutes, key_of

SHOWN_ERRORS = 50


def check(instance: Json, plan: Json) -> dict[str, Any]:
    """Judge a plan.

    Returns the verdict (`feasible`, `errors`: at most 50 sentences, `error_count`, `broken`: count
    per rule), the `cost` with its `components`, and figures of service. The instance must be
    valid; the plan may be wrong in every way that its JSON shape allows.
    """
    return _Judge(instance, plan).report()


def find_broken(instance: Json, plan: Json) -> list[Broken]:
    """Return every breach of a rule by a plan, with its code and facts; see `check`."""
    judge = _Judge(instance, plan)
    judge.look()
    return judge.broken


class _Judge(Case):
    """The rules, each with a method that notes every breach."""

    def _check_visits(self) -> None:
        taken: dict[tuple[str, int, int], str] = {}
        for visit in self.visits:
            for slot in visit.slots:
                self._check_slot(visit, slot, taken)
            if not self._is_eligible(visit.demand, visit.cdo, visit.key):
                self._break("H3", visit.name)

    def _check_slot(self, visit: Visit, slot: int, taken: dict[tuple[str, int, int], str]) -> None:
        place = (visit.cdo["id"], visit.day, slot)
        if not self._is_available(visit.cdo, visit.day, slot):
            self._break("H2", visit.name, f"not available in slot {slot}")
        if place in taken:
            self._break("H4", visit.name, f"slot {slot} is given to {taken[place]}")
        taken[place] = visit.demand["id"]
        if self._is_forbidden(visit.demand, visit.day, slot):
            self._break("H9", visit.name, f"slot {slot}")

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

    def _check_windows(self, demand: Json, visits: list[Visit]) -> None:
        inside: Counter[str] = Counter()
        for first, last in demand["windows"]:
            here = [visit for visit in visits if first <= visit.iso <= last]
            inside.update(visit.name for visit in here)
            if len(here) > demand["per_window"]:
                self._break("H1", demand["id"], f"{len(here)} visits from {first} to {last}")
        for visit in visits:
            if not inside[visit.name]:
                self._break("H1", visit.name)
            if visit.iso in demand.get("closed", ()):
                self._break("H9", visit.name, "closed on that day")

    def _check_cdos(self) -> None:
        for name, cdo in self.cdos.items():
            visits = self.of_cdo[name]
            self._check_caps(cdo, visits)
            self._check_days(cdo, visits)
            self._check_members(cdo, visits)

    def _check_caps(self, cdo: Json, visits: list[Visit]) -> None:
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

    def _check_days(self, cdo: Json, visits: list[Visit]) -> None:
        for of_day in self._on_site_days(visits):
            sites = {visit.demand["site"] for visit in of_day}
            if len(sites) > cdo["max_sites_per_day"]:
                self._break("H13", cdo["id"], of_day[0].iso, *sorted(sites))
            for first, second in combinations(of_day, 2):
                if self._is_too_far(first, second):
                    self._break("H8", first.name, second.name)

    def _is_too_far(self, first: Visit, second: Visit) -> bool:
        slots = self.instance["slots"]
        time = clock_minutes(slots[second.slot]["start"]) - clock_minutes(
            slots[first.slots[-1]]["end"]
        )
        need = self._minutes(first.demand["site"], second.demand["site"])
        return bool(need) and time < need + self.travel["pause_minutes"]

    def _check_members(self, cdo: Json, visits: list[Visit]) -> None:
        members = {visit.demand["member"] for visit in visits}
        if len(members) > cdo["max_members"]:
            self._break("H12", cdo["id"], f"{len(members)} members")
        for pair in {frozenset(pair) for pair in self.instance.get("conflicts", [])}:
            if pair <= members:
                self._break("H11", cdo["id"], *sorted(pair))

    def _check_given(self) -> None:
        """Pins, frozen days and the number of changes."""
        for pin in self.instance.get("pins", []):
            if key_of(pin) not in self.have:
                self._break("H10", dict(pin))
        for key in sorted(self.given_up | (self.have - self.published)):
            if key[2] < self.frozen:
                self._break("H14", *key)
        most = self.instance.get("max_changes")
        if most is not None and len(self.given_up) > most:
            self._break("H15", f"{len(self.given_up)} changes, {most} allowed")

    def look(self) -> None:
        """Check everything."""
        name = self.instance["name"]
        if self.plan.get("instance", name) != name:
            self._break("H0", f"the plan is for {self.plan['instance']}, not for {name}")
        self._check_visits()
        self._check_cdos()
        self._check_demands()
        self._check_given()

    def report(self) -> dict[str, Any]:
        """Check everything and gather the figures."""
        self.look()
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
