"""A plan as arrays: the price of every possible visit of a demand, for all CDOs at one stroke.

The twin of `board` for the local search: visits come and go in microseconds and the cost follows.
What it offers may be less than the rules allow, never knowingly more; `board` has the last word.
"""

from collections import Counter
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from solver.board import Board
from solver.places import Places
from solver.problem import Option
from solver.stages.dayview import NEVER, DayViews

Numbers = NDArray[np.int64]


class Yard:
    """The visits of a plan, their cost, and the openings that they leave.

    `openings[l]` has the shape (4, CDOs, starts + 1) for the length number `l`: block, leg,
    minutes before and minutes after; `stops[l]` (2, CDOs, starts + 1): the place before and after.
    The last column is never open.
    """

    def __init__(self, board: Board) -> None:
        problem = self.problem = board.problem
        self.candidates = board.candidates
        grid, demands, cdos = problem.grid, problem.demands, problem.cdos
        days = len(grid.days)
        self.lengths = sorted({n for demand in demands for n in demand.lengths})
        self.starts = [
            [slot for slot in range(grid.slots_per_day) if grid.is_inside_day(slot, length)]
            for length in self.lengths
        ]
        places = Places(problem)
        self.site, self.base = places.sites, places.bases
        self.km = places.km.astype(np.float32)
        self.gap = places.gap_minutes.astype(np.float32)
        self.openings = [
            np.full((4, len(cdos), days * len(starts) + 1), NEVER, np.float32)
            for starts in self.starts
        ]
        for rows in self.openings:
            # Kilometres that a visit would spare, to be multiplied: none where nobody goes.
            rows[1] = 0
        self.stops = [
            np.zeros((2, len(cdos), days * len(starts) + 1), np.intp) for starts in self.starts
        ]
        self.of_demand: list[set[Option]] = [set() for _ in demands]
        self.of_day: list[list[tuple[Option, ...]]] = [[()] * days for _ in cdos]
        self.served = [0 for _ in demands]
        self.load = [0 for _ in cdos]
        self.week_load = [[0] * grid.week_count for _ in cdos]
        self.in_window = [[0] * (len(demand.windows) + 1) for demand in demands]
        self.positions: list[Counter[tuple[int, int]]] = [Counter() for _ in demands]
        self.cdos_of: list[Counter[int]] = [Counter() for _ in demands]
        self.open_cdos_of: list[Counter[int]] = [Counter() for _ in demands]
        self.members: list[Counter[str]] = [Counter() for _ in cdos]
        self.km_of = [[0] * days for _ in cdos]
        self._views = DayViews(problem, places, self.lengths, self.starts)
        self.travel = 0
        for cdo in range(len(cdos)):
            for day in range(days):
                self._refresh(cdo, day)
        self.points_of = [self.demand_points(demand) for demand in range(len(demands))]
        self.balance_of = [self._balance(cdo) for cdo in range(len(cdos))]
        self.points = sum(self.points_of) + sum(self.balance_of) + self.travel
        self.touched: set[int] = set()
        self.touched_cdos: set[int] = set()
        # As on a board: published visits that are still possible and not here.
        self.changes = len(self.candidates.published)
        for option in board.options():
            self.add(option)
        self.settle()

    def options(self) -> frozenset[Option]:
        """Give all visits of the yard."""
        return frozenset().union(*self.of_demand)

    def add(self, option: Option) -> None:
        """Put a visit in."""
        self._count(option, 1)
        self.of_demand[option.demand].add(option)
        visits = (*self.of_day[option.cdo][option.day], option)
        if len(visits) > 1:
            visits = tuple(sorted(visits, key=lambda visit: visit.slot))
        self.of_day[option.cdo][option.day] = visits
        self._refresh(option.cdo, option.day)

    def remove(self, option: Option) -> None:
        """Take a visit out."""
        self._count(option, -1)
        self.of_demand[option.demand].remove(option)
        visits = self.of_day[option.cdo][option.day]
        self.of_day[option.cdo][option.day] = tuple(o for o in visits if o != option)
        self._refresh(option.cdo, option.day)

    def _count(self, option: Option, sign: int) -> None:
        demand, cdo, day, slot, length = option
        grid = self.problem.grid
        self.served[demand] += sign * length
        self.load[cdo] += sign * length
        self.week_load[cdo][grid.week[day]] += sign * length
        self.in_window[demand][self.problem.windows[demand][day]] += sign
        self.positions[demand][grid.weekday[day], slot] += sign
        _count_down(self.cdos_of[demand], cdo, sign)
        if day >= self.problem.frozen_days:
            _count_down(self.open_cdos_of[demand], cdo, sign)
        _count_down(self.members[cdo], self.problem.demands[demand].member, sign)
        self.touched.add(demand)
        self.touched_cdos.add(cdo)
        if option in self.candidates.published:
            self.changes -= sign

    def _refresh(self, cdo: int, day: int) -> None:
        """Write anew what a day offers."""
        visits = self.of_day[cdo][day]
        per_day = self.problem.grid.slots_per_day
        free = self.candidates.available[cdo] >> (day * per_day) & ((1 << per_day) - 1)
        stops = tuple((o.slot, o.length, self.site[o.demand]) for o in visits)
        view = self._views.of(cdo, free, stops)
        for number, (floats, places) in enumerate(view.rows):
            first = day * len(self.starts[number])
            last = first + len(self.starts[number])
            self.openings[number][:, cdo, first:last] = floats
            self.stops[number][:, cdo, first:last] = places
        self.travel += self.problem.weights.km * (view.km - self.km_of[cdo][day])
        self.km_of[cdo][day] = view.km

    def settle(self) -> int:
        """Bring the cost up to date after visits came and went; give it."""
        for demand in self.touched:
            points = self.demand_points(demand)
            self.points += points - self.points_of[demand]
            self.points_of[demand] = points
        for cdo in self.touched_cdos:
            points = self._balance(cdo)
            self.points += points - self.balance_of[cdo]
            self.balance_of[cdo] = points
        self.touched.clear()
        self.touched_cdos.clear()
        self.points += self.travel - self._settled_travel
        self._settled_travel = self.travel
        return self.points

    _settled_travel = 0

    def demand_points(self, demand: int) -> int:
        """Price what one demand pays."""
        asked, weights, problem = self.problem.demands[demand], self.problem.weights, self.problem
        points = problem.shortage[demand][self.served[demand]]
        cdos = self.cdos_of[demand]
        if len(cdos) > 1:
            points += weights.extra_cdo * (len(cdos) - 1)
        if asked.previous_cdo is not None and cdos:
            known = problem.cdo_index[asked.previous_cdo]
            points += weights.new_cdo * (len(cdos) - (known in cdos))
        positions = self.positions[demand]
        if asked.rhythm and cdos:
            times = sorted(positions.values(), reverse=True)
            points += weights.off_rhythm * sum(times[asked.per_window :])
        preferred = problem.preferred[demand]
        if preferred:
            away = sum(n for position, n in positions.items() if position not in preferred)
            points += weights.non_preferred * away
        published = self.candidates.published_of[demand]
        if published:
            points += weights.change * len(published - self.of_demand[demand])
        return points

    def _balance(self, cdo: int) -> int:
        target = self.problem.cdos[cdo].target_load
        if target is None:
            return 0
        return self.problem.weights.balance * abs(self.load[cdo] - target)

    def has_week_room(self, cdo: int, day: int, length: int) -> bool:
        """Whether the caps of the week and of the rolling average leave room."""
        able, week, load = self.problem.cdos[cdo], self.problem.grid.week[day], self.week_load[cdo]
        if load[week] + length > able.week_cap:
            return False
        cap = able.average_cap
        if cap is None:
            return True
        last = self.problem.grid.week_count - cap.weeks
        return all(
            sum(load[first : first + cap.weeks]) + length <= cap.slots
            for first in range(max(0, week - cap.weeks + 1), min(week, last) + 1)
        )

    def is_open_to(self, demand: int, cdo: int) -> bool:
        """Whether a CDO may serve a demand at all, as plans stand (H7, H11, H12)."""
        asked, here = self.problem.demands[demand], self.open_cdos_of[demand]
        if cdo not in here and len(here) >= asked.max_cdos:
            return False
        members = self.members[cdo]
        if asked.member not in members and len(members) >= self.problem.cdos[cdo].max_members:
            return False
        foes = self.problem.foes.get(asked.member)
        return not foes or not any(foe in members for foe in foes)

    def visits_of_cdo(self, cdo: int) -> Iterable[Option]:
        """Give all visits of a CDO."""
        return [visit for day in self.of_day[cdo] for visit in day]


def _count_down(counts: "Counter[int] | Counter[str]", key: int | str, sign: int) -> None:
    left = counts[key] + sign  # type: ignore[index]
    if left:
        counts[key] = left  # type: ignore[index]
    else:
        del counts[key]
