"""At most `max_changes` of the published visits that are still possible move or vanish.

Σ_{published, possible o} (1 − y_o) + those already missing from the fixed part ≤ max_changes.
Check: H15.
"""

from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

if TYPE_CHECKING:
    from solver.model import Model

CODES = ("H15",)


def post(model: "Model") -> None:
    """Limit the published visits that are left out."""
    most = model.problem.instance.max_changes
    if most is None:
        return
    kept = model.literals(sorted(model.takes.keys() & model.candidates.published))
    fixed = sum(o in model.board.of_demand[o.demand] for o in model.candidates.published)
    needed = len(model.candidates.published) - fixed - most
    if needed > 0:
        model.cp.add(cp_model.LinearExpr.sum(kept) >= needed)
