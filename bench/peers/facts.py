"""What several peers ask of an instance: distances, eligible CDOs, starts, prices. Plain Python."""

import math
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any

Json = dict[str, Any]
EARTH_KM = 6371.0
HAIR = 1e-9


class Facts:
    """An instance with its days, places and prices looked up once."""

    def __init__(self, instance: Json) -> None:
        self.instance = instance
        self.days: list[str] = instance["days"]
        self.day_index = {day: place for place, day in enumerate(self.days)}
        dates = [date.fromisoformat(day) for day in self.days]
        self.weekday = [day.weekday() for day in dates]
        weeks = sorted({day.isocalendar()[:2] for day in dates})
        self.week = [weeks.index(day.isocalendar()[:2]) for day in dates]
        self.week_count = len(weeks)
        self.slots = len(instance["slots"])
        self.starts_at = [minutes_of(slot["start"]) for slot in instance["slots"]]
        self.ends_at = [minutes_of(slot["end"]) for slot in instance["slots"]]
        self.sites = {site["id"]: site for site in instance["sites"]}
        self.frozen_days = sum(day < (instance["frozen_before"] or "") for day in self.days)
        self.km = cache(self._km)

    def _km(self, one: str, two: str) -> int:
        """Give the whole road kilometres between two sites."""
        a, b = self.sites[one], self.sites[two]
        if (a["lat"], a["lon"]) == (b["lat"], b["lon"]):
            return 0
        p, q = math.radians(a["lat"]), math.radians(b["lat"])
        east = math.radians(b["lon"] - a["lon"])
        h = math.sin((q - p) / 2) ** 2 + math.cos(p) * math.cos(q) * math.sin(east / 2) ** 2
        straight_km = 2 * EARTH_KM * math.asin(math.sqrt(h))
        return math.ceil(self.instance["travel"]["detour"] * straight_km - HAIR)

    def minutes_between(self, one: str, two: str) -> int:
        """Give the minutes from the end of a visit to the start of the next, pause included."""
        km, travel = self.km(one, two), self.instance["travel"]
        if km == 0:
            return 0
        way = math.ceil(travel["fixed_minutes"] + 60 * km / travel["kmh"] - HAIR)
        # Zero stands for "no rule"; a way of no minutes has no pause either.
        return math.ceil(way + travel["pause_minutes"]) if way else 0

    def is_eligible(self, demand: Json, cdo: Json) -> bool:
        """Tell whether the CDO may serve the demand at all (H3)."""
        if cdo["skills"].get(demand["skill"], 0) < demand["level"]:
            return False
        if cdo["id"] in demand["excluded"]:
            return False
        return not demand["on_site"] or self.km(cdo["base"], demand["site"]) <= cdo["max_km"]

    def shortage(self, demand: Json) -> list[int]:
        """Give the points of shortage for 0, 1, … `requested` slots served."""
        requested, weights = demand["requested"], self.instance["weights"]
        points = [0]
        for slot in range(requested, 0, -1):
            price = weights["short"][4 * (slot - 1) // requested]
            promised = weights["guaranteed"] if slot <= demand.get("guaranteed", 0) else 0
            points.append(points[-1] + (price + promised) * demand["weight"])
        return points[::-1]

    def open_slots(self, demand: Json, weekday: int, length: int) -> list[int]:
        """List the slots of a weekday at which a visit of this length may start (H2, H9)."""
        halves = [slot["half"] for slot in self.instance["slots"]]
        is_short = length <= min(halves.count(half) for half in set(halves))
        forbidden = {tuple(position) for position in demand["forbidden"]}
        return [
            slot
            for slot in range(self.slots - length + 1)
            if not (is_short and len(set(halves[slot : slot + length])) > 1)
            and not any((weekday, slot + step) in forbidden for step in range(length))
        ]

    def windows(self, demand: Json) -> Iterator[range]:
        """Give each window of a demand as the range of its days."""
        for first, last in demand["windows"]:
            inside = [place for place, day in enumerate(self.days) if first <= day <= last]
            yield range(inside[0], inside[-1] + 1) if inside else range(0)

    def is_possible(self, visit: Json, demand: Json, cdo: Json) -> bool:
        """Tell whether a visit obeys, by itself, what the data say (H1, H2, H3, H9)."""
        day = self.day_index.get(visit["day"])
        if day is None or visit["length"] not in demand["lengths"]:
            return False
        first = day * self.slots + visit["slot"]
        return (
            any(day in window for window in self.windows(demand))
            and visit["slot"] in self.open_slots(demand, self.weekday[day], visit["length"])
            and set(cdo["available"][first : first + visit["length"]]) == {"1"}
            and self.is_eligible(demand, cdo)
        )


def minutes_of(clock: str) -> int:
    """Give the minutes since midnight."""
    return int(clock[:2]) * 60 + int(clock[3:])
