"""What constraints ask of a repair: nothing that would move a visit which no event hit; pure.

A constraint may be younger than the plan in force, which then breaks it: such a wish waits for the
next allocation. Enforced by a repair, it would move people whom the event does not concern. What
the event hits moves anyway: there constraints bind as they do for any run, and what stays of the
same demand does not soften them.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from cdo_share.planning.constraints import with_constraints
from cdo_share.planning.drafting.part import cut_question
from cdo_share.planning.instance_parts import cdo_name, demand_name
from cdo_share.planning.models import Constraint, ConstraintKind
from cdo_share.planning.pins import list_clashes
from solver import Visit

Json = dict[str, Any]
_STAYS = {ConstraintKind.KEEP_VISIT, ConstraintKind.KEEP_TIME}


def with_constraints_obeyed(instance: Mapping[str, Any], constraints: Iterable[Constraint]) -> Json:
    """Return the question with its constraints where none forbids a visit that can stay.

    What the data themselves forbid stays forbidden, and a visit that had to stay but cannot any
    more (its CDO fell ill) is what the repair is for: its pin gives way. A visit wished elsewhere
    is put there where the event hits its demand and nobody else has to move for it.
    """
    rows = list(constraints)
    standing = [row for row in rows if row.kind not in _STAYS or _stands(instance, row)]
    bound = with_constraints(instance, standing)
    pins = bound["pins"]
    ruled_out = _free_what_stays(bound, instance)
    bound["pins"] = _keepable(bound, pins)
    _spare(bound, ruled_out)
    bound["pins"] = _keepable(bound, pins)
    bound["pins"] += [one for one in bound.get("spared", ()) if one not in bound["pins"]]
    for row in rows:
        if row not in standing:
            bound = _with_wish(bound, instance, row)
    return bound


def _stands(instance: Mapping[str, Any], row: Constraint) -> bool:
    """Say whether a visit that is to stay is in force; of a time that stays, anybody's."""
    return any(
        (visit["demand"], visit["day"], visit["slot"], visit["length"])
        == (demand_name(row.demand_id or 0), f"{row.day}", row.slot, row.length)
        for visit in instance["published"]
        if row.kind is ConstraintKind.KEEP_TIME or visit["cdo"] == cdo_name(row.engagement_id or 0)
    )


def _keepable(bound: Json, pins: Iterable[Json]) -> list[Json]:
    return [pin for pin in pins if not list_clashes(bound, [pin])]


def _free_what_stays(bound: Json, was: Mapping[str, Any]) -> list[Json]:
    """Take back what constraints forbid of visits in force that the data allow.

    Days and times are given back; returned are the visits whose CDO is ruled out of their demand.
    """
    free = {kind: {one["id"]: one for one in was[kind]} for kind in ("cdos", "demands")}
    cdos = {cdo["id"]: cdo for cdo in bound["cdos"]}
    demands = {demand["id"]: demand for demand in bound["demands"]}
    ruled_out = []
    for visit in was["published"]:
        if visit["cdo"] not in cdos or visit["demand"] not in demands:
            continue
        pairs = (
            (cdos[visit["cdo"]], free["cdos"][visit["cdo"]]),
            (demands[visit["demand"]], free["demands"][visit["demand"]]),
        )
        if any(now != before for now, before in pairs) and not _is_hit(was, visit):
            _free_time(bound, *pairs[0], visit)
            _free_day(*pairs[1], visit)
            if visit["cdo"] in pairs[1][0]["excluded"]:
                ruled_out.append(visit)
    return ruled_out


def _is_hit(instance: Mapping[str, Any], visit: Mapping[str, Any]) -> bool:
    """Say whether the data alone forbid a visit: constraints are not in this question."""
    return bool(list_clashes(cut_question(instance, [Visit(**visit)]), [visit]))


def _free_time(bound: Json, cdo: Json, was: Mapping[str, Any], visit: Mapping[str, Any]) -> None:
    """Give a CDO back the slots of a visit in force that a constraint took."""
    if visit["day"] not in bound["days"]:
        return
    first = bound["days"].index(visit["day"]) * len(bound["slots"]) + visit["slot"]
    after = first + visit["length"]
    now = cdo["available"]
    cdo["available"] = now[:first] + was["available"][first:after] + now[after:]


def _free_day(demand: Json, was: Mapping[str, Any], visit: Mapping[str, Any]) -> None:
    """Open the day of a visit in force that a constraint closed to its demand."""
    closed = set(demand.get("closed", ())) - {visit["day"]}
    if closed != set(demand.get("closed", ())):
        demand["closed"] = sorted(closed.union(was.get("closed", ())))


def _spare(bound: Json, visits: Iterable[Json]) -> None:
    """Let visits stay whose CDO a constraint rules out of their demand, and no other of theirs.

    A CDO may have several there: were they let in again, they could get the hit ones anew. What
    does not go together any more is left out, as pins that clash would leave no plan at all.
    """
    before = Counter(list_clashes(bound, bound["pins"]))
    for visit in visits:
        spared = [*bound.get("spared", ()), dict(visit)]
        held = [*spared, *(pin for pin in bound["pins"] if pin not in spared)]
        if not Counter(list_clashes({**bound, "spared": spared}, held)) - before:
            bound["spared"] = spared


def _with_wish(bound: Json, was: Mapping[str, Any], row: Constraint) -> Json:
    """Return the question with a visit kept where it is wished, if only what is hit moves for it.

    Where the data forbid it, or others would have to move, it waits for the next allocation.
    """
    of_demand = [
        one for one in was["published"] if one["demand"] == demand_name(row.demand_id or 0)
    ]
    hit = [one for one in of_demand if _is_hit(was, one)]
    if not hit:
        return bound
    wished = with_constraints(bound, [row])
    stays = [one for one in was["published"] if one not in hit]
    both = [*stays, *(pin for pin in wished["pins"] if pin not in stays)]
    new = Counter(list_clashes(wished, both)) - Counter(list_clashes(wished, stays))
    return bound if new else wished
