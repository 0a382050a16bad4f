"""The market's bound at any prices, in plain arrays: what `quick` does in compiled code."""

from dataclasses import dataclass

import numpy as np

from solver.stages.curves import Curves, Priced
from solver.stages.knapsack import NONE, fill
from solver.stages.market import Market
from solver.stages.patterns import TOO_DEAR, Whole
from solver.stages.prices import Prices, Rise
from solver.stages.roads import NO_TOUR


@dataclass(frozen=True)
class Part:
    """The worth of a demand that several CDOs may share: λ · slots − `toll` for each of them.

    `count` and `slots` are the number of CDOs and the volume where the toll is exactly right.
    """

    toll: int
    count: int
    slots: int


@dataclass(frozen=True)
class Offers:
    """What the demands of one CDO earn: item × level, with sizes, curves and shared levels."""

    earned: Whole
    sizes: Whole
    priced: list[Priced]
    shared: frozenset[tuple[int, int]]


class Plain:
    """Proves bounds by prices, CDO by CDO."""

    def __init__(self, market: Market) -> None:
        self.market, self.layout = market, market.layout
        self.curves = [Curves(stall, market.starts, market.off_rhythm) for stall in market.stalls]
        self._published = {(k.stall, k.item, k.cell) for k in market.kept if k.is_published}

    def bound(self, prices: Prices) -> tuple[int, Rise]:
        """Prove a bound in grains by these prices, and give the direction in which it rises."""
        market, rise = self.market, Rise(self.layout)
        parts = self._parts(prices)
        rise.demand -= 1.0
        total = market.constant - int(prices.demand.sum()) + self._changes(prices, rise)
        for place in range(len(market.stalls)):
            total -= self._open(place, prices, parts, rise) + self._give_back(place, prices, rise)
        return total, rise

    def rents(self, prices: Prices, time_prices: Whole) -> Whole:
        """Give for every pair what the CDO would pay the demand at most, at prices of time.

        Visits that every plan must have earn no more than others here.
        """
        free = Prices(self.layout, prices.row.copy())
        free.demand[:] = 0
        found = [np.zeros(0, dtype=np.int64)]
        for place, stall in enumerate(self.market.stalls):
            offers = self._offers(place, free, {}, force=0)
            cost = offers.sizes * stall.unit * time_prices[place]
            found.append((offers.earned - cost).max(1))
        return np.concatenate(found)

    def time_prices(self, prices: Prices) -> Whole:
        """Give for every stall what one more slot of the CDO's whole time would earn."""
        parts, found = self._parts(prices), []
        for place, stall in enumerate(self.market.stalls):
            offers = self._offers(place, prices, parts)
            more, now = (
                fill(offers.earned, offers.sizes, tail)[0] for tail in (stall.tail, stall.tail[:-1])
            )
            found.append(max(0, more - now) // stall.unit)
        return np.array(found, dtype=np.int64)

    def limit(self, place: int, prices: Prices) -> int:
        """Give what the bound lets one stall earn and be paid for, in grains."""
        rise = Rise(self.layout)
        earned = self._open(place, prices, self._parts(prices), rise)
        return earned + self._give_back(place, prices, rise)

    def worth_of(self, place: int, prices: Prices) -> dict[int, list[int]]:
        """Give what 1, 2, … steps of each demand are worth to a stall, before slots and roads.

        Demands that are worth nothing at any volume, even towards a target load, are left out.
        """
        stall, parts = self.market.stalls[place], self._parts(prices)
        found = {}
        for item, demand in enumerate(stall.demands):
            step = stall.patterns[demand].step
            worth, _ = self._worth(demand, step, prices, parts)
            earned = worth - stall.fresh[item]
            help_of_target = self.market.balance * step * np.arange(1, len(earned) + 1)
            if len(earned) and (earned + help_of_target).max() > 0:
                found[demand] = [int(grains) for grains in earned]
        return found

    def _changes(self, prices: Prices, rise: Rise) -> int:
        """Charge all published visits as given up; those that are kept earn it back."""
        market, price = self.market, int(prices.change[0])
        most = market.most_changes or 0
        rise.change += market.published - most
        return (market.change + price) * market.published - price * most

    def _parts(self, prices: Prices) -> dict[int, Part]:
        most = self.market.most_cdos
        return {d: self._part(d, prices) for d in self.market.patterns if most[d] > 1}

    def _part(self, demand: int, prices: Prices) -> Part:
        """Find the toll that makes every way of sharing a demand worth at least its points."""
        saved, extra = self.market.saved[demand], self.market.extra_cdo
        excess = prices.part[demand] * np.arange(len(saved)) - saved
        slots = int(excess.argmin())
        fixed = int(prices.demand[demand] + excess[slots])
        counts = range(2, self.market.most_cdos[demand] + 1)
        toll, count = min(((fixed + (n - 1) * extra) // n, n) for n in counts)
        return Part(toll, count, slots)

    def _offers(
        self, place: int, prices: Prices, parts: dict[int, Part], force: int | None = None
    ) -> Offers:
        force = self.market.force if force is None else force
        stall, market = self.market.stalls[place], self.market
        hours = prices.hour[place] + prices.week[place][market.weeks]
        tolls = market.tolls(prices, place).reshape(-1)
        priced = self.curves[place].priced(hours, tolls, self._bonus(place, prices, force))
        steps = np.array([pattern.step for pattern in stall.patterns.values()], dtype=np.int64)
        asked = [len(market.saved[demand]) - 1 for demand in stall.demands]
        levels = int((np.array(asked) // steps).max())
        earned = np.full((len(steps), levels + 1), NONE, dtype=np.int64)
        earned[:, 0] = 0
        shared: set[tuple[int, int]] = set()
        fees = stall.fresh + prices.member[place] // stall.mates
        for group, curve in zip(self.curves[place].groups, priced, strict=True):
            for row, item in enumerate(group.items):
                worth, is_part = self._worth(stall.demands[item], steps[item], prices, parts)
                count = min(len(worth), curve.grains.shape[1])
                cost = curve.grains[row, :count]
                found = worth[:count] - fees[item] - cost
                earned[item, 1 : count + 1] = np.where(cost < TOO_DEAR, found, NONE)
                shared |= {(item, int(level) + 1) for level in np.flatnonzero(is_part)}
        sizes = steps[:, None] // stall.unit * np.arange(levels + 1)
        return Offers(earned, sizes, priced, frozenset(shared))

    def _worth(
        self, demand: int, step: int, prices: Prices, parts: dict[int, Part]
    ) -> tuple[Whole, Whole]:
        """Give what 1, 2, … steps of a demand are worth to one CDO, and whether as a part."""
        saved = self.market.saved[demand]
        slots = step * np.arange(1, (len(saved) - 1) // step + 1)
        worth = saved[slots] - prices.demand[demand]
        if demand not in parts:
            return worth, np.zeros(len(worth), dtype=np.int64)
        part = prices.part[demand] * slots - parts[demand].toll
        return np.maximum(worth, part), np.asarray(part > worth, dtype=np.int64)

    def _bonus(self, place: int, prices: Prices, force: int) -> dict[int, Whole]:
        """Give per item with published or forced visits what each of its cells earns besides."""
        found: dict[int, Whole] = {}
        stall, market = self.market.stalls[place], self.market
        for kept in market.kept:
            if kept.stall == place:
                size = stall.patterns[stall.demands[kept.item]].cells.size
                row = found.setdefault(kept.item, np.zeros(size, dtype=np.int64))
                row[kept.cell] += kept.is_published * (market.change + int(prices.change[0]))
                row[kept.cell] += kept.is_forced * force
        return found

    def _open(self, place: int, prices: Prices, parts: dict[int, Part], rise: Rise) -> int:
        """Let one CDO take their best calendar: what they earn and are paid for their limits."""
        stall = self.market.stalls[place]
        offers = self._offers(place, prices, parts)
        value, chosen = fill(offers.earned, offers.sizes, stall.tail[:-1])
        for item, level in chosen:
            part = parts[stall.demands[item]] if (item, level) in offers.shared else None
            self._pay(place, item, level, part, rise)
            self._use(place, offers.priced, item, level, rise)
        rise.hour[place] -= stall.free
        rise.week[place] -= stall.week_room
        rise.member[place] -= stall.most_members
        paid = int(prices.hour[place][stall.free].sum())
        paid += int((prices.week[place] * stall.week_room).sum())
        return value + paid + int(prices.member[place]) * stall.most_members

    def _pay(self, place: int, item: int, level: int, part: Part | None, rise: Rise) -> None:
        stall = self.market.stalls[place]
        demand = stall.demands[item]
        rise.member[place] += 1 / stall.mates[item]
        rise.taken[self.market.pair_at[place] + item] = level * stall.patterns[demand].step
        if part is None:
            rise.demand[demand] += 1
            return
        slots = level * stall.patterns[demand].step
        rise.demand[demand] += 1 / part.count
        rise.part[demand] -= slots - part.slots / part.count

    def _use(self, place: int, priced: list[Priced], item: int, level: int, rise: Rise) -> None:
        """Add the slots, stops and published visits that the first steps of an item take."""
        first, weeks = int(self.market.toll_at[place]), self.market.weeks
        tolls = int(self.market.toll_at[place + 1]) - first
        for step in self.curves[place].visits(priced, item, level):
            rise.hour[place, step.slot : step.slot + step.length] += step.share
            np.add.at(rise.week[place], weeks[step.slot : step.slot + step.length], step.share)
            if step.toll < tolls:
                rise.toll[first + step.toll] += step.share
            rise.change -= step.share * ((place, item, step.cell) in self._published)

    def _give_back(self, place: int, prices: Prices, rise: Rise) -> int:
        """Find per group of days the stops whose tolls most exceed their tour; give that back."""
        stall, total = self.market.stalls[place], 0
        roads, stops = stall.roads, len(stall.roads.stops)
        if not stops:
            return 0
        first = int(self.market.toll_at[place])
        both = np.add.outer(roads.lengths, roads.lengths)
        for group, tolls in enumerate(self.market.tolls(prices, place)):
            room, days = int(stall.rooms[group]), int(stall.days[group])
            alone = np.where(roads.lengths <= room, tolls - roads.alone, NONE)
            is_tour = (roads.tours != NO_TOUR) & (both <= room)
            pairs = np.where(is_tour, np.add.outer(tolls, tolls) - roads.tours, NONE)
            one, two = int(alone.argmax()), divmod(int(pairs.argmax()), stops)
            most = max(int(alone[one]), int(pairs[two]))
            if most > 0:
                total += most * days
                for stop in two if pairs[two] == most else (one,):
                    rise.toll[first + group * stops + stop] -= days
        return total
