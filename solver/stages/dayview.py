"""What a CDO's day offers to one more visit: what is free, and where they are before and after."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from solver.places import Places
from solver.problem import Problem

Floats = NDArray[np.float32]
# Slot, length and place of each visit of a day; place -1 for a remote one.
Visits = tuple[tuple[int, int, int], ...]
# Far above all that visits can cost: whatever is taken off, an impossible one stays impossible.
NEVER = 1e30
# Views are kept to be used again; each takes about a kilobyte.
MOST_VIEWS = 40_000


class DayView(NamedTuple):
    """What a CDO's day offers: kilometres of its tour and, per length, six rows over starts."""

    km: int
    rows: tuple[tuple[NDArray[np.float32], NDArray[np.intp]], ...]


class DayViews:
    """The views of all days; `lengths` and the `starts` of each give the order of their rows."""

    def __init__(
        self,
        problem: Problem,
        places: Places,
        lengths: Sequence[int],
        starts: Sequence[Sequence[int]],
    ) -> None:
        self.problem, self.base, self.km = problem, places.bases, places.km
        self.lengths, self.starts = lengths, starts
        self._views: dict[object, DayView] = {}

    def of(self, cdo: int, free: int, visits: Visits) -> DayView:
        """Give the view of a day with some visits; `free` has the slots at which the CDO works."""
        key = (cdo, free, visits)
        view = self._views.get(key)
        if view is None:
            if len(self._views) >= MOST_VIEWS:
                self._views.clear()
            view = self._views[key] = self._view(cdo, free, visits)
        return view

    def _view(self, cdo: int, free: int, visits: Visits) -> DayView:
        able, base = self.problem.cdos[cdo], self.base[cdo]
        room = able.day_cap - sum(length for _, length, _ in visits)
        for slot, length, _ in visits:
            free &= ~(((1 << length) - 1) << slot)
        on_site = [visit for visit in visits if visit[2] >= 0]
        is_full = len({site for _, _, site in on_site}) >= able.max_sites_per_day
        tour = [base, *(site for _, _, site in on_site), base]
        km = sum(int(self.km[a, b]) for a, b in pairwise(tour))
        rows = []
        for length, starts in zip(self.lengths, self.starts, strict=True):
            floats = np.full((4, len(starts)), NEVER, np.float32)
            places = np.full((2, len(starts)), base, np.intp)
            for place, slot in enumerate(starts):
                bits = ((1 << length) - 1) << slot
                floats[0, place] = 0 if free & bits == bits and length <= room else NEVER
                self._neighbours(slot, length, on_site, floats[:, place], places[:, place])
                if is_full:
                    floats[2, place] = -1
            rows.append((floats, places))
        return DayView(km, tuple(rows))

    def _neighbours(
        self,
        slot: int,
        length: int,
        on_site: Sequence[tuple[int, int, int]],
        floats: Floats,
        places: NDArray[np.intp],
    ) -> None:
        grid = self.problem.grid
        for first, other, site in on_site:
            if first < slot:
                places[0] = site
                floats[2] = grid.starts[slot] - grid.ends[first + other - 1]
        for first, _, site in reversed(on_site):
            if first > slot:
                places[1] = site
                floats[3] = grid.starts[first] - grid.ends[slot + length - 1]
        floats[1] = self.km[places[0], places[1]]
