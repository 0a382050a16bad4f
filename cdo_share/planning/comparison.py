"""Two plans of one period side by side; the second may answer a question that changed meanwhile."""

from typing import Any

from cdo_share.planning.plan_sheet import PlanSheet
from solver.compare import compare
from solver.plan import read_plan
from solver.reading import read_instance


def compare_plans(one: PlanSheet, two: PlanSheet) -> dict[str, Any]:
    """Return what `solver.compare` tells of two plans; all differences are two minus one."""
    instance, other = read_instance(one.instance), read_instance(two.instance)
    return compare(
        instance,
        read_plan(one.solution, instance=instance.name),
        read_plan(two.solution, instance=other.name),
        other,
    )
