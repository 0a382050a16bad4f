"""The best visits for one demand, given all the others: which CDO, which rhythm, which days.

Prices all possible visits at one stroke, chooses the positions of the rhythm that serve most
windows cheaply, then the CDO whose visits spare most.
"""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from solver.problem import Option
from solver.stages.dayview import NEVER, Floats
from solver.stages.yard import Yard

POSSIBLE = NEVER / 2


@dataclass(frozen=True)
class Pattern:
    """When a demand may be visited for one length.

    `price` has one entry per start, the never-open last column included. `columns` (groups,
    positions, times) lists the starts of each group, of which at most one is chosen: a window
    that allows one visit, else a day. `windows` and `positions` name the two first axes.
    """

    price: Floats
    columns: NDArray[np.intp]
    positions: list[tuple[int, int]]


class Offer(NamedTuple):
    """The starts of one CDO for a demand: their prices, and the best of each group in rhythm."""

    demand: int
    cdo: int
    number: int
    pattern: Pattern
    prices: Floats
    values: Floats
    kept: list[int]

    def cheapest(self, off_rhythm: int) -> list[int]:
        """Give the cheapest start of each group, those out of rhythm at their price."""
        columns = self.pattern.columns
        by_group = self.prices[columns]
        if len(self.pattern.positions) > 1:
            fine = np.full(len(self.pattern.positions), off_rhythm, np.float32)
            fine[self.kept] = 0
            by_group += fine[None, :, None]
        rows = np.arange(len(columns))
        best = by_group.reshape(len(columns), -1).argmin(axis=1)
        starts: list[int] = columns.reshape(len(columns), -1)[rows, best].tolist()
        return starts


