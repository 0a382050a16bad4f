"""The least kilometres that each on-site visit brings into a day, whoever shares the day with it.

Shares of a day's visits never add up to more than its tour, so their sum over a calendar bounds its
travel from below.
"""

from solver.candidates import Candidates


class Roads:
    """Shares of day tours for one CDO.

    With at most two on-site visits in a day, a tour base → s → t → base is cut into
    km(base, s) + km(s, t)/2 and km(t, base) + km(s, t)/2, and a visit bears the least such part
    over all the visits that fit beside it; alone it bears the way there and back. Where three fit,
    the tour is still at least there and back to each of its places, so to their mean weighted by
    length, and each slot bears its part of a full day.
    """

    def __init__(self, candidates: Candidates, cdo: int, demands: list[int]) -> None:
        self.problem = candidates.problem
        self.able = self.problem.cdos[cdo]
        self.day = min(self.able.day_cap, self.problem.grid.slots_per_day)
        asked = self.problem.demands
        self.on_site = [d for d in demands if asked[d].on_site]
        shortest = min((min(asked[d].lengths) for d in self.on_site), default=1)
        self.is_pair = 3 * shortest > self.day

    def share(self, demand: int, length: int) -> float:
        """Give the least kilometres of a visit of this length; 0 for a remote one."""
        asked = self.problem.demands[demand]
        if not asked.on_site or self.day == 0:
            return 0.0
        away = self.problem.grid.km(self.able.base, asked.site)
        if not self.is_pair:
            return 2 * away * min(1.0, length / self.day)
        others = (self._beside(demand, length, other) for other in self.on_site if other != demand)
        return min([2.0 * away, *(share for share in others if share is not None)])

    def _beside(self, demand: int, length: int, other: int) -> float | None:
        """Give the share beside a visit of another demand, or None if they cannot share a day."""
        grid, here, there = self.problem.grid, *(self.problem.demands[d] for d in (demand, other))
        if length + min(there.lengths) > self.day:
            return None
        between = grid.km(here.site, there.site)
        if here.site != there.site and self.able.max_sites_per_day < 2:
            return None
        need = grid.gap_minutes(here.site, there.site)
        if need and self._widest_gap(length, min(there.lengths)) < need:
            return None
        return grid.km(self.able.base, here.site) + between / 2

    def _widest_gap(self, one: int, two: int) -> float:
        """Give the most minutes that two visits of a day can leave between them."""
        grid = self.problem.grid
        last = grid.slots_per_day
        gaps = (
            grid.starts[last - second] - grid.ends[first - 1]
            for first, second in ((one, two), (two, one))
            if first + second <= last
        )
        return max(gaps, default=-1)
