"""Whether a plan still fits a question that was asked later; pure."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from cdo_share.planning.models import Plan
from cdo_share.planning.queries import solver_plan
from solver.check import find_broken

GONE = "gone"
# These are about what is in force, not about the plan: publishing keeps the past by itself.
_NOT_OF_THE_PLAN = {"H10", "H14", "H15"}


def count_breaches(plan: Plan, question: Mapping[str, Any]) -> Counter[str]:
    """Return how often the visits of a plan that lie ahead break each rule of a question.

    Under `gone`: visits of demands or CDOs that the question does not know.
    """
    first = question["frozen_before"] or ""
    answer = solver_plan(plan, question)
    ahead = [visit for visit in answer["visits"] if visit["day"] >= first]
    planned = sum(visit.day.isoformat() >= first for visit in plan.visits)
    free = {**question, "frozen_before": None, "max_changes": None, "pins": []}
    found = Counter(one.rule for one in find_broken(free, {**answer, "visits": ahead}))
    found[GONE] = planned - len(ahead)
    return Counter(
        {rule: count for rule, count in found.items() if count and rule not in _NOT_OF_THE_PLAN}
    )
