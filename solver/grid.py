"""Time and distance of an instance as integers: days, weeks, slots, kilometres, minutes.

Bit `day * slots_per_day + slot` of an integer stands for a slot of the period, so that free time
and possible starts are sets with fast intersection. Knows no rule.
"""

import math
from datetime import date
from functools import cached_property

from solver.instance import Instance, Site

EARTH_RADIUS_KM = 6371.0


def _minutes(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:])


class Grid:
    """The period of one instance, indexed; distances are computed once per pair of sites."""

    def __init__(self, instance: Instance) -> None:
        dates = [date.fromisoformat(day) for day in instance.days]
        weeks = [day.isocalendar()[:2] for day in dates]
        rank = {week: place for place, week in enumerate(sorted(set(weeks)))}
        self.day_index = {day: place for place, day in enumerate(instance.days)}
        self.days = instance.days
        self.weekday = [day.weekday() for day in dates]
        self.week = [rank[week] for week in weeks]
        self.week_count = len(rank)
        self.slots_per_day = len(instance.slots)
        self.starts = [_minutes(slot.start) for slot in instance.slots]
        self.ends = [_minutes(slot.end) for slot in instance.slots]
        self.halves = [slot.half for slot in instance.slots]
        self.travel = instance.travel
        self.sites = {site.id: site for site in instance.sites}
        self._km: dict[tuple[str, str], int] = {}

    @cached_property
    def half_length(self) -> int:
        """Slots of the shorter half: a longer visit may lie over noon."""
        return min(self.halves.count(half) for half in set(self.halves))

    def is_inside_day(self, slot: int, length: int) -> bool:
        """Whether a visit stays within a day, and within one half of it if it fits there."""
        if slot < 0 or slot + length > self.slots_per_day:
            return False
        return length > self.half_length or len(set(self.halves[slot : slot + length])) == 1

    def bits(self, day: int, slot: int, length: int) -> int:
        """The slots of a visit as a set of bits."""
        return ((1 << length) - 1) << (day * self.slots_per_day + slot)

    def km(self, one: str, two: str) -> int:
        """Road kilometres between two sites, rounded up; 0 for the same place."""
        pair = (one, two)
        if pair not in self._km:
            self._km[pair] = self._road_km(self.sites[one], self.sites[two])
        return self._km[pair]

    def _road_km(self, one: Site, two: Site) -> int:
        if (one.lat, one.lon) == (two.lat, two.lon):
            return 0
        north, south = math.radians(one.lat), math.radians(two.lat)
        east = math.radians(two.lon - one.lon)
        chord = (
            math.sin((south - north) / 2) ** 2
            + math.cos(north) * math.cos(south) * math.sin(east / 2) ** 2
        )
        straight = 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(chord))
        return math.ceil(self.travel.detour * straight - 1e-9)

    def gap_minutes(self, one: str, two: str) -> float:
        """Minutes needed between visits at two sites: travel and pause; 0 for the same place."""
        km = self.km(one, two)
        if km == 0:
            return 0
        minutes = math.ceil(self.travel.fixed_minutes + 60 * km / self.travel.kmh - 1e-9)
        return minutes + self.travel.pause_minutes if minutes else 0
