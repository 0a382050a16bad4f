"""Where else a visit could be, and what a demand could be given: ranked, with prices; pure."""

from typing import Any

from cdo_share.planning.drafting.held import time_of
from cdo_share.planning.drafting.service import Table
from solver import Instance, Plan, Visit, additions, read_instance, replacements

Json = dict[str, Any]


def as_asked(table: Table) -> tuple[Instance, Plan]:
    """Return question and visits of a desk as the solver takes them."""
    instance = read_instance(table.instance)
    return instance, Plan.of(instance.name, table.visits)


def list_replacements(table: Table, visit: Visit) -> list[Json]:
    """Return the places where a visit of the same length breaks no rule, the cheapest first.

    Each has `visit`, `points` and `parts`, see `solver.replacements`; a held time is left as it is.
    """
    found = replacements(*as_asked(table), visit)["alternatives"]
    same = [one for one in found if one["visit"]["length"] == visit.length]
    time = time_of(visit)
    if time not in table.held:
        return same
    return [one for one in same if time_of(Visit(**one["visit"])) == time]


def list_additions(table: Table, demand: str) -> list[Json]:
    """Return the visits that a demand could be given, the cheapest first; see the solver's."""
    found: list[Json] = additions(*as_asked(table), demand)["alternatives"]
    return found
