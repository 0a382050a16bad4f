"""Why a CDO can never serve a demand, from the stored question; pure."""

from collections.abc import Collection, Mapping
from typing import Any

from solver import read_instance
from solver.candidates import find_unfit
from solver.problem import Problem

Json = Mapping[str, Any]


def unfit_reason(instance: Json, demand: str, cdo: str) -> str | None:
    """Return `skill`, `level`, `excluded` or `distance`, the first that holds, or None."""
    asked = next(one for one in instance["demands"] if one["id"] == demand)
    able = next(one for one in instance["cdos"] if one["id"] == cdo)
    if asked["skill"] not in able["skills"]:
        return "skill"
    if able["skills"][asked["skill"]] < asked["level"]:
        return "level"
    return "excluded" if cdo in asked["excluded"] else "distance"


def list_unfit(instance: Json, demands: Collection[str]) -> dict[str, dict[str, str]]:
    """Return for each of these demands the CDOs who can never serve it, each with the reason."""
    problem = Problem(read_instance(dict(instance)))
    return {
        demand: {
            cdo.id: reason
            for number, cdo in enumerate(problem.cdos)
            if (reason := find_unfit(problem, problem.demand_index[demand], number)) is not None
        }
        for demand in demands
        if demand in problem.demand_index
    }
