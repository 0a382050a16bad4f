"""Demand against supply of a period, by week and by basin, in slots; pure.

A basin is the commune of the CDO's base that is nearest to a site among those whose CDO may drive
so far. What a site asks for counts there, and so does all the time of the CDOs who set out from
there. Remote demands belong to no basin. `planning.queries` has the balance by skill.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from cdo_share.planning.instance_parts import site_name
from cdo_share.planning.readiness.facts import CdoFact, Facts
from cdo_share.planning.supply import supply_slots
from solver.problem import Problem

REMOTE, OUT_OF_REACH = "", "?"  # no commune is called so


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekBalance:
    """One week from its Monday on: what is asked in it and what the CDOs can give, in slots."""

    monday: date
    asked: float
    possible: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BasinBalance:
    """One basin: its commune, REMOTE or OUT_OF_REACH; CDOs, demand and supply in slots."""

    commune: str
    cdos: int
    asked: int
    possible: int


def balance_weeks(instance: Mapping[str, Any]) -> list[WeekBalance]:
    """Return every week of the period, in order.

    What a demand asks for is spread evenly over its windows, and in each over its working days;
    a CDO gives a week what is free in it, up to the caps of day and week.
    """
    days = [date.fromisoformat(day) for day in instance["days"]]
    asked: dict[date, float] = dict.fromkeys((_monday(day) for day in days), 0.0)
    for demand in instance["demands"]:
        for monday, slots in _spread(demand, days):
            asked[monday] += slots
    possible = _possible_by_week(instance["cdos"], days)
    return [
        WeekBalance(monday=monday, asked=slots, possible=possible[monday])
        for monday, slots in asked.items()
    ]


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _spread(demand: Mapping[str, Any], days: Sequence[date]) -> Iterator[tuple[date, float]]:
    share = demand["requested"] / len(demand["windows"])
    for window in demand["windows"]:
        first, last = (date.fromisoformat(day) for day in window)
        inside = [day for day in days if first <= day <= last]
        yield from ((_monday(day), share / len(inside)) for day in inside)


def _possible_by_week(
    cdos: Iterable[Mapping[str, Any]], days: Sequence[date]
) -> defaultdict[date, int]:
    possible: defaultdict[date, int] = defaultdict(int)
    for cdo in cdos:
        per_day = len(cdo["available"]) // max(1, len(days))
        weeks: defaultdict[date, int] = defaultdict(int)
        for number, day in enumerate(days):
            free = cdo["available"].count("1", number * per_day, (number + 1) * per_day)
            weeks[_monday(day)] += min(free, cdo["day_cap"])
        for monday, slots in weeks.items():
            possible[monday] += min(slots, cdo["week_cap"])
    return possible


def balance_basins(problem: Problem, facts: Facts) -> list[BasinBalance]:
    """Return the basins by what they miss, the most first; remote demands come last."""
    basin_of = {site_name(cdo.base_id): cdo.insee or cdo.commune for cdo in facts.cdos}
    names = _names(facts.cdos)
    asked: defaultdict[str, int] = defaultdict(int)
    for number, demand in enumerate(problem.demands):
        asked[_basin_of(problem, number, basin_of)] += demand.requested
    supply: defaultdict[str, int] = defaultdict(int)
    count: defaultdict[str, int] = defaultdict(int)
    for part in facts.instance["cdos"]:
        basin = basin_of[part["base"]]
        supply[basin] += supply_slots(part, facts.days)
        count[basin] += 1
    found = [
        BasinBalance(
            commune=names.get(basin, basin),
            cdos=count[basin],
            asked=asked[basin],
            possible=supply[basin],
        )
        for basin in {*asked, *supply}
    ]
    return sorted(found, key=_rank)


def _names(cdos: Iterable[CdoFact]) -> dict[str, str]:
    """Return what each basin is called; a name that two communes share is told with the code."""
    known = {cdo.insee or cdo.commune: cdo.commune for cdo in cdos}
    often = Counter(known.values())
    return {
        basin: name if often[name] == 1 else f"{name} ({basin})" for basin, name in known.items()
    }


def _rank(one: BasinBalance) -> tuple[bool, int, str]:
    return one.commune == REMOTE, one.possible - one.asked, one.commune


def _basin_of(problem: Problem, demand: int, basin_of: Mapping[str, str]) -> str:
    asked = problem.demands[demand]
    if not asked.on_site:
        return REMOTE
    reach = [
        (problem.grid.km(cdo.base, asked.site), cdo.base)
        for cdo in problem.cdos
        if problem.grid.km(cdo.base, asked.site) <= cdo.max_km
    ]
    return basin_of[min(reach)[1]] if reach else OUT_OF_REACH
