"""What if: edit the instance, solve it anew from the plan at hand, and set both side by side."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from solver.check import check
from solver.compare import compare
from solver.edits import edit
from solver.guard import solve
from solver.instance import Instance
from solver.plan import Plan
from solver.result import Options, Progress, Result


@dataclass(frozen=True)
class WhatIf:
    """The edited instance, the plan found for it, and what became different.

    `difference` is `compare` of the plan at hand with the new one; `as_it_is`: what the judge says
    of the plan at hand in the edited instance (`feasible`, `cost`, `components`, `broken`), so that
    the effect of the edits and that of planning anew can be told apart.
    """

    instance: Instance
    result: Result
    difference: dict[str, Any]
    as_it_is: dict[str, Any]

    def report(self) -> dict[str, Any]:
        """Give all but instance and plan as JSON values."""
        return {
            "instance": self.instance.name,
            "status": self.result.status,
            "seconds": self.result.seconds,
            "gap": self.result.gap,
            "as_it_is": self.as_it_is,
            "difference": self.difference,
        }


def what_if(
    instance: Instance,
    plan: Plan,
    edits: Mapping[str, Any],
    options: Options,
    on_progress: Callable[[Progress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> WhatIf:
    """Ask what edits would change, by a solve from the plan within the limits of the options.

    Some of what is gained may come from the search alone; the same search without edits tells.
    Raises InvalidInstance for edits that cannot be made.
    """
    edited = edit(instance.to_json(), edits)
    result = solve(edited, replace(options, start=plan), on_progress, should_stop)
    return WhatIf(
        instance=edited,
        result=result,
        difference=compare(instance, plan, result.plan, edited),
        as_it_is=_judged(edited, plan),
    )


def _judged(edited: Instance, plan: Plan) -> dict[str, Any]:
    named = Plan(edited.name, plan.visits)
    report = check(edited.to_json(), named.to_json())
    return {name: report[name] for name in ("feasible", "cost", "components", "broken")}