class Inserter:
    """Adds visits to a yard, demand by demand, with a little noise for variety."""

    def __init__(self, yard: Yard, seed: int) -> None:
        self.yard = yard
        self.problem = yard.problem
        self.random = np.random.default_rng(seed)
        self.noise = 1.0
        # How much dearer than it is a change is taken to be where visits are chosen.
        self.loyalty = 1.0
        self._patterns: dict[tuple[int, int], Pattern | None] = {}
        self._capacity = [cdo.period_cap for cdo in self.problem.cdos]

    @cached_property
    def _pool(self) -> Floats:
        return self.random.random(1 << 18, np.float32)

    def serve(self, demand: int, goal: int, barred: Collection[int]) -> None:
        """Bring a demand up to `goal` slots by CDOs not barred, as long as that spares points."""
        goal = min(goal, self.problem.demands[demand].requested)
        lengths = self.problem.demands[demand].lengths
        numbers = [self.yard.lengths.index(length) for length in lengths]
        if len(numbers) > 1:
            numbers.sort(reverse=bool(self.random.random() < 0.7))
        for number in numbers:
            for _ in range(self.problem.demands[demand].max_cdos):
                if not self._serve_once(demand, number, goal, barred):
                    break

    def _serve_once(self, demand: int, number: int, goal: int, barred: Collection[int]) -> bool:
        """Add visits of one length by the best CDO; say whether more are wanted."""
        yard, length = self.yard, self.yard.lengths[number]
        missing = (goal - yard.served[demand]) // length
        if missing <= 0:
            return False
        cdos = [
            cdo
            for cdo in yard.candidates.eligible[demand]
            if cdo not in barred
            and yard.load[cdo] + length <= self._capacity[cdo]
            and yard.is_open_to(demand, cdo)
        ]
        pattern = self._pattern(demand, number)
        if not cdos or pattern is None:
            return False
        prices = self._prices(demand, number, np.array(cdos), pattern)
        grouped = prices[:, pattern.columns].min(axis=3)
        values, kept = self._in_rhythm(demand, grouped, pattern)
        best = self._best(demand, cdos, values, length, missing)
        if best < 0:
            return False
        offer = Offer(demand, cdos[best], number, pattern, prices[best], values[best], kept[best])
        return self._apply(offer, missing) > 0

    def _prices(self, demand: int, number: int, cdos: NDArray[np.intp], pattern: Pattern) -> Floats:
        """Price every start by every CDO: shape (CDOs, starts + 1), NEVER where impossible."""
        yard, openings = self.yard, self.yard.openings[number]
        prices: Floats = openings[0, cdos] + pattern.price
        site = yard.site[demand]
        if site >= 0:
            before, after = yard.stops[number][0, cdos], yard.stops[number][1, cdos]
            km, gap = yard.km[site], yard.gap[site]
            prices += (km[before] + km[after] - openings[1, cdos]) * self.problem.weights.km
            late = (gap[before] > openings[2, cdos]) | (gap[after] > openings[3, cdos])
            prices[late] = NEVER
        starts = len(yard.starts[number])
        for visit in yard.of_demand[demand]:
            prices[:, visit.day * starts : (visit.day + 1) * starts] = NEVER
        self._spare_published(demand, number, cdos, prices)
        first = int(self.random.integers(0, len(self._pool) - prices.size))
        prices += self.noise * self._pool[first : first + prices.size].reshape(prices.shape)
        return prices

    def _spare_published(
        self, demand: int, number: int, cdos: NDArray[np.intp], prices: Floats
    ) -> None:
        """Take off what a published visit costs when it is left out."""
        starts = self.yard.starts[number]
        for option in self.yard.candidates.published_of[demand]:
            if option.length == self.yard.lengths[number]:
                rows = np.flatnonzero(cdos == option.cdo)
                column = option.day * len(starts) + starts.index(option.slot)
                prices[rows, column] -= self.problem.weights.change * self.loyalty

    def _in_rhythm(
        self, demand: int, grouped: Floats, pattern: Pattern
    ) -> tuple[Floats, list[list[int]]]:
        """Give the least price per CDO and group, and the positions that keep the rhythm."""
        asked, cheapest = self.problem.demands[demand], grouped.min(axis=2)
        if len(pattern.positions) < 2:
            return cheapest, [[0]] * len(grouped)
        off = self.problem.weights.off_rhythm
        values = np.minimum(cheapest + off, NEVER)
        scores = np.maximum(values[:, :, None] - grouped, 0).sum(axis=1)
        present = self.yard.positions[demand]
        if present:
            scores += [off * present[position] for position in pattern.positions]
        if asked.per_window == 1:
            best = scores.argmax(axis=1)
            rows = np.arange(len(grouped))
            return np.minimum(values, grouped[rows, :, best]), [[int(p)] for p in best]
        kept = [_distinct_days(row, pattern.positions, asked.per_window) for row in scores]
        for place, positions in enumerate(kept):
            values[place] = np.minimum(values[place], grouped[place][:, positions].min(axis=1))
        return values, kept

    def _best(self, demand: int, cdos: list[int], values: Floats, length: int, missing: int) -> int:
        """Give the place of the CDO who spares most points, or -1 when nobody spares any."""
        yard, curve = self.yard, self.problem.shortage[demand]
        served, best, most = yard.served[demand], -1, 0.0
        ordered = np.sort(values, axis=1)[:, :missing]
        ordered[ordered >= POSSIBLE] = NEVER
        counts = (ordered < POSSIBLE).sum(axis=1)
        sums = ordered.cumsum(axis=1, dtype=np.float64)
        for place, cdo in enumerate(cdos):
            room = (self._capacity[cdo] - yard.load[cdo]) // length
            count = min(int(counts[place]), room)
            if not count:
                continue
            saved = curve[served] - curve[served + count * length] - sums[place, count - 1]
            saved -= self._fee(demand, cdo)
            saved *= 1 + 0.02 * self.noise * (self.random.random() - 0.5)
            if saved > most:
                best, most = place, saved
        return best

    def _fee(self, demand: int, cdo: int) -> int:
        """Price one more CDO for a demand."""
        here, weights = self.yard.cdos_of[demand], self.problem.weights
        if cdo in here:
            return 0
        known = self.problem.demands[demand].previous_cdo
        is_new = known is not None and known != self.problem.cdos[cdo].id
        return is_new * weights.new_cdo + bool(here) * weights.extra_cdo

    def _apply(self, offer: Offer, missing: int) -> int:
        """Add the cheapest visits of an offer that fit; give how many."""
        yard, demand, cdo = self.yard, offer.demand, offer.cdo
        length, starts = yard.lengths[offer.number], yard.starts[offer.number]
        asked, curve, added = self.problem.demands[demand], self.problem.shortage[demand], 0
        chosen = offer.cheapest(self.problem.weights.off_rhythm)
        for group in np.argsort(offer.values).tolist():
            price, served = float(offer.values[group]), yard.served[demand]
            is_full = added >= missing or yard.load[cdo] + length > self._capacity[cdo]
            if price >= POSSIBLE or is_full or curve[served] - curve[served + length] <= price:
                break
            day, place = divmod(chosen[group], len(starts))
            window = self.problem.windows[demand][day]
            if yard.in_window[demand][window] >= asked.per_window:
                continue
            if yard.has_week_room(cdo, day, length):
                yard.add(Option(demand, cdo, day, starts[place], length))
                added += 1
        return added

    def _pattern(self, demand: int, number: int) -> Pattern | None:
        key = (demand, number)
        if key not in self._patterns:
            self._patterns[key] = self._make_pattern(demand, number)
        return self._patterns[key]

    def _make_pattern(self, demand: int, number: int) -> Pattern | None:
        problem, grid, starts = self.problem, self.problem.grid, self.yard.starts[number]
        asked, preferred = problem.demands[demand], problem.preferred[demand]
        candidates = self.yard.candidates
        open_starts = candidates.starts(demand, self.yard.lengths[number]) & candidates.open_days
        price = np.full(len(grid.days) * len(starts) + 1, NEVER, np.float32)
        cells: dict[int, dict[tuple[int, int], list[int]]] = {}
        for day, window in enumerate(problem.windows[demand]):
            for place, slot in enumerate(starts):
                if not open_starts >> (day * grid.slots_per_day + slot) & 1:
                    continue
                position, column = (grid.weekday[day], slot), day * len(starts) + place
                away = bool(preferred) and position not in preferred
                price[column] = problem.weights.non_preferred * away
                group = window if asked.per_window == 1 else day
                cell = cells.setdefault(group, {})
                cell.setdefault(position if asked.rhythm else (0, 0), []).append(column)
        if not cells:
            return None
        positions = sorted({position for cell in cells.values() for position in cell})
        times = max(len(columns) for cell in cells.values() for columns in cell.values())
        table = np.full((len(cells), len(positions), times), len(price) - 1, np.intp)
        for row, cell in enumerate(cells.values()):
            for position, columns in cell.items():
                table[row, positions.index(position), : len(columns)] = columns
        return Pattern(price, table, positions)


def _distinct_days(scores: Floats, positions: list[tuple[int, int]], most: int) -> list[int]:
    """Choose the best positions, one per weekday."""
    kept: list[int] = []
    for place in np.argsort(-scores).tolist():
        if len(kept) < most and all(positions[place][0] != positions[p][0] for p in kept):
            kept.append(place)
    return kept
