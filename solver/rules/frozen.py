"""Days before `frozen_before` keep exactly the published visits that are still possible.

For each option o of a frozen day: y_o = 1 if o is published and still possible, else 0. Check: H14.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from solver.model import Model

CODES = ("H14",)


def post(model: "Model") -> None:
    """Fix the options of frozen days."""
    kept = model.candidates.published
    for option, takes in model.takes.items():
        if option.day < model.problem.frozen_days:
            model.cp.add(takes == (1 if option in kept else 0))
