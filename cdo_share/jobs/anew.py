"""What a change of the data would bring if the plan were made anew; pure, in the solving process.

Two searches from one plan, of equal time, with the change and without it: what differs is owed to
the change. Nothing holds either to what is published but frozen days and pins: a new CDO could help
nobody if every member had to keep theirs. Where something is published, a third search says what
could be had of it without moving more than the change itself forces.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import solver

Json = dict[str, Any]
Search = Callable[[solver.Instance, solver.Options], solver.Result]


def suppose(
    instance: solver.Instance,
    basis: solver.Plan,
    edits: Mapping[str, Any],
    options: solver.Options,
    search: Search,
) -> Json:
    """Return both answers side by side, see above; the time of the options is for all searches.

    `difference` is from the answer without the change to the one with it, `as_it_is` what the judge
    says of the basis with the change, `today` without it, `few_changes` the third search.
    """
    free = _unmarked(instance)
    edited = solver.edit(free.to_json(), edits)
    searches = 3 if instance.published else 2
    options = replace(
        options,
        start=basis,
        disruption="free",
        time_limit_seconds=options.time_limit_seconds / searches,
    )
    control = search(free, options)
    found = _no_worse(edited, search(edited, options), control)
    few = _few(instance, edits, replace(options, disruption="few"), search)
    return {
        "status": found.status,
        "gap": found.gap,
        "is_allowed": found.is_allowed,
        "is_allowed_without": control.is_allowed,
        "basis": {"served_slots": _served(basis)},
        "without_edits": {"cost": control.cost, "served_slots": _served(control.plan)},
        "few_changes": few,
        "as_it_is": _judged(edited, basis),
        "today": _judged(free, basis),
        "difference": solver.compare(free, control.plan, found.plan, edited),
    }


def _unmarked(instance: solver.Instance) -> solver.Instance:
    """Return a question in which it costs nothing to move what is published."""
    asked = instance.to_json()
    return solver.read_instance(asked | {"weights": asked["weights"] | {"change": 0}})


def _no_worse(
    edited: solver.Instance, found: solver.Result, control: solver.Result
) -> solver.Result:
    """Return what was found, or the plan without the change where that is allowed and cheaper."""
    if not (found.is_allowed and control.is_allowed):
        return found
    judged = solver.check(edited.to_json(), _named(edited, control.plan).to_json())
    if not judged["feasible"] or judged["cost"] >= found.cost:
        return found
    return replace(found, plan=_named(edited, control.plan), cost=judged["cost"])


def _few(
    instance: solver.Instance, edits: Mapping[str, Any], options: solver.Options, search: Search
) -> Json | None:
    if not instance.published:
        return None
    found = search(solver.edit(instance.to_json(), edits), options)
    return {"served_slots": _served(found.plan)} if found.is_allowed else None


def _judged(instance: solver.Instance, plan: solver.Plan) -> Json:
    report = solver.check(instance.to_json(), _named(instance, plan).to_json())
    return {name: report[name] for name in ("feasible", "cost", "components", "broken")}


def _named(instance: solver.Instance, plan: solver.Plan) -> solver.Plan:
    return solver.Plan(instance.name, plan.visits)


def _served(plan: solver.Plan) -> int:
    return sum(visit.length for visit in plan.visits)
