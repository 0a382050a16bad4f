"""Two plans side by side, each by its own question; and a plan in the solver's reading; pure."""

from collections.abc import Mapping
from typing import Any

from solver import Instance, Plan, compare, read_instance, read_plan

Json = Mapping[str, Any]


def compare_plans(one: tuple[Json, Json], two: tuple[Json, Json]) -> dict[str, Any]:
    """Compare (question, plan) with (question, plan); see `solver.compare`."""
    (before, first), (after, second) = read(*one), read(*two)
    return compare(before, first, second, after)


def read(question: Json, plan: Json) -> tuple[Instance, Plan]:
    """Return a question and a plan as the solver reads them."""
    instance = read_instance(dict(question))
    return instance, read_plan(dict(plan), instance=instance.name)
