"""Explaining what a plan leaves unmet, within a time; pure, in the solving child."""

import time
from collections import Counter
from collections.abc import Callable, Container
from typing import Any

import solver
from cdo_share.planning.arranged import NOT_EXAMINED
from solver.explain import Explainer


def explain_unmet(
    instance: solver.Instance,
    plan: solver.Plan,
    seconds_allowed: Callable[[], float],
    only: Container[str] | None = None,
) -> list[dict[str, Any]]:
    """Explain each demand that is not wholly served (see `solver.explain`), most missing first.

    What `seconds_allowed` (asked again each time) leaves no time for has the reason
    `not_examined` and no relaxation. With `only` no other demands are explained.
    """
    began, served = time.monotonic(), Counter[str]()
    for visit in plan.visits:
        served[visit.demand] += visit.length
    unmet = [
        demand
        for demand in instance.demands
        if served[demand.id] < demand.requested and (only is None or demand.id in only)
    ]
    explainer = Explainer(instance, plan)
    entries = []
    for demand in sorted(unmet, key=lambda demand: served[demand.id] - demand.requested):
        if time.monotonic() - began < seconds_allowed():
            entry = explainer.explain(demand.id)
            entries += [entry] if entry else []
        else:
            entries.append(_not_examined(demand.id, demand.requested, served[demand.id]))
    return entries


def _not_examined(demand: str, requested: int, served: int) -> dict[str, Any]:
    return {
        "demand": demand,
        "requested": requested,
        "served": served,
        "reason": NOT_EXAMINED,
        "obstacles": {},
        "relaxation": None,
    }
