"""What a change of the data would bring if the plan were made anew; pure, in the solving process.

Two searches, with the change and without it: the first from the plan, the second from what the
first found. What either found and the other could have as well then goes over to it (see
`solver.alike`), so that what still differs is owed to the change and not to chance. Nothing holds
either to what is published but frozen days and pins: a new CDO could help nobody if every member
had to keep theirs. Where something is published, a third search says what could be had of it
without moving more than the change itself forces.
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
    found = _found_near(free, control, edited, edits, options, search)
    found = _no_worse(edited, found, control)
    control, found = _without_chance((free, control), (edited, found))
    few = _few(instance, edits, replace(options, disruption="few"), search)
    return {
        "status": found.status,
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


def _found_near(
    free: solver.Instance,
    control: solver.Result,
    edited: solver.Instance,
    edits: Mapping[str, Any],
    options: solver.Options,
    search: Search,
) -> solver.Result:
    """Return the answer with the change, looked for around the one without it.

    Each visit that is not as there costs a tenth of an ordinary demand's last slot, so that none
    moves for next to nothing: what moves, moves for the change.
    """
    asked = free.to_json()
    marked = asked | {
        "published": control.plan.to_json()["visits"],
        "weights": asked["weights"] | {"change": asked["weights"]["short"][-1]},
    }
    near = solver.edit(marked, edits)
    found = search(near, replace(options, start=_named(near, control.plan)))
    plan = _named(edited, found.plan)
    judged = solver.check(edited.to_json(), plan.to_json())
    return replace(found, plan=plan, cost=judged["cost"], parts=judged["components"])


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


def _without_chance(
    one: tuple[solver.Instance, solver.Result], two: tuple[solver.Instance, solver.Result]
) -> tuple[solver.Result, solver.Result]:
    """Return both answers without what only chance set apart, where both are plans."""
    if not all(result.is_allowed and result.is_found for _, result in (one, two)):
        return one[1], two[1]
    plans = solver.make_alike(*((instance, result.plan) for instance, result in (one, two)))
    pairs = zip((one, two), plans, strict=True)
    first, second = (_priced(*answer, plan) for answer, plan in pairs)
    return first, second


def _priced(instance: solver.Instance, before: solver.Result, plan: solver.Plan) -> solver.Result:
    """Return a result with another plan, if the judge finds it no worse."""
    judged = solver.check(instance.to_json(), plan.to_json())
    if not judged["feasible"] or judged["cost"] > before.cost:
        return before
    return replace(before, plan=plan, cost=judged["cost"], parts=judged["components"])


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
