"""Quality against number of changes: what each further published visit that may move would bring.

One plan per limit, each search beginning with the best plan of the limits below it, so that the
cost never rises with the limit.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from solver.check import check
from solver.faults import InvalidInstance
from solver.guard import solve
from solver.instance import Instance
from solver.plan import Plan
from solver.problem import Problem
from solver.result import Options, Progress, Result

LIMITS: tuple[int | None, ...] = (0, 1, 2, 5, 10, None)
# The search without a limit has more to look through, and proves the bound of all.
FREE_SHARE = 2


@dataclass(frozen=True)
class CurvePoint:
    """The best plan found with at most `most_changes` changes (None: any number), judged.

    `plan` is None where even so no plan exists. `gap` is how far the plan is from the best provable
    one with as many changes as the last limit allows, as a share of what a plan can save at all.
    """

    most_changes: int | None
    plan: Plan | None
    judged: dict[str, Any]
    gap: float | None

    def report(self) -> dict[str, Any]:
        """Give the figures as JSON values: cost and its parts, changes, moved visits, service."""
        judged = self.judged
        return {
            "k": self.most_changes,
            "cost": judged.get("cost"),
            "parts": judged.get("components"),
            "changes": judged.get("changed_visits"),
            "moved": judged.get("changed_by_choice"),
            "served_slots": judged.get("served_slots"),
            "gap": self.gap,
        }


def curve(
    instance: Instance,
    options: Options,
    on_progress: Callable[[Progress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
    limits: Sequence[int | None] = LIMITS,
) -> list[CurvePoint]:
    """Find a plan for each limit of changes, in rising order, None as the last for no limit.

    The time of `options` is for all of them together; a `max_changes` of the instance is not
    looked at. When told to stop, the limits to come get the plan found so far. `changes` counts
    what today's data forbid as well, `moved` only visits that could have stayed. Raises
    InvalidInstance where nothing is published.
    """
    if not instance.published:
        raise InvalidInstance(["instance: the field published is empty: nothing can change."])
    results: list[Result | None] = []
    best, bound = None, 0.0
    shares = [FREE_SHARE if limit is None else 1 for limit in limits]
    for limit, share in zip(limits, shares, strict=True):
        asked = _asked(options, best, limit, share / sum(shares))
        found = solve(_limited(instance, limit), asked, on_progress, should_stop)
        is_plan = found.status != "infeasible" and found.is_allowed
        if is_plan and (best is None or found.cost <= best.cost):
            best = found
        results.append(best)
        bound = found.bound  # The last limit is the loosest: its bound holds for all.
    return [_point(instance, *pair, bound) for pair in zip(limits, results, strict=True)]


def _limited(instance: Instance, limit: int | None) -> Instance:
    return instance.model_copy(update={"max_changes": limit})


def _asked(options: Options, best: Result | None, limit: int | None, share: float) -> Options:
    """Give the options of one search: its part of the time, and the plan to begin with."""
    deterministic = options.deterministic_limit
    return replace(
        options,
        time_limit_seconds=options.time_limit_seconds * share,
        deterministic_limit=None if deterministic is None else deterministic * share,
        start=options.start if best is None else best.plan,
        disruption="free",
        is_proven=limit is None,
    )


def _point(
    instance: Instance, limit: int | None, result: Result | None, bound: float
) -> CurvePoint:
    if result is None:
        return CurvePoint(limit, None, {}, None)
    judged = check(_limited(instance, limit).to_json(), result.plan.to_json())
    worst = sum(prices[0] for prices in Problem(instance).shortage)
    room = worst - bound
    gap = max(0.0, (judged["cost"] - bound) / room) if room > 0 else 0.0
    return CurvePoint(limit, result.plan, judged, gap)
