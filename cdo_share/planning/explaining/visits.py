"""What one visit of a plan brings, what holds it, and what could take its place; pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cdo_share.planning.drafting.steps import Step, read_visits
from cdo_share.planning.drafting.verdict import judge_step
from solver import Visit, read_instance, read_plan, replacements
from solver.explain import Explainer

Json = dict[str, Any]
MOST_SHOWN = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitValue:
    """Why a visit is where it is.

    `points` and `parts` are the price of leaving it out (above 0: the plan would be worse), and
    the parts add up to the points. `held_by` is the rule that keeps it whatever it costs, or None.
    `possible` counts the other moments that break no rule, `alternatives` are the best of them
    with their prices. `causes` counts the moments that each wall keeps out, first wall first;
    `unfit` the CDOs who can never come.
    """

    points: int
    parts: Mapping[str, int]
    held_by: str | None
    possible: int
    alternatives: list[Json]
    causes: Mapping[str, int]
    unfit: Mapping[str, int]

    @property
    def moments(self) -> int:
        """Return all moments in the windows of the demand, this one included."""
        return sum(self.causes.values()) + self.possible + 1


def value_visit(instance: Mapping[str, Any], plan: Mapping[str, Any], visit: Json) -> VisitValue:
    """Look at one visit of a plan; some tenths of a second for thousands of visits."""
    question = read_instance(dict(instance))
    whole = read_plan(dict(plan), instance=question.name)
    chosen = Visit(**visit)
    found = replacements(question, whole, chosen, MOST_SHOWN)
    removal = judge_step(
        instance, read_visits(plan["visits"]), Step("remove", read_visits([visit]), ())
    )
    rest = {**plan, "visits": [one for one in plan["visits"] if one != visit]}
    entry = Explainer(question, read_plan(rest, instance=question.name)).explain(chosen.demand)
    return VisitValue(
        points=removal.points,
        parts=removal.price.parts,
        held_by=found["held_by"],
        possible=found["possible"],
        alternatives=found["alternatives"],
        causes=entry["causes"] if entry else {},
        unfit=entry["unfit"] if entry else {},
    )
