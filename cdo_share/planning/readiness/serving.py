"""Demands that no CDO can serve, and what stands in the way; pure.

The solver's own candidates say what is possible by itself; what visits do to each other is the
matter of an allocation.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

from cdo_share.planning.instance_parts import demand_name, number_of
from cdo_share.planning.readiness.facts import DemandFact
from cdo_share.planning.readiness.findings import Check, Finding, Severity
from solver.candidates import DISTANCE, EXCLUDED, LEVEL, SKILL, Candidates, find_unfit
from solver.problem import Problem


class Wall(IntEnum):
    """What keeps a CDO from a demand, in the order in which it is looked at."""

    SKILL = 1
    LEVEL = 2
    EXCLUDED = 3
    DISTANCE = 4
    MOMENTS = 5  # the half-days that the demand leaves hold no room for one visit
    ABSENT = 6  # the CDO has no time at all in the period
    TIME = 7  # the CDO cannot work at any of them


WALLS = {
    SKILL: Wall.SKILL,
    LEVEL: Wall.LEVEL,
    EXCLUDED: Wall.EXCLUDED,
    DISTANCE: Wall.DISTANCE,
}


@dataclass(frozen=True, slots=True)
class Nearest:
    """The CDO who comes nearest to serving a demand, and the last wall before them."""

    wall: Wall
    cdo: int
    km: int


def find_unservable(problem: Problem, demands: Sequence[DemandFact]) -> Iterator[Finding]:
    """Yield the demands that no CDO can serve at all, with the last wall and who stands before it.

    A demand without a working day left is not in the problem; `find_no_day_left` tells it.
    """
    candidates = Candidates(problem)
    for demand in demands:
        place = problem.demand_index.get(demand_name(demand.id))
        if place is None or not problem.cdos:
            continue
        nearest = _find_nearest(candidates, place)
        if nearest is not None:
            yield _finding(demand, problem, nearest)


def _find_nearest(candidates: Candidates, demand: int) -> Nearest | None:
    """Return the last wall of a demand; None when somebody can serve it."""
    best: Nearest | None = None
    for cdo in range(len(candidates.problem.cdos)):
        wall = _find_wall(candidates, demand, cdo)
        if wall is None:
            return None
        one = Nearest(wall, cdo, _km(candidates.problem, demand, cdo))
        if best is None or (one.wall, -one.km) > (best.wall, -best.km):
            best = one
    return best


def _find_wall(candidates: Candidates, demand: int, cdo: int) -> Wall | None:
    unfit = find_unfit(candidates.problem, demand, cdo)
    if unfit is not None:
        return WALLS[unfit]
    lengths = candidates.problem.demands[demand].lengths
    if not any(candidates.starts(demand, length) for length in lengths):
        return Wall.MOMENTS
    if not candidates.available[cdo]:
        return Wall.ABSENT
    return None if _has_room(candidates, demand, cdo) else Wall.TIME


def _has_room(candidates: Candidates, demand: int, cdo: int) -> bool:
    """Return whether the CDO is free and allowed to work for one visit somewhere."""
    asked, able = candidates.problem.demands[demand], candidates.problem.cdos[cdo]
    most = min(able.day_cap, able.week_cap, able.period_cap)
    free = candidates.available[cdo]
    return any(
        candidates.open_starts(demand, length, free) for length in asked.lengths if length <= most
    )


def _km(problem: Problem, demand: int, cdo: int) -> int:
    asked = problem.demands[demand]
    return problem.grid.km(problem.cdos[cdo].base, asked.site) if asked.on_site else 0


def _finding(demand: DemandFact, problem: Problem, nearest: Nearest) -> Finding:
    cdo = problem.cdos[nearest.cdo]
    return Finding(
        check=Check.NOBODY_CAN,
        severity=Severity.BLOCKS,
        name=demand.title,
        demand_id=demand.id,
        member_id=demand.member_id,
        engagement_id=number_of(cdo.id),
        values={
            "wall": nearest.wall.name.lower(),
            "member": demand.member_name,
            "skill": demand.skill,
            "km": nearest.km,
            "max_km": cdo.max_km,
        },
    )
