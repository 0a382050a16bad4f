"""What a repair brings, and what it had to move, both plans being judged by the same question."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cdo_share.planning.models import Plan
from cdo_share.planning.queries import solver_plan
from solver.check import check

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairFigures:
    """Slots and points before and after; points without those for changing visits.

    `forced`: visits that could not stay, by pins or by what was said since; they do not count
    among the changes that are allowed.
    """

    served: tuple[int, int]
    points: tuple[int, int]
    forced: int


def read_figures(instance: Json, before: Plan, after: Plan) -> RepairFigures:
    """Return the figures of a repair; `instance` is its question."""
    free = {**instance, "max_changes": None}
    judged = [check(free, solver_plan(plan, free)) for plan in (before, after)]
    was, now = judged
    return RepairFigures(
        served=(was["served_slots"], now["served_slots"]),
        points=(_own_points(was), _own_points(now)),
        forced=now["changed_visits"] - now["changed_by_choice"],
    )


def _own_points(report: Json) -> int:
    points: int = report["cost"] - report["components"]["change"]
    return points
