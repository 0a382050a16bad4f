"""Every pin is in the plan.

y_o = 1 for each option that is a pin. Check: H10.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from solver.model import Model

CODES = ("H10",)


def post(model: "Model") -> None:
    """Force the pins."""
    for option in model.takes.keys() & model.problem.pins:
        model.cp.add(model.takes[option] == 1)
