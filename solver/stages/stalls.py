"""One CDO as the market of prices sees them: whom they can serve, and what limits them."""

from collections import Counter

import numpy as np

from solver.board import Board
from solver.places import Places
from solver.problem import Option
from solver.stages.patterns import GRAINS_PER_POINT, Pattern, Starts, Whole
from solver.stages.reach import capacity
from solver.stages.roads import Roads

# With more pairs of a demand and a CDO than this, days of one weekday and room have one toll.
PAIRS_WITH_TOLL_PER_DAY = 8000


class Stall:
    """The data of one CDO; arrays begin with the item, the place of a demand in `demands`.

    Attributes
    ----------
    unit
        Slots of which all volumes are multiples; `tail` has the grains that each load in units
        brings by itself, from 0 to the capacity and one beyond.
    fixed, stops
        Item × rank of a length (and one beyond, for no visit): grains of a visit that pays no toll,
        and the stop whose toll it pays, or −1.
    group_of_day, rooms, days
        The days that have one toll, −1 where the CDO has no time; per group the free slots of its
        days, and how many days it has.
    """

    def __init__(
        self,
        board: Board,
        starts: Starts,
        places: Places,
        cdo: int,
        patterns: dict[int, Pattern],
        *,
        is_large: bool = False,
    ) -> None:
        problem, self.cdo = board.problem, cdo
        self.able, self.demands, self.patterns = problem.cdos[cdo], list(patterns), patterns
        asked = [problem.demands[demand] for demand in patterns]
        self.unit = int(np.gcd.reduce([pattern.step for pattern in patterns.values()]))
        self.free = np.array([mark == "1" for mark in self.able.available])
        self.reach = starts.free(self.free, self.able.day_cap)
        self.roads = Roads(board.candidates, places, cdo, self.demands)
        new = [a.previous_cdo is not None and a.previous_cdo != self.able.id for a in asked]
        self.fresh = problem.weights.new_cdo * GRAINS_PER_POINT * np.array(new, dtype=np.int64)
        members = Counter(a.member for a in asked)
        self.most_members = min(self.able.max_members, len(members))
        self.mates = np.array([members[a.member] for a in asked], dtype=np.int64)
        self.tail = self._tail(board)
        self.fixed, self.stops = self._per_length(board, starts)
        self._count_rooms(board, is_large=is_large)

    def _tail(self, board: Board) -> Whole:
        loads = np.arange(capacity(board.candidates, self.cdo) // self.unit + 2) * self.unit
        if self.able.target_load is None:
            return np.zeros(len(loads), dtype=np.int64)
        price = board.problem.weights.balance * GRAINS_PER_POINT
        return np.asarray(-price * np.abs(loads - self.able.target_load), dtype=np.int64)

    def _count_rooms(self, board: Board, *, is_large: bool) -> None:
        grid = board.problem.grid
        weeks = np.repeat(np.array(grid.week), grid.slots_per_day)
        free = np.bincount(weeks, self.free, minlength=grid.week_count).astype(np.int64)
        self.week_room = np.minimum(self.able.week_cap, free)
        rooms = np.minimum(self.able.day_cap, self.free.reshape(-1, grid.slots_per_day).sum(1))
        keys = [
            (weekday if is_large else day, int(room))
            for day, (weekday, room) in enumerate(zip(grid.weekday, rooms, strict=True))
        ]
        groups = sorted({key for key in keys if key[1]})
        self.group_of_day = np.array(
            [groups.index(key) if key[1] else -1 for key in keys], dtype=np.int64
        )
        self.rooms = np.array([room for _, room in groups], dtype=np.int64)
        self.days = np.bincount(self.group_of_day[self.group_of_day >= 0], minlength=len(groups))

    def _per_length(self, board: Board, starts: Starts) -> tuple[Whole, Whole]:
        fixed = np.zeros((len(self.demands), len(starts.lengths) + 1), dtype=np.int64)
        stops = np.full(fixed.shape, -1, dtype=np.int64)
        for item, demand in enumerate(self.demands):
            asked = board.problem.demands[demand]
            if not asked.on_site:
                continue
            for block, length in enumerate(starts.lengths):
                fixed[item, block] = self.roads.fixed(demand, length)
                stops[item, block] = self.roads.rank.get((asked.site, length), -1)
        return fixed, stops


def cells_of(pattern: Pattern, starts: Starts, slots_per_day: int, option: Option) -> Whole:
    """Give the places of a visit in the flat cells of its demand's pattern: one, or none."""
    if option.length not in starts.lengths:
        return np.zeros(0, dtype=np.int64)
    number = starts.number(option.length, option.day * slots_per_day + option.slot)
    return np.flatnonzero(pattern.cells.reshape(-1) == number)
