"""The most time that any plan of an instance can serve, proven by a flow of slots; pure.

Every plan is a flow: each of its slots runs from its demand, through the window and the week it
lies in, to its CDO, and no pipe is narrower than a rule allows. So what flows at most is a limit
for all plans. Rules that a flow cannot know (ways, number of CDOs, sites and members) are left
out: the limit may be a little more than the best plan can serve, never less.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import accumulate, groupby
from typing import Any

from cdo_share.planning.max_flow import Network
from cdo_share.planning.supply import supply_by_cdo
from solver.case import Case

# Seconds count. Above so many pairs of a window and a CDO who can serve it, weeks are put together;
# above so many pairs of a demand and a CDO, whoever can serve it, only sums are compared.
MOST_PAIRS = 15_000
MOST_DEMANDS_BY_CDOS = 1_000_000

Json = Mapping[str, Any]


def served_limit(instance: Json, *, most_pairs: int = MOST_PAIRS) -> int:
    """Return a number of slots that no plan of the instance can exceed; the instance is valid."""
    if len(instance["demands"]) * len(instance["cdos"]) > MOST_DEMANDS_BY_CDOS:
        return simple_limit(instance)
    return _Flow(instance, most_pairs).most()


def simple_limit(instance: Json) -> int:
    """Return such a number at once, but a larger one: all that is asked, or all the CDOs' time."""
    asked: int = sum(demand["requested"] for demand in instance["demands"])
    return min(asked, sum(supply_by_cdo(instance).values()))


