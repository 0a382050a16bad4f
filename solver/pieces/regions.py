"""Which CDOs go together: neighbours, grouped along a line that the seed turns."""

import math
from random import Random

from solver.instance import Instance
from solver.plan import Plan


def group_cdos(instance: Instance, plan: Plan, parts: int, seed: int) -> list[list[str]]:
    """Split the CDOs into at most so many regions of about the same number of visits.

    Every split is across the larger of two directions at right angles, which the seed turns, so
    that other neighbours are together each time. Regions without a CDO are left out.
    """
    angle = Random(seed).uniform(0, math.pi)  # noqa: S311 - repeatable on purpose
    places = {site.id: _turned(site.lat, site.lon, angle) for site in instance.sites}
    weights = {cdo.id: 1 for cdo in instance.cdos}
    for visit in plan.visits:
        weights[visit.cdo] = weights.get(visit.cdo, 0) + visit.length
    where = {cdo.id: places[cdo.base] for cdo in instance.cdos}
    return _split(sorted(where), parts, where, weights)


def _turned(lat: float, lon: float, angle: float) -> tuple[float, float]:
    """Give kilometres, roughly, along two directions at right angles."""
    north, east = lat * 111.0, lon * 111.0 * math.cos(math.radians(lat))
    across = east * math.cos(angle) + north * math.sin(angle)
    return across, north * math.cos(angle) - east * math.sin(angle)


def _split(
    cdos: list[str], parts: int, where: dict[str, tuple[float, float]], weights: dict[str, int]
) -> list[list[str]]:
    if parts <= 1 or len(cdos) <= 1:
        return [cdos] if cdos else []
    spreads = [_spread([where[cdo][way] for cdo in cdos]) for way in (0, 1)]
    way = spreads.index(max(spreads))
    ordered = sorted(cdos, key=lambda cdo: (where[cdo][way], cdo))
    first_parts = parts // 2
    wanted = sum(weights[cdo] for cdo in cdos) * first_parts / parts
    cut, passed = 0, 0.0
    while cut < len(ordered) - 1 and (not cut or passed + weights[ordered[cut]] / 2 < wanted):
        passed += weights[ordered[cut]]
        cut += 1
    return [
        *_split(ordered[:cut], first_parts, where, weights),
        *_split(ordered[cut:], parts - first_parts, where, weights),
    ]


def _spread(values: list[float]) -> float:
    return max(values) - min(values)
