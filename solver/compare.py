"""Two plans of one instance side by side: costs, service, and the visits that differ."""

from collections import defaultdict
from typing import Any

from solver.check import check
from solver.instance import Instance
from solver.plan import Plan, Visit


def compare(instance: Instance, one: Plan, two: Plan) -> dict[str, Any]:
    """Compare plan `one` with plan `two`; differences are two minus one.

    Returns `one` and `two` (verdict, cost, served slots), `parts` (points of both and difference),
    `demands` (those with other slots), `moved` (pairs of visits of one demand), `only_one` and
    `only_two` (visits without a counterpart).
    """
    mapping = instance.to_json()
    first, second = check(mapping, one.to_json()), check(mapping, two.to_json())
    return {
        "one": _figures(first),
        "two": _figures(second),
        "parts": _parts(first["components"], second["components"]),
        "demands": _demands(instance, one, two),
        **_visits(one, two),
    }


def _figures(report: dict[str, Any]) -> dict[str, Any]:
    names = ("feasible", "cost", "visits", "served_slots", "satisfaction_min", "km")
    return {name: report[name] for name in names}


def _parts(one: dict[str, int], two: dict[str, int]) -> dict[str, dict[str, int]]:
    return {
        part: {
            "one": one.get(part, 0),
            "two": two.get(part, 0),
            "difference": two.get(part, 0) - one.get(part, 0),
        }
        for part in dict.fromkeys([*one, *two])
    }


def _served(plan: Plan) -> dict[str, int]:
    served: dict[str, int] = defaultdict(int)
    for visit in plan.visits:
        served[visit.demand] += visit.length
    return served


def _demands(instance: Instance, one: Plan, two: Plan) -> list[dict[str, Any]]:
    before, after = _served(one), _served(two)
    return [
        {
            "demand": demand.id,
            "requested": demand.requested,
            "one": before.get(demand.id, 0),
            "two": after.get(demand.id, 0),
        }
        for demand in instance.demands
        if before.get(demand.id, 0) != after.get(demand.id, 0)
    ]


def _visits(one: Plan, two: Plan) -> dict[str, Any]:
    """Pair what left with what came, demand by demand in order of time: that is what moved."""
    gone, come = set(one.visits) - set(two.visits), set(two.visits) - set(one.visits)
    moved = []
    for demand in sorted({visit.demand for visit in gone}):
        left = _in_time(visit for visit in gone if visit.demand == demand)
        new = _in_time(visit for visit in come if visit.demand == demand)
        moved += list(zip(left, new, strict=False))
    gone -= {before for before, _ in moved}
    come -= {after for _, after in moved}
    return {
        "same": len(set(one.visits) & set(two.visits)),
        "moved": [{"from": a._asdict(), "to": b._asdict()} for a, b in moved],
        "only_one": [visit._asdict() for visit in _in_time(gone)],
        "only_two": [visit._asdict() for visit in _in_time(come)],
    }


def _in_time(visits: Any) -> list[Visit]:
    return sorted(visits, key=lambda visit: (visit.day, visit.slot, visit))
