"""What a change of the data would bring if the plan were made anew; pure, in the solving process.

Two searches, with the change and without it: the first from the plan, the second from what the
first found. What either found and the other could have as well then goes over to it (see
`jobs.without_chance`), so that what still differs is owed to the change and not to chance. Nothing
holds either to what is published but frozen days and pins: a new CDO could help nobody if every
member had to keep theirs. Where something is published, two more searches, again without the change
and with it, say what could be had of it without moving more than what happened, or the change,
forces.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import solver
from cdo_share.jobs.without_chance import named, no_worse, without_chance

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
    says of the basis with the change, `today` without it, `few_changes` what is served where little
    moves: with the change, and `served_without` it.
    """
    free = _unmarked(instance)
    edited = solver.edit(free.to_json(), edits)
    searches = 4 if instance.published else 2
    options = replace(
        options,
        start=basis,
        disruption="free",
        time_limit_seconds=options.time_limit_seconds / searches,
    )
    control = search(free, options)
    found = _found_near(free, control, edited, edits, options, search)
    found = no_worse(edited, found, control, options.fairness)
    control, found = without_chance((free, control), (edited, found), options.fairness)
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
    found = search(near, replace(options, start=named(near, control.plan)))
    plan = named(edited, found.plan)
    judged = solver.check(edited.to_json(), plan.to_json())
    return replace(found, plan=plan, cost=judged["cost"], parts=judged["components"])


def _few(
    instance: solver.Instance, edits: Mapping[str, Any], options: solver.Options, search: Search
) -> Json | None:
    """Return both answers where no more moves than an event forces; None where there is none.

    What has happened since the plan forces moves without the change too, so that what those bring
    must not be put down to it.
    """
    if not instance.published:
        return None
    edited = solver.edit(instance.to_json(), edits)
    control = search(instance, options)
    found = search(edited, replace(options, start=named(edited, control.plan)))
    if not (control.is_allowed and found.is_allowed):
        return None
    one, two = _held(instance, control), _held(edited, found)
    found = no_worse(two, found, control, options.fairness)
    control, found = without_chance((one, control), (two, found), options.fairness)
    return {"served_slots": _served(found.plan), "served_without": _served(control.plan)}


def _held(instance: solver.Instance, found: solver.Result) -> solver.Instance:
    """Return a question in which no more may move than in the answer to it."""
    asked = instance.to_json()
    judged = solver.check(asked, named(instance, found.plan).to_json())
    return solver.read_instance(asked | {"max_changes": judged["changed_by_choice"]})


def _judged(instance: solver.Instance, plan: solver.Plan) -> Json:
    report = solver.check(instance.to_json(), named(instance, plan).to_json())
    return {name: report[name] for name in ("feasible", "cost", "components", "broken")}


def _served(plan: solver.Plan) -> int:
    return sum(visit.length for visit in plan.visits)
