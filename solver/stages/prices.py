"""A lower bound from prices: whoever is short of something pays for it, and then all are free.

Demands sell themselves to CDOs at a price, slots and weeks have prices, and each CDO takes the best
calendar for itself. Any prices prove a bound (see docs/model.md); `Ascent` looks for good ones.
"""

from collections import defaultdict
from copy import copy
from dataclasses import dataclass

import numpy as np

from solver.board import Board
from solver.stages.curves import Curves, Priced
from solver.stages.knapsack import fill
from solver.stages.patterns import FAR, Floats, Pattern, Starts, pattern_of
from solver.stages.reach import capacity
from solver.stages.tariff import Tariff


@dataclass
class Prices:
    """All prices, at least 0: `demand` for being served, `slot` per slot of one CDO's part.

    `hour` and `week` are per CDO and slot or week, `member` per CDO.
    """

    demand: Floats
    slot: Floats
    hour: Floats
    week: Floats
    member: Floats

    def parts(self) -> tuple[Floats, ...]:
        """Give the five kinds in order."""
        return self.demand, self.slot, self.hour, self.week, self.member


@dataclass(frozen=True)
class Part:
    """The worth of a demand that several CDOs may share: λ · slots − `toll` for each of them.

    `count` and `slots` are the number of CDOs and the volume where the toll is exactly right.
    """

    toll: float
    count: int
    slots: int


