"""What constraints ask of a repair: nothing that would move a visit which no event hit; pure.

A constraint may be younger than the plan in force, which then breaks it: such a wish waits for the
next allocation. Enforced by a repair, it would move people whom the event does not concern.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from cdo_share.planning.constraints import with_constraints
from cdo_share.planning.instance_parts import cdo_name, demand_name
from cdo_share.planning.models import Constraint, ConstraintKind
from cdo_share.planning.pins import list_clashes

Json = dict[str, Any]
_STAYS = {ConstraintKind.KEEP_VISIT, ConstraintKind.KEEP_TIME}


def with_constraints_obeyed(instance: Mapping[str, Any], constraints: Iterable[Constraint]) -> Json:
    """Return the question with its constraints where none forbids a visit that is in force.

    What the data themselves forbid stays forbidden, and a visit that had to stay but cannot any
    more (its CDO fell ill) is what the repair is for: its pin gives way.
    """
    rows = [row for row in constraints if row.kind not in _STAYS or _stands(instance, row)]
    bound = with_constraints(instance, rows)
    free = {kind: {one["id"]: one for one in instance[kind]} for kind in ("cdos", "demands")}
    cdos = {cdo["id"]: cdo for cdo in bound["cdos"]}
    demands = {demand["id"]: demand for demand in bound["demands"]}
    for visit in instance["published"]:
        if visit["cdo"] in cdos:
            _free_time(bound, cdos[visit["cdo"]], free["cdos"][visit["cdo"]], visit)
        if visit["demand"] in demands:
            _free_demand(demands[visit["demand"]], free["demands"][visit["demand"]], visit)
    bound["pins"] = [pin for pin in bound["pins"] if not list_clashes(bound, [pin])]
    return bound


def _stands(instance: Mapping[str, Any], row: Constraint) -> bool:
    """Say whether a visit that is to stay is in force; of a time that stays, anybody's."""
    return any(
        (visit["demand"], visit["day"], visit["slot"], visit["length"])
        == (demand_name(row.demand_id or 0), f"{row.day}", row.slot, row.length)
        for visit in instance["published"]
        if row.kind is ConstraintKind.KEEP_TIME or visit["cdo"] == cdo_name(row.engagement_id or 0)
    )


def _free_time(bound: Json, cdo: Json, was: Json, visit: Json) -> None:
    """Give a CDO back the slots of a visit in force that a constraint took."""
    if visit["day"] not in bound["days"]:
        return
    first = bound["days"].index(visit["day"]) * len(bound["slots"]) + visit["slot"]
    after = first + visit["length"]
    now = cdo["available"]
    cdo["available"] = now[:first] + was["available"][first:after] + now[after:]


def _free_demand(demand: Json, was: Json, visit: Json) -> None:
    """Open the day and the CDO of a visit in force that a constraint ruled out for its demand."""
    closed = set(demand.get("closed", ())) - {visit["day"]}
    if closed != set(demand.get("closed", ())):
        demand["closed"] = sorted(closed.union(was.get("closed", ())))
    out = set(demand["excluded"]) - {visit["cdo"]} | set(was["excluded"])
    demand["excluded"] = sorted(out)
    if was["previous_cdo"] not in out:
        demand["previous_cdo"] = was["previous_cdo"]
