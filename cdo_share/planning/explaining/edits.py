"""A remedy as an edit of the question, and what it promises; pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from cdo_share.planning.explaining.remedies import AS_IT_IS, Remedy
from cdo_share.planning.instance_parts import cdo_name, demand_name
from cdo_share.planning.scenarios.changes import OPEN_TIME

Json = dict[str, Any]


def edits_of(remedy: Remedy, demand_id: int) -> list[Json]:
    """Return the change as a run keeps it (see `resolve`); none when nothing is changed.

    More time of a CDO is kept as the half-days that open: a whole calendar would hide whatever the
    CDO says of other days later on.
    """
    if remedy.code == AS_IT_IS:
        return []
    if remedy.is_of_demand:
        value = _value(remedy)
        fields = {remedy.field: value}
        return [{"op": "change_demand", "demand": demand_name(demand_id), "set": fields}]
    name = cdo_name(remedy.cdo or 0)
    if remedy.field == "available":
        opened = {"day": remedy.after["day"], "halves": sorted(remedy.after["halves"])}
        return [{"op": OPEN_TIME, "cdo": name, **opened}]
    return [{"op": "change_cdo", "cdo": name, "set": {remedy.field: remedy.after}}]


def _value(remedy: Remedy) -> Any:
    """Return the new value of a demand's field; of forbidden slots those opened were told."""
    if remedy.field != "forbidden":
        return remedy.after
    opened = [list(place) for place in remedy.after]
    return [list(place) for place in remedy.before if list(place) not in opened]


def visits_to_keep(
    remedy: Remedy, plan: Mapping[str, Any], demand_id: int
) -> Sequence[Mapping[str, Any]]:
    """Return what must be in the plan with the change: what the demand has, and what is promised.

    So the promise is kept whatever else the search moves.
    """
    name = demand_name(demand_id)
    has = [dict(visit) for visit in plan["visits"] if visit["demand"] == name]
    return [*has, *(dict(visit) for visit in remedy.visits)]
