"""Reasons that were not looked for when a plan was made, as of a repair in a hurry: found now."""

from collections.abc import Mapping, Sequence
from typing import Any

from cdo_share.jobs.explaining import explain_unmet
from cdo_share.planning.arranged import NOT_EXAMINED
from cdo_share.planning.explaining.beside import read
from cdo_share.planning.instance_parts import demand_name
from cdo_share.planning.results import name_demand

Json = Mapping[str, Any]
SECONDS = 1.5  # somebody waits for the page


def look_again(question: Json, plan: Json, entries: Sequence[Json]) -> list[Json]:
    """Return the entries of a plan's `unmet`, those that were not examined explained by now.

    What the time does not suffice for stays as it is.
    """
    only = {demand_name(one["demand"]) for one in entries if one["reason"] == NOT_EXAMINED}
    if not only:
        return list(entries)
    found = map(name_demand, explain_unmet(*read(question, plan), lambda: SECONDS, only))
    told = {one["demand"]: one for one in found}
    return [told.get(one["demand"], one) for one in entries]