class Stall:
    """One CDO: what each demand is worth to them at which volume, and what limits them."""

    def __init__(
        self, board: Board, starts: Starts, cdo: int, patterns: dict[int, Pattern]
    ) -> None:
        problem = board.problem
        self.cdo, self.able = cdo, problem.cdos[cdo]
        self.curves = Curves(board.candidates, starts, cdo, patterns)
        self.demands = np.array(self.curves.demands, dtype=np.int64)
        steps = np.array([pattern.step for pattern in patterns.values()], dtype=np.int64)
        asked = [problem.demands[demand] for demand in patterns]
        self.unit = int(np.gcd.reduce(steps))
        levels = max(
            demand.requested // pattern.step
            for demand, pattern in zip(asked, patterns.values(), strict=True)
        )
        self.slots = steps[:, None] * np.arange(levels + 1)
        self.sizes = self.slots // self.unit
        self.worth = np.full(self.slots.shape, -np.inf)
        for item, demand in enumerate(patterns):
            curve = np.array(problem.shortage[demand], dtype=float)
            volumes = self.slots[item][self.slots[item] < len(curve)]
            self.worth[item, : len(volumes)] = curve[0] - curve[volumes]
        new = [a.previous_cdo is not None and a.previous_cdo != self.able.id for a in asked]
        self.new = problem.weights.new_cdo * np.array(new, dtype=float)
        self.tail = self._tail(board)
        is_aimed = self.able.target_load is not None
        self.beyond = float(problem.weights.balance * self.unit * is_aimed)
        self._count_limits(board, [a.member for a in asked])

    def _tail(self, board: Board) -> Floats:
        loads = np.arange(capacity(board.candidates, self.cdo) // self.unit + 1) * self.unit
        if self.able.target_load is None:
            return np.zeros(len(loads))
        away = np.abs(loads - float(self.able.target_load))
        return np.asarray(-board.problem.weights.balance * away, dtype=float)

    def _count_limits(self, board: Board, members: list[str]) -> None:
        grid = board.problem.grid
        self.weeks = np.repeat(np.array(grid.week), grid.slots_per_day)
        free = np.bincount(self.weeks, self.curves.free, minlength=grid.week_count)
        self.week_room = np.minimum(self.able.week_cap, free)
        self.demands_of_member = np.array([float(members.count(member)) for member in members])

    def profits(self, worth: Floats, priced: list[Priced], member_price: float) -> Floats:
        """Give what each demand and volume earns after all that its visits cost."""
        found = worth - (self.new + member_price / self.demands_of_member)[:, None]
        for group, curve in zip(self.curves.groups, priced, strict=True):
            count = min(curve.points.shape[1], found.shape[1] - 1)
            found[group.items, 1 : count + 1] -= curve.points[:, :count]
            found[group.items, count + 1 :] = -np.inf
        found[found < -FAR / 1e3] = -np.inf
        found[:, 0] = 0.0
        return found


class Market:
    """The dual problem: prices to a proven bound, and where to move them."""

    def __init__(self, board: Board) -> None:
        self.problem, eligible = board.problem, board.candidates.eligible
        starts = Starts(board.candidates)
        patterns = {
            demand: pattern
            for demand in range(len(eligible))
            if self.problem.demands[demand].requested
            and eligible[demand]
            and (pattern := pattern_of(board.candidates, starts, demand))
        }
        of_cdo: dict[int, dict[int, Pattern]] = defaultdict(dict)
        for demand, pattern in patterns.items():
            for cdo in eligible[demand]:
                of_cdo[cdo][demand] = pattern
        self.stalls = [Stall(board, starts, cdo, of_cdo[cdo]) for cdo in sorted(of_cdo)]
        self.most_cdos = [self._most_cdos(board, demand) for demand in range(len(eligible))]
        self.constant = float(sum(curve[0] for curve in self.problem.shortage))
        self.constant += sum(
            self.problem.weights.balance * (able.target_load or 0)
            for cdo, able in enumerate(self.problem.cdos)
            if cdo not in of_cdo
        )
        self.slots = starts.slots

    def _most_cdos(self, board: Board, demand: int) -> int:
        """Count the CDOs that a demand may have: H7 does not count those of frozen days."""
        frozen = self.problem.frozen_days
        before = {o.cdo for o in board.candidates.published_of[demand] if o.day < frozen}
        most = self.problem.demands[demand].max_cdos + len(before)
        return min(most, len(board.candidates.eligible[demand]))

    def start(self, capacity_prices: dict[int, float]) -> Prices:
        """Price demands by what their best CDO would earn at a price of everybody's time."""
        demands, count = len(self.most_cdos), len(self.stalls)
        worth, slot, able = np.zeros(demands), np.zeros(demands), np.zeros(demands)
        for stall in self.stalls:
            price = capacity_prices.get(stall.cdo, 0.0)
            priced = stall.curves.priced(np.zeros(self.slots))
            rest = stall.profits(stall.worth, priced, 0.0) - price * stall.slots
            worth[stall.demands] = np.maximum(worth[stall.demands], rest.max(1))
            slot[stall.demands] += price
            able[stall.demands] += 1
        weeks = self.problem.grid.week_count
        return Prices(
            worth,
            slot / np.maximum(1, able),
            np.zeros((count, self.slots)),
            np.zeros((count, weeks)),
            np.zeros(count),
        )

    def bound(self, prices: Prices) -> tuple[float, Prices]:
        """Prove a bound by these prices, and give the direction in which it rises."""
        parts = {d: self._part(d, prices) for d, n in enumerate(self.most_cdos) if n > 1}
        rise = Prices(*(np.zeros_like(kind) for kind in prices.parts()))
        rise.demand -= 1.0
        total = self.constant - float(prices.demand.sum())
        for place, stall in enumerate(self.stalls):
            total -= self._open(place, stall, prices, parts, rise)
        return total, rise

    def _part(self, demand: int, prices: Prices) -> Part:
        """Find the toll that makes every way of sharing a demand worth at least its points."""
        curve = np.array(self.problem.shortage[demand], dtype=float)
        excess = prices.slot[demand] * np.arange(len(curve)) - (curve[0] - curve)
        slots = int(excess.argmin())
        fixed, extra = float(prices.demand[demand] + excess[slots]), self.problem.weights.extra_cdo
        most = self.most_cdos[demand]
        toll, count = min(((fixed + (n - 1) * extra) / n, n) for n in range(2, most + 1))
        return Part(toll, count, slots)

    def _open(
        self, place: int, stall: Stall, prices: Prices, parts: dict[int, Part], rise: Prices
    ) -> float:
        """Let one CDO take their best calendar: what they earn and are paid for their limits."""
        worth = stall.worth - prices.demand[stall.demands][:, None]
        shared = np.full(worth.shape, -np.inf)
        for item, demand in enumerate(stall.demands.tolist()):
            if demand in parts:
                shared[item] = prices.slot[demand] * stall.slots[item] - parts[demand].toll
        shared[np.isneginf(worth)] = -np.inf
        hours, weeks = prices.hour[place], prices.week[place]
        priced = stall.curves.priced(hours + weeks[stall.weeks])
        member = float(prices.member[place])
        profits = stall.profits(np.maximum(worth, shared), priced, member)
        value, chosen = fill(profits, stall.sizes, stall.tail)
        usage = np.zeros(self.slots)
        for item, level in chosen:
            demand = int(stall.demands[item])
            stall.curves.add_usage(priced, item, level, usage)
            rise.member[place] += 1 / stall.demands_of_member[item]
            if shared[item, level] > worth[item, level]:
                part = parts[demand]
                rise.demand[demand] += 1 / part.count
                rise.slot[demand] -= stall.slots[item, level] - part.slots / part.count
            else:
                rise.demand[demand] += 1
        rise.hour[place] = usage - stall.curves.free
        rise.week[place] = np.bincount(stall.weeks, usage, minlength=len(weeks)) - stall.week_room
        rise.member[place] -= stall.able.max_members
        paid = hours[stall.curves.free].sum() + (weeks * stall.week_room).sum()
        return value + float(paid) + member * stall.able.max_members

    def tariff(self, prices: Prices) -> Tariff:
        """Give prices as a person reads them; CDOs whom nobody can ask for have prices of 0."""
        cdos = [stall.cdo for stall in self.stalls]

        def spread(values: Floats) -> Floats:
            full = np.zeros((len(self.problem.cdos), *values.shape[1:]))
            full[cdos] = values
            return full

        time = np.array([self._time_price(place, prices) for place in range(len(cdos))])
        return Tariff(
            hours=spread(prices.hour),
            weeks=spread(prices.week),
            time=spread(time),
            members=spread(prices.member),
            demands=prices.demand,
        )

    def _time_price(self, place: int, prices: Prices) -> float:
        """Give what one more unit of a CDO's whole time would earn, per slot."""
        stall, wider = self.stalls[place], copy(self.stalls[place])
        wider.tail = np.append(stall.tail, stall.tail[-1] - stall.beyond)
        parts = {d: self._part(d, prices) for d, n in enumerate(self.most_cdos) if n > 1}
        rise = Prices(*(np.zeros_like(kind) for kind in prices.parts()))
        more, now = (self._open(place, one, prices, parts, rise) for one in (wider, stall))
        return max(0.0, more - now) / stall.unit
