"""Which constraints of a period cannot be kept, and the rule that says why; pure.

`instance` is the question with the constraints in it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from cdo_share.planning.breaches import Breach, list_breaches
from cdo_share.planning.instance_parts import cdo_name, demand_name
from cdo_share.planning.models import Constraint, ConstraintKind
from cdo_share.planning.pins import list_clashes

Json = Mapping[str, Any]
_PLACED = (ConstraintKind.KEEP_VISIT, ConstraintKind.KEEP_TIME)


def find_clashes(instance: Json, rows: Sequence[Constraint]) -> list[Breach]:
    """Return what the visits that stay break together, and which CDOs cannot serve their demand."""
    pins = instance["pins"]
    return (list_clashes(instance, pins) if pins else []) + list(_unfit(instance, rows))


def _unfit(instance: Json, rows: Iterable[Constraint]) -> Iterator[Breach]:
    demands = {one["id"]: one for one in instance["demands"]}
    cdos = {one["id"] for one in instance["cdos"]}
    for row in rows:
        demand, cdo = demands.get(demand_name(row.demand_id or 0)), cdo_name(row.engagement_id or 0)
        if row.kind is ConstraintKind.KEEP_CDO and demand and demand["windows"] and cdo in cdos:
            yield from _misfit(instance, demand, cdo)


def _misfit(instance: Json, demand: Json, cdo: str) -> list[Breach]:
    """Return a breach of H3 when a CDO may not serve a demand, whenever it is."""
    visit = {
        "demand": demand["id"],
        "cdo": cdo,
        "day": next(day for day in instance["days"] if day >= demand["windows"][0][0]),
        "slot": 0,
        "length": demand["lengths"][0],
    }
    plan = {"instance": instance["name"], "visits": [visit]}
    return [one for one in list_breaches({**instance, "pins": []}, plan) if one.rule == "H3"]


def find_idle(instance: Json, rows: Iterable[Constraint]) -> list[Breach]:
    """Return a breach of H0 for each visit, time or CDO to be kept that the question knows not.

    Its day is no working day or is past, its demand is served elsewhere, its CDO has left.
    """
    cdos = {one["id"] for one in instance["cdos"]}
    times = {(pin["demand"], pin["day"], pin["slot"]) for pin in instance["pins"]}
    return [
        Breach("H0", (str(_told(row)),))
        for row in rows
        if (row.kind is ConstraintKind.KEEP_CDO and cdo_name(row.engagement_id or 0) not in cdos)
        or (row.kind in _PLACED and _time(row) not in times)
    ]


def _time(row: Constraint) -> tuple[str, str, int | None]:
    return demand_name(row.demand_id or 0), row.day.isoformat() if row.day else "", row.slot


def _told(row: Constraint) -> dict[str, Any]:
    demand, day, slot = _time(row)
    cdo = cdo_name(row.engagement_id or 0)
    return {"demand": demand, "cdo": cdo, "day": day, "slot": slot or 0, "length": row.length}
