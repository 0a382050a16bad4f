"""A plan under construction: keeps its counters and says at once whether one more visit fits.

All rules between visits are here in their quick form, for building plans step by step; `rules`
says the same to CP-SAT and `check` judges both.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from copy import copy

from solver.candidates import Candidates
from solver.problem import Option, Problem


class Board:
    """The visits of a plan with their counters; the caller asks `find_obstacle` before `add`."""

    def __init__(self, problem: Problem, candidates: Candidates) -> None:
        self.problem = problem
        self.candidates = candidates
        demands, cdos = range(len(problem.demands)), range(len(problem.cdos))
        self.of_demand: list[set[Option]] = [set() for _ in demands]
        self.of_cdo: list[set[Option]] = [set() for _ in cdos]
        self.served = [0 for _ in demands]
        self.load = [0 for _ in cdos]
        self.free = list(candidates.available)
        self.day_load: Counter[tuple[int, int]] = Counter()
        self.week_load: Counter[tuple[int, int]] = Counter()
        self.window_visits: Counter[tuple[int, int]] = Counter()
        self.demand_days: set[tuple[int, int]] = set()
        self.open_visits: list[Counter[int]] = [Counter() for _ in demands]
        self.members: list[Counter[str]] = [Counter() for _ in cdos]
        self.on_site: dict[tuple[int, int], set[Option]] = defaultdict(set)
        # Published visits that are still possible and not here: what H15 counts.
        self.changes = len(candidates.published)

    def options(self) -> frozenset[Option]:
        """Give all visits of the board."""
        return frozenset().union(*self.of_demand)

    def add(self, option: Option) -> None:
        """Put a visit on the board."""
        self._count(option, 1)
        self.of_demand[option.demand].add(option)
        self.of_cdo[option.cdo].add(option)
        self.demand_days.add((option.demand, option.day))
        self.free[option.cdo] &= ~self._bits(option)
        if self.problem.demands[option.demand].on_site:
            self.on_site[option.cdo, option.day].add(option)

    def remove(self, option: Option) -> None:
        """Take a visit off the board."""
        self._count(option, -1)
        self.of_demand[option.demand].remove(option)
        self.of_cdo[option.cdo].remove(option)
        self.demand_days.remove((option.demand, option.day))
        self.free[option.cdo] |= self._bits(option)
        self.on_site[option.cdo, option.day].discard(option)

    def add_all(self, options: Iterable[Option]) -> None:
        """Put visits on the board."""
        for option in options:
            self.add(option)

    def remove_all(self, options: Iterable[Option]) -> None:
        """Take visits off the board."""
        for option in options:
            self.remove(option)

    def add_fitting(self, options: Iterable[Option]) -> list[Option]:
        """Put those visits on the board that fit, in order; give the others back."""
        left = []
        for option in options:
            if self.find_obstacle(option) is None:
                self.add(option)
            else:
                left.append(option)
        return left

    def _bits(self, option: Option) -> int:
        return self.problem.grid.bits(option.day, option.slot, option.length)

    def _count(self, option: Option, sign: int) -> None:
        demand, cdo, day, _, length = option
        self.served[demand] += sign * length
        self.load[cdo] += sign * length
        self.day_load[cdo, day] += sign * length
        self.week_load[cdo, self.problem.grid.week[day]] += sign * length
        self.window_visits[demand, self.problem.windows[demand][day]] += sign
        self.members[cdo][self.problem.demands[demand].member] += sign
        if option in self.candidates.published:
            self.changes -= sign
        if day >= self.problem.frozen_days:
            self.open_visits[demand][cdo] += sign

    def under(self, problem: Problem) -> "Board":
        """Give the board for a problem with the same visits and rules but another limit of changes.

        The two share everything else: this one must not be used any more.
        """
        other = copy(self)
        other.problem, other.candidates = problem, self.candidates.under(problem)
        return other

    def has_too_many_changes(self) -> bool:
        """H15: whether more published visits are missing than may be."""
        most = self.problem.instance.max_changes
        return most is not None and self.changes > most

    def room(self, demand: int) -> int:
        """The slots of open days on which a demand may have one more visit (H1, H6), as bits."""
        per_window = self.problem.demands[demand].per_window
        bits, visits = 0, self.window_visits
        for window, span in enumerate(self.candidates.spans(demand)):
            if visits[demand, window] < per_window:
                bits |= span
        per_day = self.problem.grid.slots_per_day
        for option in self.of_demand[demand]:
            bits &= ~(((1 << per_day) - 1) << (option.day * per_day))
        return bits

    def is_open_to(self, demand: int, cdo: int) -> bool:
        """Whether one more visit on an open day is allowed between the two (H7, H11, H12)."""
        any_slot = Option(demand, cdo, self.problem.frozen_days, 0, 0)
        return not (
            self.is_crowded(any_slot)
            or self.is_in_conflict(any_slot)
            or self.is_member_too_many(any_slot)
        )

    def find_obstacle(self, option: Option) -> str | None:
        """Name the first rule that one more visit, possible by itself, would break, or None."""
        for rule, is_broken in _OBSTACLES:
            if is_broken(self, option):
                return rule
        return None

    def is_busy(self, option: Option) -> bool:
        """H4: the CDO is elsewhere, or not available."""
        return bool(self._bits(option) & ~self.free[option.cdo])

    def is_served(self, option: Option) -> bool:
        """H6: the demand has a visit on that day, or would get more than it asks for."""
        demand = option.demand
        requested = self.problem.demands[demand].requested
        return (demand, option.day) in self.demand_days or (
            self.served[demand] + option.length > requested
        )

    def is_window_full(self, option: Option) -> bool:
        """H1: the window has its visits."""
        window = self.problem.windows[option.demand][option.day]
        per_window = self.problem.demands[option.demand].per_window
        return window < 0 or self.window_visits[option.demand, window] >= per_window

    def is_capped(self, option: Option) -> bool:
        """H5: day, week, period or rolling-average cap."""
        _, number, day, _, length = option
        cdo, week = self.problem.cdos[number], self.problem.grid.week[day]
        return (
            self.load[number] + length > cdo.period_cap
            or self.day_load[number, day] + length > cdo.day_cap
            or self.week_load[number, week] + length > cdo.week_cap
            or self.is_average_capped(number, week, length)
        )

    def is_average_capped(self, number: int, week: int, length: int) -> bool:
        """H5: a run of weeks with this one has its slots."""
        cap = self.problem.cdos[number].average_cap
        if cap is None:
            return False
        last = self.problem.grid.week_count - cap.weeks
        return any(
            sum(self.week_load[number, w] for w in range(first, first + cap.weeks)) + length
            > cap.slots
            for first in range(max(0, week - cap.weeks + 1), min(week, last) + 1)
        )

    def is_crowded(self, option: Option) -> bool:
        """H7: the demand has its number of CDOs, counted on open days."""
        cdos = self.open_visits[option.demand]
        if option.day < self.problem.frozen_days or cdos[option.cdo]:
            return False
        others = sum(1 for visits in cdos.values() if visits)
        return others >= self.problem.demands[option.demand].max_cdos

    def is_in_conflict(self, option: Option) -> bool:
        """H11: the CDO serves a member in conflict with this one."""
        foes = self.problem.foes.get(self.problem.demands[option.demand].member, ())
        return any(self.members[option.cdo][foe] for foe in foes)

    def is_member_too_many(self, option: Option) -> bool:
        """H12: the CDO has their number of members."""
        members = self.members[option.cdo]
        if members[self.problem.demands[option.demand].member]:
            return False
        served = sum(1 for visits in members.values() if visits)
        return served >= self.problem.cdos[option.cdo].max_members

    def is_site_too_many(self, option: Option) -> bool:
        """H13: the CDO's day has its number of sites."""
        demand = self.problem.demands[option.demand]
        sites = self._sites(option) if demand.on_site else set()
        if not demand.on_site or demand.site in sites:
            return False
        return len(sites) >= self.problem.cdos[option.cdo].max_sites_per_day

    def _sites(self, option: Option) -> set[str]:
        demands, visits = self.problem.demands, self.on_site[option.cdo, option.day]
        return {demands[other.demand].site for other in visits}

    def is_too_far(self, option: Option) -> bool:
        """H8: no time to travel and pause between this visit and another of the day."""
        if not self.problem.demands[option.demand].on_site:
            return False
        visits = self.on_site.get((option.cdo, option.day), ())
        return any(are_too_close(self.problem, option, other) for other in visits)


def are_too_close(problem: Problem, one: Option, two: Option) -> bool:
    """Whether two on-site visits of one CDO and day leave no time for the way between them."""
    grid, demands = problem.grid, problem.demands
    need = grid.gap_minutes(demands[one.demand].site, demands[two.demand].site)
    first, second = (one, two) if one.slot <= two.slot else (two, one)
    return bool(need) and grid.starts[second.slot] - grid.ends[first.slot + first.length - 1] < need


_OBSTACLES = (
    ("H4", Board.is_busy),
    ("H6", Board.is_served),
    ("H1", Board.is_window_full),
    ("H5", Board.is_capped),
    ("H7", Board.is_crowded),
    ("H11", Board.is_in_conflict),
    ("H12", Board.is_member_too_many),
    ("H13", Board.is_site_too_many),
    ("H8", Board.is_too_far),
)
