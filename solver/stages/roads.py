"""What the roads of a CDO's days cost at least, whoever shares a day with whom.

Every on-site visit pays a toll for its stop; a day whose tolls come to more than its tour gives the
difference back (see docs/model.md). All sums are in grains.
"""

from collections import Counter
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from solver.candidates import Candidates
from solver.places import Places
from solver.stages.patterns import GRAINS_PER_POINT, Whole

# A pair of stops that no day can hold.
NO_TOUR = -1


class Roads:
    """The stops of one CDO, each a site and a length of visit, and the tours through two of them.

    With at most two on-site visits in a day (`is_pair`), its tour is known by its stops: there and
    back, or base → s → t → base. Where three fit, the tour is still at least there and back to each
    of its places, so to their mean weighted by length, and each slot bears its part of a full day.
    """

    def __init__(self, candidates: Candidates, places: Places, cdo: int, demands: list[int]):
        problem = candidates.problem
        self.problem, self.able, self.places = problem, problem.cdos[cdo], places
        grid, asked = problem.grid, problem.demands
        self.day = min(self.able.day_cap, grid.slots_per_day)
        on_site = [asked[demand] for demand in demands if asked[demand].on_site]
        shortest = min((min(demand.lengths) for demand in on_site), default=1)
        self.is_pair = 3 * shortest > self.day
        lengths = ((demand.site, n) for demand in on_site for n in set(demand.lengths))
        self.count = Counter(stop for stop in lengths if self.is_pair and stop[1] <= self.day)
        self.stops = sorted(self.count)
        self.rank = {stop: place for place, stop in enumerate(self.stops)}
        self.lengths = np.array([length for _, length in self.stops], dtype=np.int64)
        self.price = problem.weights.km * GRAINS_PER_POINT
        self.base = places.rank[self.able.base]
        self.sites = np.array([places.rank[site] for site, _ in self.stops], dtype=np.int64)

    @cached_property
    def alone(self) -> Whole:
        """Stop: grains of the way there and back."""
        return np.asarray(2 * self.price * self.places.km[self.base, self.sites], dtype=np.int64)

    @cached_property
    def tours(self) -> Whole:
        """Stop × stop: grains of the tour through both, `NO_TOUR` where no day can hold them."""
        out, between = self.alone // 2, self.price * self._between
        tour = out[:, None] + between + out[None, :]
        return np.where(self._can_share_day, tour, NO_TOUR)

    @property
    def _between(self) -> Whole:
        return np.asarray(self.places.km[np.ix_(self.sites, self.sites)], dtype=np.int64)

    @property
    def _can_share_day(self) -> NDArray[np.bool_]:
        """Say of each pair of stops whether two demands can have them on one day (H8, H13)."""
        pairs = np.ix_(self.sites, self.sites)
        need, same = self.places.gap_minutes[pairs], np.equal.outer(self.sites, self.sites)
        widest = self._widest_gaps()[np.ix_(self.lengths, self.lengths)]
        fits = np.add.outer(self.lengths, self.lengths) <= self.day
        fits &= same | (self.able.max_sites_per_day > 1)
        fits &= (need == 0) | (widest >= need)
        is_twice = np.array([self.count[stop] > 1 for stop in self.stops], dtype=np.bool_)
        np.fill_diagonal(fits, np.diag(fits) & is_twice)
        return np.asarray(fits, dtype=np.bool_)

    def _widest_gaps(self) -> NDArray[np.float64]:
        """Length × length: the most minutes that two visits of a day can leave between them."""
        grid, last = self.problem.grid, self.problem.grid.slots_per_day
        widest = np.full((last + 1, last + 1), -1.0)
        for one in range(1, last + 1):
            for two in range(1, last + 1 - one):
                gap = grid.starts[last - two] - grid.ends[one - 1]
                widest[one, two] = max(widest[one, two], gap)
                widest[two, one] = max(widest[two, one], gap)
        return widest

    def shares(self, room: int) -> Whole:
        """Stop: a toll for which no day of `room` free slots ever gives anything back.

        It is the least of the way there and back and of the stop's part of the tours it can be in.
        """
        fits = (self.tours != NO_TOUR) & (np.add.outer(self.lengths, self.lengths) <= room)
        parts = self.alone[:, None] // 2 + self.price * self._between // 2
        least = np.where(fits, parts, self.alone[:, None]).min(1, initial=1 << 60)
        return np.asarray(np.minimum(least, self.alone), dtype=np.int64)

    def fixed(self, demand: int, length: int) -> int:
        """Give the grains of a visit that pays no toll: its slots' part of the day there and back.

        0 where tolls are paid, for remote visits, and where the CDO has no time in a day.
        """
        asked = self.problem.demands[demand]
        if not asked.on_site or self.day == 0 or self.is_pair:
            return 0
        there_and_back = 2 * self.price * self.problem.grid.km(self.able.base, asked.site)
        return there_and_back * min(length, self.day) // self.day
