"""The places of a problem at one stroke: kilometres and minutes between them, as arrays."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from solver.grid import EARTH_RADIUS_KM, Grid
from solver.problem import Problem

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

# So near to a whole number of kilometres, another way of computing sines may round differently.
DOUBT_KM = 1e-6


class Places:
    """All bases of CDOs and all sites of visits; `rank` numbers their names.

    `km` and `gap_minutes` are those of `grid`, place × place. `bases` has the place of each CDO,
    `sites` that of each demand, -1 for a remote one.
    """

    def __init__(self, problem: Problem) -> None:
        grid, travel = problem.grid, problem.grid.travel
        names = {cdo.base for cdo in problem.cdos}
        names |= {demand.site for demand in problem.demands if demand.on_site}
        ordered = sorted(names)
        self.rank = {name: place for place, name in enumerate(ordered)}
        self.bases = [self.rank[cdo.base] for cdo in problem.cdos]
        self.sites = [self.rank[d.site] if d.on_site else -1 for d in problem.demands]
        self.km = roads(grid, ordered, ordered)
        minutes = np.ceil(travel.fixed_minutes + 60 * self.km / travel.kmh - 1e-9)
        needs_time = (self.km > 0) & (minutes > 0)
        self.gap_minutes = np.where(needs_time, minutes + travel.pause_minutes, 0.0)


def roads(grid: Grid, ones: Sequence[str], others: Sequence[str]) -> Whole:
    """Give the kilometres of `grid.km` between every site of one list and every one of another."""
    north, east = (angles[:, None] for angles in _radians(grid, ones))
    south, west = _radians(grid, others)
    chord = np.sin((south - north) / 2) ** 2
    chord += np.cos(north) * np.cos(south) * np.sin((west - east) / 2) ** 2
    straight = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.minimum(chord, 1.0)))
    raw = grid.travel.detour * straight - 1e-9
    found: Whole = np.ceil(raw).astype(np.int64)
    for one, two in np.argwhere(np.abs(raw - np.rint(raw)) < DOUBT_KM).tolist():
        found[one, two] = grid.km(ones[one], others[two])
    return found


def _radians(grid: Grid, names: Sequence[str]) -> tuple[Floats, Floats]:
    sites = [grid.sites[name] for name in names]
    return (
        np.radians(np.array([site.lat for site in sites], np.float64)),
        np.radians(np.array([site.lon for site in sites], np.float64)),
    )