class _Flow(Case):
    """The network of an instance: source – demands – windows – CDOs' weeks – CDOs – sink."""

    def __init__(self, instance: Json, most_pairs: int) -> None:
        super().__init__(instance, {"visits": ()})
        self.net = Network()
        self.source, self.sink = self.net.node(), self.net.node()
        self.able = {
            name: [cdo for cdo in instance["cdos"] if self._is_eligible(demand, cdo)]
            for name, demand in self.demands.items()
        }
        self.iso = list(self.days)
        self.sums: dict[tuple[Any, ...], list[int]] = {}
        self.longest: dict[tuple[Any, ...], int] = {}
        self.kept: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
        for name, cdo, day, _, length in self.published:
            if day < self.frozen and day in self.days:
                self.kept[name, cdo].append((self.days[day], length))
        pairs = sum(len(d["windows"]) * len(self.able[d["id"]]) for d in self.demands.values())
        self.is_fine = pairs <= most_pairs
        self.blocks = self._blocks()
        self.block_of = {day: n for n, block in enumerate(self.blocks) for day in block}

    def _blocks(self) -> list[range]:
        """Return the stretches of days whose loads are told apart: the weeks, or all days."""
        if not self.is_fine:
            return [range(len(self.days))]
        starts = [n for n, week in enumerate(self.week) if not n or week != self.week[n - 1]]
        return [range(*pair) for pair in zip(starts, [*starts[1:], len(self.days)], strict=True)]

    def most(self) -> int:
        self.loads = {name: self._join_cdo(cdo) for name, cdo in self.cdos.items()}
        for demand in self.demands.values():
            self._join_demand(demand)
        return self.net.most(self.source, self.sink)

    # ── The CDOs' side ──

    def _join_cdo(self, cdo: Json) -> list[int]:
        """Return the node of each block; what flows through them all keeps the CDO's caps."""
        period = self._node_before(self.sink, cdo["period_cap"])
        weeks = [self._week_slots(cdo, block) for block in self.blocks]
        cap = cdo.get("average_cap")
        if cap is None or not self.is_fine or cap["weeks"] > len(weeks):
            return [self._node_before(period, slots) for slots in weeks]
        # Of all runs of so many weeks, those that do not overlap can be pipes.
        runs = [self._node_before(period, cap["slots"]) for _ in weeks[:: cap["weeks"]]]
        return [self._node_before(runs[n // cap["weeks"]], slots) for n, slots in enumerate(weeks)]

    def _node_before(self, end: int, capacity: int) -> int:
        node = self.net.node()
        self.net.join(node, end, capacity)
        return node

    def _week_slots(self, cdo: Json, block: range) -> int:
        per_day, weeks = len(self.halves), defaultdict[tuple[Any, ...], int](int)
        for day in block:
            free = cdo["available"].count("1", day * per_day, (day + 1) * per_day)
            weeks[self.week[day]] += min(free, cdo["day_cap"])
        return sum(min(slots, cdo["week_cap"]) for slots in weeks.values())

    # ── The demands' side ──

    def _join_demand(self, demand: Json) -> None:
        node = self.net.node()
        self.net.join(self.source, node, _reachable(demand))
        if self.is_fine:
            for window in demand["windows"]:
                self._join_window(demand, node, [window])
        else:
            self._join_window(demand, node, demand["windows"])

    def _join_window(self, demand: Json, node: int, windows: Iterable[tuple[str, str]]) -> None:
        """Join a demand to all CDOs' blocks, through what so many windows let pass."""
        days = [self._days_in(demand, *window) for window in windows]
        visits = sum(min(demand["per_window"], len(of_window)) for of_window in days)
        window = self.net.node()
        self.net.join(node, window, visits * max(demand["lengths"]))
        usable = sorted({day for of_window in days for day in of_window})
        stretches = list(self._stretches(usable))
        for cdo in self.able[demand["id"]]:
            for block, slots in self._slots(demand, cdo, stretches, usable).items():
                self.net.join(window, self.loads[cdo["id"]][block], slots)

    def _days_in(self, demand: Json, first: str, last: str) -> list[int]:
        closed = demand.get("closed", ())
        return [n for iso, n in self.days.items() if first <= iso <= last and iso not in closed]

    def _stretches(self, usable: Iterable[int]) -> Iterator[tuple[int, int, int]]:
        """Yield block, first day and day after the last of what follows one another, not frozen."""
        free = [day for day in usable if self.iso[day] >= self.frozen]
        for _, group in groupby(enumerate(free), lambda at: (at[1] - at[0], self.block_of[at[1]])):
            days = [day for _, day in group]
            yield self.block_of[days[0]], days[0], days[-1] + 1

    def _slots(
        self, demand: Json, cdo: Json, stretches: Iterable[tuple[int, int, int]], usable: list[int]
    ) -> dict[int, int]:
        """Return the slots that the CDO can give the demand on some days, by block."""
        most, slots = self._most_until(demand, cdo), defaultdict[int, int](int)
        for block, first, end in stretches:
            slots[block] += most[end] - most[first]
        for day, length in self.kept.get((demand["id"], cdo["id"]), ()):
            slots[self.block_of[day]] += length if day in usable else 0
        return {block: count for block, count in slots.items() if count}

    def _most_until(self, demand: Json, cdo: Json) -> list[int]:
        """Return, for each day, the slots that the CDO could give one such demand before it."""
        lengths = tuple(sorted(demand["lengths"], reverse=True))
        forbidden = frozenset((weekday, slot) for weekday, slot in demand["forbidden"])
        key = cdo["id"], lengths, forbidden
        if key not in self.sums:
            longest = [self._longest(cdo, day, lengths, forbidden) for day in range(len(self.iso))]
            self.sums[key] = [0, *accumulate(longest)]
        return self.sums[key]

    def _longest(
        self, cdo: Json, day: int, lengths: tuple[int, ...], forbidden: frozenset[tuple[int, int]]
    ) -> int:
        """Return the longest visit for which the CDO's day has room; a demand has one a day."""
        weekday, slots = self.weekday[day], range(len(self.halves))
        free = tuple(
            self._is_available(cdo, day, n) and (weekday, n) not in forbidden for n in slots
        )
        if (free, lengths) not in self.longest:
            self.longest[free, lengths] = next((n for n in lengths if self._fits(free, n)), 0)
        return self.longest[free, lengths]

    def _fits(self, free: tuple[bool, ...], length: int) -> bool:
        return any(
            all(free[slot : slot + length]) and not self._is_over_noon(slot, length)
            for slot in range(len(free) - length + 1)
        )


def _reachable(demand: Json) -> int:
    """Return the most slots, at most those asked for, that visits of the lengths add up to."""
    sums = 1  # bit n says that n slots can be reached
    for _ in range(demand["requested"] // min(demand["lengths"])):
        more = sums
        for length in demand["lengths"]:
            more |= sums << length
        if more == sums:
            break
        sums = more & ((2 << demand["requested"]) - 1)
    return sums.bit_length() - 1
