"""What constraints do to the solver's question; pure.

Days before `frozen_before` are past: constraints bind from that day on. A constraint about somebody
who takes no part any more does nothing.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from cdo_share.planning.instance_parts import cdo_name, demand_name
from cdo_share.planning.models import Constraint, ConstraintKind
from cdo_share.planning.pins import complete_pin

Json = dict[str, Any]


def with_constraints(instance: Mapping[str, Any], constraints: Iterable[Constraint]) -> Json:
    """Return the question with every constraint in it; the given one is left as it is.

    Several CDOs, or weekdays, that are to stay of one demand are all allowed, and no others.
    """
    made, rows = _copy(instance), list(constraints)
    for kind, apply in _APPLY.items():
        alike: dict[int | None, list[Constraint]] = defaultdict(list)
        for row in rows:
            if row.kind is kind:
                alike[row.demand_id].append(row)
        for of_demand in alike.values():
            apply(made, of_demand)
    return made


def _copy(instance: Mapping[str, Any]) -> Json:
    return {
        **instance,
        "cdos": [dict(cdo) for cdo in instance["cdos"]],
        "demands": [dict(demand) for demand in instance["demands"]],
        "pins": list(instance["pins"]),
    }


def _find(instance: Json, kind: str, name: str) -> Json | None:
    return next((one for one in instance[kind] if one["id"] == name), None)


def _demand(instance: Json, row: Constraint) -> Json | None:
    return _find(instance, "demands", demand_name(row.demand_id or 0))


def is_changeable(day: str, frozen_before: str | None) -> bool:
    """Say whether a day lies at or after the first that may still change (ISO dates)."""
    return day >= (frozen_before or "")


def _changeable_days(instance: Json) -> list[str]:
    frozen = instance.get("frozen_before")
    return [day for day in instance["days"] if is_changeable(day, frozen)]


def _avoid_cdo(instance: Json, row: Constraint) -> None:
    """Take time of a CDO, or let them serve no visit of a demand."""
    if row.demand_id is None:
        _take_time(instance, row)
    else:
        _exclude(instance, row)


def _exclude(instance: Json, row: Constraint) -> None:
    """Rule a CDO out of a demand, unless they served it already: what is past stays."""
    demand, cdo = _demand(instance, row), cdo_name(row.engagement_id or 0)
    known = _find(instance, "cdos", cdo) is not None
    if demand is None or not known or cdo in _past_cdos(instance, demand):
        return
    demand["excluded"] = sorted({cdo}.union(demand["excluded"]))
    if demand["previous_cdo"] == cdo:
        demand["previous_cdo"] = None


def _past_cdos(instance: Json, demand: Json) -> set[str]:
    frozen = instance.get("frozen_before") or ""
    return {
        visit["cdo"]
        for visit in instance["published"]
        if visit["demand"] == demand["id"] and visit["day"] < frozen
    }


def _take_time(instance: Json, row: Constraint) -> None:
    cdo = _find(instance, "cdos", cdo_name(row.engagement_id or 0))
    if cdo is None or row.day is None or row.day.isoformat() not in _changeable_days(instance):
        return
    per_day = len(instance["slots"])
    first = instance["days"].index(row.day.isoformat()) * per_day + (row.slot or 0)
    length = per_day if row.length is None else row.length
    free = cdo["available"]
    cdo["available"] = free[:first] + "0" * length + free[first + length :]


def _avoid_demand(instance: Json, row: Constraint) -> None:
    if row.day is not None:
        _close(instance, row, lambda day: day == row.day)


def _keep_weekdays(instance: Json, rows: Sequence[Constraint]) -> None:
    kept = {row.weekday for row in rows}
    _close(instance, rows[0], lambda day: day.weekday() not in kept)


def _close(instance: Json, row: Constraint, is_out: Callable[[date], bool]) -> None:
    """Let nobody visit a demand on some days of its windows."""
    demand = _demand(instance, row)
    if demand is None:
        return
    out = {
        day
        for day in _changeable_days(instance)
        if is_out(date.fromisoformat(day))
        and any(first <= day <= last for first, last in demand["windows"])
    }
    if out:
        demand["closed"] = sorted(out.union(demand.get("closed", ())))


def _keep_cdos(instance: Json, rows: Sequence[Constraint]) -> None:
    """Rule all other CDOs out, but those whose visits of the demand are past and stay.

    Whoever must not serve the demand anyway stays ruled out: no pin lifts a conflict of interest.
    """
    demand = _demand(instance, rows[0])
    everybody = {cdo["id"] for cdo in instance["cdos"]}
    kept = {cdo_name(row.engagement_id or 0) for row in rows} & everybody
    if demand is None or not kept:
        return
    past = _past_cdos(instance, demand)
    demand["excluded"] = sorted((everybody - past - kept).union(demand["excluded"]))
    if demand["previous_cdo"] in demand["excluded"]:
        demand["previous_cdo"] = None


def _keep_visit(instance: Json, row: Constraint) -> None:
    pin = _pin(instance, row)
    known = pin is not None and _find(instance, "cdos", pin["cdo"]) is not None
    if known and pin not in instance["pins"]:
        instance["pins"].append(pin)


def _keep_time(instance: Json, row: Constraint) -> None:
    pin, demand = _pin(instance, row), _demand(instance, row)
    if pin is None or demand is None:
        return
    whole = complete_pin(instance, demand, pin)
    if whole not in instance["pins"]:
        instance["pins"].append(whole)


def _pin(instance: Json, row: Constraint) -> Json | None:
    """Return the visit that stays; None when it is past, or nobody's any more."""
    day = row.day.isoformat() if row.day else ""
    if _demand(instance, row) is None or day not in _changeable_days(instance):
        return None
    return {
        "demand": demand_name(row.demand_id or 0),
        "cdo": cdo_name(row.engagement_id or 0),
        "day": day,
        "slot": row.slot,
        "length": row.length,
    }


Applying = Callable[[Json, Sequence[Constraint]], None]


def _each(apply: Callable[[Json, Constraint], None]) -> Applying:
    def apply_all(instance: Json, rows: Sequence[Constraint]) -> None:
        for row in rows:
            apply(instance, row)

    return apply_all


# What is ruled out comes first: the CDO for a time that stays is chosen among those left.
_APPLY: Mapping[ConstraintKind, Applying] = {
    ConstraintKind.AVOID_CDO: _each(_avoid_cdo),
    ConstraintKind.AVOID_DEMAND: _each(_avoid_demand),
    ConstraintKind.KEEP_WEEKDAY: _keep_weekdays,
    ConstraintKind.KEEP_CDO: _keep_cdos,
    ConstraintKind.KEEP_VISIT: _each(_keep_visit),
    ConstraintKind.KEEP_TIME: _each(_keep_time),
}
