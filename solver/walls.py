"""What keeps the visits of one demand by one CDO out of a plan, wall by wall, as sets of bits.

A wall is one thing that stands in the way: a leave, a cap, a window that is full. Starts that a
single wall keeps out are those that one change would open, which is what `relaxations` looks for.
The time for the way (H8) is not a wall here: it is asked visit by visit, of those left open.
"""

from collections.abc import Iterable, Iterator
from copy import copy
from dataclasses import dataclass

from solver.board import Board
from solver.instance import Demand

AWAY, WINDOW, FORBIDDEN, FROZEN = "away", "outside_windows", "forbidden", "frozen"
CLOSED = "closed"
BUSY, SAME_DAY, VOLUME, FULL = "busy", "same_day", "volume", "window_full"
DAY, WEEK, PERIOD, AVERAGE = "day_cap", "week_cap", "period_cap", "average_cap"
CROWD, CONFLICT, MEMBERS, SITES, WAY = "max_cdos", "conflict", "max_members", "max_sites", "way"
SKILL, LEVEL, EXCLUDED, DISTANCE = "skill", "level", "excluded", "distance"

# What the data alone forbid, then what the other visits forbid, each in the order of telling.
BY_ITSELF = (WINDOW, CLOSED, FORBIDDEN, FROZEN, AWAY)
RULE_OF = {
    BUSY: "H4",
    SAME_DAY: "H6",
    VOLUME: "H6",
    FULL: "H1",
    DAY: "H5",
    WEEK: "H5",
    PERIOD: "H5",
    AVERAGE: "H5",
    CROWD: "H7",
    CONFLICT: "H11",
    MEMBERS: "H12",
    SITES: "H13",
    WAY: "H8",
}


@dataclass(frozen=True)
class Face:
    """The starts of one length by one CDO that stay within a day, and the walls before them."""

    cdo: int
    length: int
    starts: int
    walls: dict[str, int]

    def open_without(self, *lifted: str) -> int:
        """Give the starts that no wall keeps out, but for the walls named."""
        starts = self.starts
        for name, wall in self.walls.items():
            if name not in lifted:
                starts &= ~wall
        return starts

    def alone(self) -> dict[str, int]:
        """Give for each wall the starts that it alone keeps out."""
        once, twice = 0, 0
        for wall in self.walls.values():
            twice |= once & wall
            once |= wall
        found = {name: wall & self.starts & ~twice for name, wall in self.walls.items()}
        return {name: starts for name, starts in found.items() if starts}


