"""A plan under construction with what the hard rules count, for the greedy peer. Plain Python."""

from collections import Counter, defaultdict
from typing import Any

from bench.peers.facts import Facts

Json = dict[str, Any]


class Books:
    """Visits so far, and whether one more may be added."""

    def __init__(self, facts: Facts) -> None:
        self.facts, self.visits = facts, list[Json]()
        self.taken: set[tuple[str, int, int]] = set()
        self.load = Counter[tuple[Any, ...]]()
        self.served = Counter[str]()
        self.in_window = Counter[tuple[str, int]]()
        self.has_day: set[tuple[str, int]] = set()
        self.team: dict[str, set[str]] = defaultdict(set)
        self.members: dict[str, set[str]] = defaultdict(set)
        self.tours: dict[tuple[str, int], list[tuple[int, int, str]]] = defaultdict(list)
        self.foes: dict[str, set[str]] = defaultdict(set)
        for one, two in facts.instance.get("conflicts", []):
            self.foes[one].add(two)
            self.foes[two].add(one)

    def may_serve(self, demand: Json, cdo: Json) -> bool:
        """Tell whether the demand's team and the CDO's members leave room (H7, H11, H12)."""
        team, members = self.team[demand["id"]], self.members[cdo["id"]]
        if cdo["id"] not in team and len(team) >= demand["max_cdos"]:
            return False
        if demand["member"] in members:
            return True
        return len(members) < cdo["max_members"] and not members & self.foes[demand["member"]]

    def fits(self, demand: Json, cdo: Json, day: int, slot: int, length: int) -> bool:
        """Tell whether the CDO is free, within caps, and in time (H2, H4, H5, H8, H13)."""
        name, first = cdo["id"], day * self.facts.slots + slot
        if "0" in cdo["available"][first : first + length]:
            return False
        if any((name, day, place) in self.taken for place in range(slot, slot + length)):
            return False
        return self._is_within_caps(cdo, day, length) and (
            not demand["on_site"] or self._is_way_open(demand, cdo, day, slot, length)
        )

    def _is_within_caps(self, cdo: Json, day: int, length: int) -> bool:
        name, week = cdo["id"], self.facts.week[day]
        caps = ((("day", day), "day_cap"), (("week", week), "week_cap"), ((), "period_cap"))
        if any(self.load[name, *when] + length > cdo[cap] for when, cap in caps):
            return False
        average = cdo.get("average_cap")
        if not average:
            return True
        span = average["weeks"]
        firsts = range(max(0, week - span + 1), min(week, self.facts.week_count - span) + 1)
        return all(
            length + sum(self.load[name, "week", w] for w in range(first, first + span))
            <= average["slots"]
            for first in firsts
        )

    def _is_way_open(self, demand: Json, cdo: Json, day: int, slot: int, length: int) -> bool:
        tour, facts = self.tours[cdo["id"], day], self.facts
        if len({site for *_, site in tour} | {demand["site"]}) > cdo["max_sites_per_day"]:
            return False
        for start, span, site in tour:
            early, late = sorted([(start, span, site), (slot, length, demand["site"])])
            minutes = facts.starts_at[late[0]] - facts.ends_at[early[0] + early[1] - 1]
            need = facts.minutes_between(early[2], late[2])
            if need and minutes < need:
                return False
        return True

    def add(self, demand: Json, cdo: Json, window: int, day: int, slot: int, length: int) -> None:
        """Add a visit; `window` is the number of the demand's window."""
        name, asked, date = cdo["id"], demand["id"], self.facts.days[day]
        shape = {"day": date, "slot": slot, "length": length}
        self.visits.append({"demand": asked, "cdo": name, **shape})
        self.taken |= {(name, day, place) for place in range(slot, slot + length)}
        for when in (("day", day), ("week", self.facts.week[day]), ()):
            self.load[name, *when] += length
        self.served[asked] += length
        self.in_window[asked, window] += 1
        self.has_day.add((asked, day))
        self.team[asked].add(name)
        self.members[name].add(demand["member"])
        if demand["on_site"]:
            self.tours[name, day].append((slot, length, demand["site"]))
