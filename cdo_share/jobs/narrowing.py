"""Keeping repairs, and the points of a curve, to what an event hit; pure, in the child."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import solver
from cdo_share.planning.touching import keep_to_hit

Json = dict[str, Any]


def choose(
    instance: solver.Instance,
    result: solver.Result,
    others: Sequence[solver.Plan],
    *,
    only_hit: bool,
) -> solver.Result:
    """Return a result with the cheapest of its plan and of others that are allowed, priced anew.

    With `only_hit` each touches nobody but those who lose a visit. The plan that is repaired is
    among the others: where so little may move that it gets worse, it stays as it is.
    """
    plans = [result.plan, *others]
    if only_hit:
        plans = [_kept(instance, plan) for plan in plans]
    asked = instance.to_json()
    judged = [(solver.check(asked, plan.to_json()), plan) for plan in plans]
    allowed = [one for one in judged if one[0]["feasible"]]
    report, plan = min(allowed, key=lambda one: one[0]["cost"], default=judged[0])
    if plan == result.plan:
        return result
    gap = _gap(report, result.bound)
    return replace(result, plan=plan, cost=report["cost"], parts=report["components"], gap=gap)


def tell_points(instance: solver.Instance, points: Sequence[solver.CurvePoint]) -> list[Json]:
    """Return the points of a curve with their visits and `bound`, for the page and to be applied.

    All but the last, which allows any number of changes, are narrowed. What fewer changes reach
    more changes reach too, so that the cost never rises.
    """
    told: list[Json] = []
    for point in points:
        one = _told(instance, point)
        if told and (one["cost"] is None or _is_worse(one, told[-1])):
            one = told[-1] | {"k": point.most_changes}
        told.append(one)
    return told


def _is_worse(one: Json, before: Json) -> bool:
    return before["cost"] is not None and one["cost"] > before["cost"]


def _told(instance: solver.Instance, point: solver.CurvePoint) -> Json:
    if point.plan is None:
        return point.report() | {"visits": [], "bound": None}
    limited = instance.model_copy(update={"max_changes": point.most_changes})
    is_narrow = point.most_changes is not None
    plan = _kept(limited, point.plan) if is_narrow else point.plan
    judged = solver.check(limited.to_json(), plan.to_json())
    bound = _bound(point)
    told = replace(point, plan=plan, judged=judged, gap=_gap(judged, bound)).report()
    return told | {"visits": plan.to_json()["visits"], "bound": bound}


def _kept(instance: solver.Instance, plan: solver.Plan) -> solver.Plan:
    visits = keep_to_hit(instance.to_json(), plan.to_json()["visits"])
    return solver.read_plan({"visits": visits}, instance=instance.name)


def _bound(point: solver.CurvePoint) -> int:
    """Return the proven bound from which a point's gap was reckoned, rounded down."""
    cost, worst = point.judged["cost"], point.judged["cost_of_serving_nobody"]
    gap = point.gap or 0.0
    if gap >= 1 or worst <= 0:
        return 0
    return max(0, int((cost - gap * worst) / (1 - gap)))


def _gap(judged: Json, bound: float) -> float:
    room = judged["cost_of_serving_nobody"] - bound
    return max(0.0, (judged["cost"] - bound) / room) if room > 0 else 0.0
