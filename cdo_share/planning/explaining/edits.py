"""A remedy as an edit of the question, and what it promises; pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from cdo_share.planning.explaining.remedies import AS_IT_IS, Remedy
from cdo_share.planning.instance_parts import cdo_name, demand_name

Json = dict[str, Any]


def edits_of(remedy: Remedy, instance: Mapping[str, Any], demand_id: int) -> list[Json]:
    """Return the change as `cdo-timeshare-edits/1` writes it; none when nothing is changed."""
    if remedy.code == AS_IT_IS:
        return []
    if remedy.is_of_demand:
        value = _value(remedy)
        fields = {remedy.field: value}
        return [{"op": "change_demand", "demand": demand_name(demand_id), "set": fields}]
    name = cdo_name(remedy.cdo or 0)
    cdo = next(one for one in instance["cdos"] if one["id"] == name)
    value = _opened(cdo, instance, remedy.after) if remedy.field == "available" else remedy.after
    return [{"op": "change_cdo", "cdo": name, "set": {remedy.field: value}}]


def _value(remedy: Remedy) -> Any:
    """Return the new value of a demand's field; of forbidden slots those opened were told."""
    if remedy.field != "forbidden":
        return remedy.after
    opened = [list(place) for place in remedy.after]
    return [list(place) for place in remedy.before if list(place) not in opened]


def _opened(cdo: Mapping[str, Any], instance: Mapping[str, Any], told: Mapping[str, Any]) -> str:
    """Return the available slots with those of some halves of one day."""
    per_day = len(instance["slots"])
    first = instance["days"].index(told["day"]) * per_day
    available = list(cdo["available"])
    for slot, shape in enumerate(instance["slots"]):
        if shape["half"] in told["halves"]:
            available[first + slot] = "1"
    return "".join(available)


def visits_to_keep(
    remedy: Remedy, plan: Mapping[str, Any], demand_id: int
) -> Sequence[Mapping[str, Any]]:
    """Return what must be in the plan with the change: what the demand has, and what is promised.

    So the promise is kept whatever else the search moves.
    """
    name = demand_name(demand_id)
    has = [dict(visit) for visit in plan["visits"] if visit["demand"] == name]
    return [*has, *(dict(visit) for visit in remedy.visits)]
