"""Keeping repairs, and the points of a curve, to what an event hit; pure, in the child."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import solver
from cdo_share.planning.curve_points import best_points, points_of
from cdo_share.planning.touching import keep_to_hit

Json = dict[str, Any]


def choose(
    instance: solver.Instance,
    result: solver.Result,
    basis: solver.Plan | None,
    others: Sequence[solver.Plan],
    *,
    only_hit: bool,
) -> solver.Result:
    """Return a result with the cheapest of its plan and of others that are allowed, priced anew.

    With `only_hit` each touches nobody but those who lose a visit. The plan that is repaired, its
    `basis`, is among them: where so little may move that it gets worse, it stays as it is.
    """
    plans = [result.plan, *([] if basis is None else [basis]), *others]
    if only_hit:
        plans = [_kept(instance, plan, basis) for plan in plans]
    asked = instance.to_json()
    judged = [(solver.check(asked, plan.to_json()), plan) for plan in plans]
    allowed = [one for one in judged if one[0]["feasible"]]
    report, plan = min(allowed, key=lambda one: one[0]["cost"], default=judged[0])
    if plan == result.plan:
        return result
    gap = _gap(report, result.bound)
    return replace(result, plan=plan, cost=report["cost"], parts=report["components"], gap=gap)


def _kept(instance: solver.Instance, plan: solver.Plan, basis: solver.Plan | None) -> solver.Plan:
    stood = basis.to_json()["visits"] if basis is not None else ()
    visits = keep_to_hit(instance.to_json(), plan.to_json()["visits"], stood)
    return solver.read_plan({"visits": visits}, instance=instance.name)


def _gap(judged: Json, bound: float) -> float:
    room = judged["cost_of_serving_nobody"] - bound
    return max(0.0, (judged["cost"] - bound) / room) if room > 0 else 0.0


def tell_points(
    instance: solver.Instance,
    points: Sequence[solver.CurvePoint],
    basis: solver.Plan | None = None,
    others: Sequence[solver.Plan] = (),
) -> list[Json]:
    """Return the points of a curve with their visits and `bound`, for the page and to be applied.

    Each is the cheapest plan that keeps its limit, of all that were found for any limit, of the
    plan that is repaired, its `basis`, and of `others`, repairs before. All are kept to what is
    hit: what is left of a plan changes less than was allowed, so it may serve a lower limit too.
    """
    found = [point.plan for point in points if point.plan is not None]
    bound = next((_bound(point) for point in reversed(points) if point.plan is not None), 0)
    stood = [] if basis is None else [basis]
    plans = {plan: plan.to_json()["visits"] for plan in (*stood, *others, *found)}
    before = [visit for plan in stood for visit in plans[plan]]
    known = points_of(instance.to_json(), plans.values(), stood=before, bound=bound)
    return best_points([point.most_changes for point in points], known)


def _bound(point: solver.CurvePoint) -> int:
    """Return the proven bound from which a point's gap was reckoned, rounded down."""
    cost, worst = point.judged["cost"], point.judged["cost_of_serving_nobody"]
    gap = point.gap or 0.0
    if gap >= 1 or worst <= 0:
        return 0
    return max(0, int((cost - gap * worst) / (1 - gap)))
