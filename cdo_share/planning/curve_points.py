"""The points of a curve: for each number of changes the best plan that is known; pure."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cdo_share.planning.queries import PLAN_FORMAT
from cdo_share.planning.touching import keep_to_hit
from solver.check import check

Json = Mapping[str, Any]
Point = dict[str, Any]


def best_points(limits: Sequence[int | None], known: Sequence[Point]) -> list[Point]:
    """Return for each limit (None: any number) the cheapest known point that changes so little.

    So no more changes, and no plan that was found when more were allowed, are ever cheaper. A
    limit that nothing keeps has a point without `cost` and visits.
    """
    return [_best(limit, known) for limit in limits]


def _best(limit: int | None, known: Sequence[Point]) -> Point:
    sound = [one for one in known if one["cost"] is not None]
    fit = [one for one in sound if limit is None or one["moved"] <= limit]
    best = min(fit, key=lambda one: (one["cost"], one["moved"]), default=_NO_POINT)
    return best | {"k": limit}


_FIGURES = ("cost", "parts", "changes", "moved", "served_slots", "gap", "bound")
_NO_POINT: Point = {**dict.fromkeys(_FIGURES), "visits": []}


def points_of(
    instance: Json, plans: Iterable[Sequence[Json]], *, stood: Sequence[Json], bound: int
) -> list[Point]:
    """Return a point for each plan (its visits) that obeys every rule, kept to what is hit.

    `stood` are the visits of the plan that is repaired; `bound` is proven for any plan.
    """
    free = {**instance, "max_changes": None}
    kept = [keep_to_hit(free, visits, stood) for visits in plans]
    judged = [(visits, check(free, _plan(free, visits))) for visits in kept]
    return [_point(visits, report, bound) for visits, report in judged if report["feasible"]]


def _plan(instance: Json, visits: Sequence[Json]) -> dict[str, Any]:
    return {"format": PLAN_FORMAT, "instance": instance["name"], "visits": list(visits)}


def _point(visits: Sequence[Json], report: Json, bound: int) -> Point:
    room = report["cost_of_serving_nobody"] - bound
    return {
        "cost": report["cost"],
        "parts": report["components"],
        "changes": report["changed_visits"],
        "moved": report["changed_by_choice"],
        "served_slots": report["served_slots"],
        "gap": max(0.0, (report["cost"] - bound) / room) if room > 0 else 0.0,
        "bound": bound,
        "visits": list(visits),
    }