class Walls:
    """The walls of a board that does not change; what concerns a CDO alone is found once."""

    def __init__(self, board: Board) -> None:
        self.board = board
        self.grid = board.problem.grid
        per_day, days = self.grid.slots_per_day, len(self.grid.days)
        self._day = (1 << per_day) - 1
        self._first = sum(1 << (day * per_day) for day in range(days))
        self.everything = (1 << (per_day * days)) - 1
        self._of_cdo: dict[tuple[int, int], dict[str, int]] = {}
        self._demand: dict[tuple[int, int], dict[str, int]] = {}
        self._shape: dict[int, int] = {}

    def beside(self, cdo: int | None) -> "Walls":
        """Give the walls of the same board after the data of one CDO, or of a demand, changed."""
        other = copy(self)
        other._of_cdo = {key: found for key, found in self._of_cdo.items() if key[0] != cdo}
        other._demand = {}
        return other

    def faces(self, demand: int, cdo: int, lengths: tuple[int, ...]) -> Iterator[Face]:
        """Give the faces of a pair for some lengths; a CDO without the skill has none."""
        fit = self._unfit(demand, cdo)
        if SKILL in fit:
            return
        pair = fit | self._pair(demand, cdo)
        for length in lengths:
            walls = pair | self._of_demand(demand, length) | self._cdo(cdo, length)
            sites = self._full_of_sites(demand, cdo)
            if sites:
                walls[SITES] = sites
            yield Face(cdo, length, self._inside(length), {n: w for n, w in walls.items() if w})

    def _unfit(self, demand: int, cdo: int) -> dict[str, int]:
        """H3: every reason for which a CDO can never serve a demand."""
        asked, able = self.board.problem.demands[demand], self.board.problem.cdos[cdo]
        if asked.skill not in able.skills:
            return {SKILL: self.everything}
        reasons = {
            LEVEL: able.skills[asked.skill] < asked.level,
            EXCLUDED: able.id in asked.excluded,
            DISTANCE: asked.on_site and self.grid.km(able.base, asked.site) > able.max_km,
        }
        return {name: self.everything for name, holds in reasons.items() if holds}

    def _pair(self, demand: int, cdo: int) -> dict[str, int]:
        board, member = self.board, self.board.problem.demands[demand].member
        able, here = board.problem.cdos[cdo], board.open_visits[demand]
        present = {name for name, visits in board.members[cdo].items() if visits}
        others = sum(1 for visits in here.values() if visits)
        reasons = {
            CROWD: not here[cdo] and others >= board.problem.demands[demand].max_cdos,
            CONFLICT: bool(present & board.problem.foes.get(member, frozenset())),
            MEMBERS: member not in present and len(present) >= able.max_members,
        }
        return {name: self.everything for name, holds in reasons.items() if holds}

    def _of_demand(self, demand: int, length: int) -> dict[str, int]:
        key = (demand, length)
        if key not in self._demand:
            self._demand[key] = self._find_demand(demand, length)
        return self._demand[key]

    def _find_demand(self, demand: int, length: int) -> dict[str, int]:
        """Give what the demand itself and its visits forbid, whoever the CDO."""
        board, problem = self.board, self.board.problem
        asked, windows = problem.demands[demand], problem.windows[demand]
        full = [
            window >= 0 and board.window_visits[demand, window] >= asked.per_window
            for window in windows
        ]
        is_over = board.served[demand] + length > asked.requested
        closed = set(self._closed_days(asked))
        outside = (day for day, window in enumerate(windows) if window < 0 and day not in closed)
        return {
            WINDOW: self.days(outside),
            CLOSED: self.days(closed),
            FORBIDDEN: self._touching(self._forbidden(demand), length),
            FROZEN: self.days(range(problem.frozen_days)),
            SAME_DAY: self.days(visit.day for visit in board.of_demand[demand]),
            VOLUME: self.everything if is_over else 0,
            FULL: self.days(day for day, is_full in enumerate(full) if is_full),
        }

    def _closed_days(self, asked: Demand) -> Iterator[int]:
        """Give the days inside the windows of a demand on which nobody is there."""
        for day, text in enumerate(self.grid.days):
            if text in asked.closed and any(first <= text <= last for first, last in asked.windows):
                yield day

    def _forbidden(self, demand: int) -> int:
        forbidden, weekdays = self.board.problem.forbidden[demand], self.grid.weekday
        if not forbidden:
            return 0
        per_day = self.grid.slots_per_day
        daily = [sum(1 << slot for at, slot in forbidden if at == day) for day in range(7)]
        return sum(daily[weekday] << (day * per_day) for day, weekday in enumerate(weekdays))

    def _cdo(self, cdo: int, length: int) -> dict[str, int]:
        key = (cdo, length)
        if key not in self._of_cdo:
            self._of_cdo[key] = self._find_cdo(cdo, length)
        return self._of_cdo[key]

    def _find_cdo(self, cdo: int, length: int) -> dict[str, int]:
        """Give what the CDO's own time and caps forbid for visits of a length."""
        board, able, week = self.board, self.board.problem.cdos[cdo], self.grid.week
        available = board.candidates.available[cdo]
        days = range(len(self.grid.days))
        weeks = {w for w in set(week) if board.week_load[cdo, w] + length > able.week_cap}
        run = {w for w in set(week) if board.is_average_capped(cdo, w, length)}
        return {
            AWAY: self._touching(self.everything & ~available, length),
            BUSY: self._touching(available & ~board.free[cdo], length),
            DAY: self.days(d for d in days if board.day_load[cdo, d] + length > able.day_cap),
            WEEK: self.days(d for d in days if week[d] in weeks),
            AVERAGE: self.days(d for d in days if week[d] in run),
            PERIOD: self.everything if board.load[cdo] + length > able.period_cap else 0,
        }

    def _full_of_sites(self, demand: int, cdo: int) -> int:
        asked, most = self.board.problem.demands[demand], self.board.problem.cdos[cdo]
        if not asked.on_site:
            return 0
        full = self._site_days(cdo)
        if not most.max_sites_per_day:
            return self.everything
        return self.days(d for d, sites in full.items() if asked.site not in sites)

    def _site_days(self, cdo: int) -> dict[int, set[str]]:
        """Give the days on which a CDO sees as many sites as allowed, with these sites."""
        demands, found = self.board.problem.demands, {}
        most = self.board.problem.cdos[cdo].max_sites_per_day
        for day in {visit.day for visit in self.board.of_cdo[cdo]}:
            visits = self.board.on_site.get((cdo, day), ())
            sites = {demands[visit.demand].site for visit in visits}
            if len(sites) >= most:
                found[day] = sites
        return found

    def days(self, days: Iterable[int]) -> int:
        """Give all slots of some days as bits."""
        per_day, found = self.grid.slots_per_day, 0
        for day in days:
            found |= self._day << (day * per_day)
        return found

    def _touching(self, slots: int, length: int) -> int:
        """Give the starts whose visits touch one of some slots."""
        found = slots
        for step in range(1, length):
            found |= slots >> step
        return found

    def _inside(self, length: int) -> int:
        if length not in self._shape:
            slots = range(self.grid.slots_per_day)
            daily = sum(1 << slot for slot in slots if self.grid.is_inside_day(slot, length))
            self._shape[length] = self._first * daily
        return self._shape[length]


def list_starts(starts: int) -> Iterator[int]:
    """Give the numbers of the bits of a set of starts, in order."""
    while starts:
        lowest = starts & -starts
        yield lowest.bit_length() - 1
        starts ^= lowest
