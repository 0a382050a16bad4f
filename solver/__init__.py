"""Who visits whom, when: the solver of the allocation problem, usable alone.

Only the names below are for callers. It knows nothing of the application around it. OR-Tools is
loaded by `solve`, `lower_bound`, `shadow_prices` and `why_not` only, so that a web process can
read and judge without it.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from solver import early  # noqa: F401 - before the others, for what it does
from solver.alike import make_alike
from solver.alternatives import additions, fillers, replacements, substitutes
from solver.check import check
from solver.compare import compare
from solver.curve import CurvePoint, curve
from solver.edits import edit
from solver.explain import explain
from solver.faults import InvalidInstance
from solver.instance import Instance
from solver.plan import Plan, Visit, read_plan
from solver.reading import read_instance
from solver.result import Fairness, Isolation, Options, Progress, Result, Status
from solver.satisfaction import member_shares_of
from solver.whatif import WhatIf, what_if
from solver.wish import Wish

if TYPE_CHECKING:
    from solver.bound import Bound

__all__ = [
    "CurvePoint",
    "Fairness",
    "Instance",
    "InvalidInstance",
    "Isolation",
    "Options",
    "Plan",
    "Progress",
    "Result",
    "Status",
    "Visit",
    "WhatIf",
    "Wish",
    "additions",
    "check",
    "compare",
    "curve",
    "edit",
    "explain",
    "fillers",
    "lower_bound",
    "make_alike",
    "member_shares_of",
    "read_instance",
    "read_plan",
    "replacements",
    "shadow_prices",
    "solve",
    "substitutes",
    "what_if",
    "why_not",
]


def solve(
    instance: Instance,
    options: Options,
    on_progress: Callable[[Progress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Result:
    """Make the best plan that the time allows, in a process of its own; see `solver.guard`."""
    from solver.guard import solve as solve_now

    return solve_now(instance, options, on_progress, should_stop)


def lower_bound(instance: Instance) -> "Bound":
    """Prove a lower bound on the cost of any plan: its value and its kind."""
    from solver.bound import lower_bound as bound_now

    return bound_now(instance)


def why_not(instance: Instance, plan: Plan, wish: Wish) -> dict[str, Any]:
    """Say what a wished visit would do to a plan, or what forbids it; see `solver.whynot`."""
    from solver.whynot import why_not as why_not_now

    return why_not_now(instance, plan, wish)


def shadow_prices(instance: Instance) -> dict[str, Any]:
    """Say what one more slot of each skill, week and CDO would be worth; see `solver.shadow`."""
    from solver.shadow import shadow_prices as shadow_prices_now

    return shadow_prices_now(instance)
