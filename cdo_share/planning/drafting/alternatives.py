"""Where else a visit could be, and what a demand could be given: ranked, with prices; pure."""

from collections.abc import Iterable, Mapping
from typing import Any

from cdo_share.planning.drafting.cells import price_fitting
from cdo_share.planning.drafting.held import time_of
from cdo_share.planning.drafting.service import Table
from solver import Instance, Plan, Visit, additions, read_instance, replacements

Json = dict[str, Any]


def as_asked(table: Table) -> tuple[Instance, Plan]:
    """Return question and visits of a desk as the solver takes them."""
    instance = read_instance(table.instance)
    return instance, Plan.of(instance.name, table.visits)


def list_replacements(table: Table, visit: Visit, today: Mapping[str, Any]) -> list[Json]:
    """Return the places where a visit of the same length breaks no rule, the cheapest first.

    Nor one of `today`, the question of today's data, by which each is priced. Each has `visit`,
    `points` and `parts`, see `solver.replacements`; a held time is left as it is.
    """
    found = replacements(*as_asked(table), visit)["alternatives"]
    same = [one for one in found if one["visit"]["length"] == visit.length]
    same = _fitting(table, today, visit, same)
    time = time_of(visit)
    if time not in table.held:
        return same
    return [one for one in same if time_of(Visit(**one["visit"])) == time]


def list_additions(table: Table, demand: str, today: Mapping[str, Any]) -> list[Json]:
    """Return the visits that a demand could be given, the cheapest first; see the solver's."""
    found: list[Json] = additions(*as_asked(table), demand)["alternatives"]
    return _fitting(table, today, Visit(demand, "", "", 0, 0), found)


def _fitting(
    table: Table, today: Mapping[str, Any], visit: Visit, found: Iterable[Json]
) -> list[Json]:
    """Return what today's data allow too, at today's prices, the cheapest first."""
    places = [Visit(**one["visit"]) for one in found]
    priced = price_fitting(today, table.visits, visit, places)
    priced.sort(key=lambda pair: (pair[1].points, pair[0].day, pair[0].slot, pair[0].cdo))
    return [
        {"visit": one._asdict(), "points": price.points, "parts": price.parts}
        for one, price in priced
    ]
