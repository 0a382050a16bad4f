"""What the child does with each kind of request; pure, in the solving process.

A kind that makes no plan answers with an `outcome`: JSON values for the page that asked.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import solver
from cdo_share.jobs.anew import suppose
from cdo_share.jobs.narrowing import tell_points
from cdo_share.planning.models.runs import RunKind
from cdo_share.planning.served_limit import served_limit

Json = dict[str, Any]
EDITS_FORMAT = "cdo-timeshare-edits/1"


@dataclass(frozen=True, slots=True)
class Asked:
    """A request of the child, read; `plan` is the one it is about, if any.

    `rivals` are plans than which the answer must not be worse.
    """

    instance: solver.Instance
    plan: solver.Plan | None
    options: solver.Options
    edits: Json
    wish: solver.Wish | None
    on_progress: Callable[[solver.Progress], None]
    should_stop: Callable[[], bool]
    rivals: tuple[solver.Plan, ...] = ()

    @property
    def basis(self) -> solver.Plan:
        """Return the plan that the request is about; raises InvalidInstance without one."""
        if self.plan is None:
            raise solver.InvalidInstance(["The request names no plan."])
        return self.plan


def read_request(
    request: Json,
    isolation: solver.Isolation,
    on_progress: Callable[[solver.Progress], None],
    should_stop: Callable[[], bool],
) -> Asked:
    """Return a request with its instance and plan read; raises InvalidInstance."""
    instance = solver.read_instance(request["instance"])
    raw = request.get("plan")
    plan = solver.read_plan(raw, instance=instance.name) if raw else None
    wish = request.get("wish")
    rivals = request.get("rivals") or ()
    edits = {"format": EDITS_FORMAT, "edits": request.get("edits", [])}
    return Asked(
        instance=instance,
        plan=plan,
        options=solver.Options(**request["options"], start=plan, isolation=isolation),
        edits=edits,
        wish=solver.Wish(**wish) if wish else None,
        on_progress=on_progress,
        should_stop=should_stop,
        rivals=tuple(solver.read_plan(one, instance=instance.name) for one in rivals),
    )


def _why_not(asked: Asked) -> Json:
    if asked.wish is None:
        raise solver.InvalidInstance(["The request names no wish."])
    return solver.why_not(asked.instance, asked.basis, asked.wish)


def _prices(asked: Asked) -> Json:
    return solver.shadow_prices(asked.instance)


def _curve(asked: Asked) -> Json:
    points = solver.curve(asked.instance, asked.options, asked.on_progress, asked.should_stop)
    told = tell_points(asked.instance, points, asked.plan, asked.rivals)
    return {"points": told, "limit_slots": served_limit(asked.instance.to_json())}


def _what_if(asked: Asked) -> Json:
    def search(instance: solver.Instance, options: solver.Options) -> solver.Result:
        return solver.solve(instance, options, asked.on_progress, asked.should_stop)

    return suppose(asked.instance, asked.basis, asked.edits, asked.options, search)


OUTCOMES: dict[str, Callable[[Asked], Json]] = {
    RunKind.WHY_NOT.value: _why_not,
    RunKind.PRICES.value: _prices,
    RunKind.CURVE.value: _curve,
    RunKind.WHAT_IF.value: _what_if,
}
