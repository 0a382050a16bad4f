"""Which visits are possible by themselves (H1, H2, H3, H9), and why the others are not.

What two visits do to each other is the matter of `board` and `rules`.
"""

from collections import defaultdict
from collections.abc import Iterator
from copy import copy
from functools import cached_property

from solver.problem import Option, Problem

SKILL, LEVEL, EXCLUDED, DISTANCE = "skill", "level", "excluded", "distance"


def find_unfit(problem: Problem, demand: int, cdo: int) -> str | None:
    """Say why a CDO can never serve a demand (H3), or None when there is no such reason."""
    asked, able = problem.demands[demand], problem.cdos[cdo]
    if asked.skill not in able.skills:
        return SKILL
    if able.skills[asked.skill] < asked.level:
        return LEVEL
    if able.id in asked.excluded:
        return EXCLUDED
    if asked.on_site and problem.grid.km(able.base, asked.site) > able.max_km:
        return DISTANCE
    return None


class Candidates:
    """The possible visits of a problem, as sets of bits (see `grid`), made when first asked."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self._starts: dict[tuple[int, int], int] = {}
        self._alike: dict[object, int] = {}
        self._spans: dict[int, list[int]] = {}

    def under(self, problem: Problem) -> "Candidates":
        """Give the candidates of a problem with the same demands, CDOs and published visits."""
        other = copy(self)
        other.problem = problem
        return other

    @cached_property
    def eligible(self) -> list[tuple[int, ...]]:
        """For each demand, the CDOs who can serve it at all (H3)."""
        # Arrays come with a library that those who only read and judge need not load.
        from solver.fitness import list_fit

        return list_fit(self.problem)

    @cached_property
    def servers(self) -> list[tuple[int, ...]]:
        """For each demand, the eligible CDOs and those of spared visits.

        Limits that hold if all of them could serve anything hold all the more as it is.
        """
        spared: dict[int, set[int]] = defaultdict(set)
        for option in self.problem.spared:
            spared[option.demand].add(option.cdo)
        return [
            tuple(sorted(spared[demand].union(cdos))) if demand in spared else cdos
            for demand, cdos in enumerate(self.eligible)
        ]

    @cached_property
    def available(self) -> list[int]:
        """For each CDO, the available slots as bits."""
        return [int(cdo.available[::-1] or "0", 2) for cdo in self.problem.cdos]

    @cached_property
    def published(self) -> frozenset[Option]:
        """The published visits that are still possible by themselves."""
        return frozenset(o for o in self.problem.published if self.is_possible(o))

    @cached_property
    def published_of(self) -> list[frozenset[Option]]:
        """For each demand, its published visits that are still possible."""
        found: list[set[Option]] = [set() for _ in self.problem.demands]
        for option in self.published:
            found[option.demand].add(option)
        return [frozenset(options) for options in found]

    @cached_property
    def lost_published(self) -> int:
        """How many published visits today's data no longer allow."""
        problem = self.problem
        return len(problem.published) - len(self.published) + problem.unknown_published

    def is_possible(self, option: Option) -> bool:
        """Whether a visit obeys, by itself, what the data say (H1, H2, H3, H9)."""
        demand = self.problem.demands[option.demand]
        if option.length not in demand.lengths or not self._may_serve(option):
            return False
        # First, lest a slot or length beyond all days become as many bits.
        if not self.problem.grid.is_inside_day(option.slot, option.length):
            return False
        first = option.day * self.problem.grid.slots_per_day + option.slot
        bits = self.problem.grid.bits(option.day, option.slot, option.length)
        is_start = self.starts(option.demand, option.length) >> first & 1
        return bool(is_start) and bits & ~self.available[option.cdo] == 0

    def _may_serve(self, option: Option) -> bool:
        return option.cdo in self.eligible[option.demand] or option in self.problem.spared

    def starts(self, demand: int, length: int) -> int:
        """The starts that a demand allows for a length: windows, day, halves, forbidden slots."""
        found = self._starts.get((demand, length))
        if found is None:
            found = self._starts[demand, length] = self._shared_starts(demand, length)
        return found

    def _shared_starts(self, demand: int, length: int) -> int:
        """Make the starts of a demand once for all that are alike."""
        problem = self.problem
        alike = (id(problem.windows[demand]), problem.forbidden[demand], length)
        if alike not in self._alike:
            self._alike[alike] = self._make_starts(demand, length)
        return self._alike[alike]

    def _make_starts(self, demand: int, length: int) -> int:
        problem, grid = self.problem, self.problem.grid
        daily = {
            weekday: sum(
                1 << slot
                for slot in range(grid.slots_per_day)
                if grid.is_inside_day(slot, length)
                and not any(
                    (weekday, slot + step) in problem.forbidden[demand] for step in range(length)
                )
            )
            for weekday in set(grid.weekday)
        }
        return sum(
            daily[grid.weekday[day]] << (day * grid.slots_per_day)
            for day, window in enumerate(problem.windows[demand])
            if window >= 0
        )

    @cached_property
    def open_days(self) -> int:
        """The slots of the days that are not frozen, as bits."""
        frozen = self.problem.frozen_days * self.problem.grid.slots_per_day
        whole = len(self.problem.grid.days) * self.problem.grid.slots_per_day
        return (1 << whole) - (1 << frozen)

    def spans(self, demand: int) -> list[int]:
        """The slots of the open days of each window of a demand, as bits; shared where alike."""
        windows = self.problem.windows[demand]
        if id(windows) not in self._spans:
            self._spans[id(windows)] = self._make_spans(windows)
        return self._spans[id(windows)]

    def _make_spans(self, windows: list[int]) -> list[int]:
        per_day = self.problem.grid.slots_per_day
        found = [0] * (1 + max(windows))
        for day, window in enumerate(windows):
            if window >= 0 and day >= self.problem.frozen_days:
                found[window] |= ((1 << per_day) - 1) << (day * per_day)
        return found

    def open_starts(self, demand: int, length: int, free: int) -> int:
        """The starts on open days where all slots of the visit are in `free`."""
        starts = self.starts(demand, length) & self.open_days
        for step in range(length):
            starts &= free >> step
        return starts

    def list_options(self, demand: int, cdo: int, free: int) -> Iterator[Option]:
        """Give the visits of a demand by an eligible CDO on open days within `free` slots."""
        per_day = self.problem.grid.slots_per_day
        for length in self.problem.demands[demand].lengths:
            starts = self.open_starts(demand, length, free)
            while starts:
                lowest = starts & -starts
                day, slot = divmod(lowest.bit_length() - 1, per_day)
                yield Option(demand, cdo, day, slot, length)
                starts ^= lowest
