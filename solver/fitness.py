"""Who can serve a demand at all (H3), for all demands and CDOs at one stroke.

`candidates.find_unfit` says the same of one pair, and why.
"""

import numpy as np
from numpy.typing import NDArray

from solver.places import roads
from solver.problem import Problem

Flags = NDArray[np.bool_]


def list_fit(problem: Problem) -> list[tuple[int, ...]]:
    """Give for each demand the CDOs with the skill, not excluded and near enough, in order."""
    able, near, found = _able(problem), _near(problem), []
    for demand in problem.demands:
        fit = able[demand.skill, demand.level]
        if demand.on_site:
            fit = fit & near[demand.site]
        cdos: list[int] = np.flatnonzero(fit).tolist()
        if demand.excluded:
            cdos = [cdo for cdo in cdos if problem.cdos[cdo].id not in demand.excluded]
        found.append(tuple(cdos))
    return found


def _able(problem: Problem) -> dict[tuple[str, int], Flags]:
    """Give for each skill and level asked for whether each CDO reaches it."""
    return {
        (skill, level): np.array(
            [skill in cdo.skills and cdo.skills[skill] >= level for cdo in problem.cdos], np.bool_
        )
        for skill, level in {(demand.skill, demand.level) for demand in problem.demands}
    }


def _near(problem: Problem) -> dict[str, Flags]:
    """Give for each site visited whether it is near enough to each CDO's base."""
    sites = sorted({demand.site for demand in problem.demands if demand.on_site})
    bases = sorted({cdo.base for cdo in problem.cdos})
    column = {base: place for place, base in enumerate(bases)}
    columns = np.array([column[cdo.base] for cdo in problem.cdos], np.intp)
    most_km = np.array([cdo.max_km for cdo in problem.cdos], np.float64)
    return dict(zip(sites, roads(problem.grid, sites, bases)[:, columns] <= most_km, strict=True))
