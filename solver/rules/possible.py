"""A visit lies in a window of the demand, when the CDO can work, with an allowed length, within a
half-day if it fits there, by a CDO who is able and near enough, and touches neither a forbidden
slot nor a closed day.

y_o = 0 for every option o that is not possible by itself. Candidates are filtered before, so this
concerns visits given from outside: pins and published visits. Checks: H1 (window), H2, H3, H9.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from solver.model import Model

CODES = ("H1", "H2", "H3", "H9")


def post(model: "Model") -> None:
    """Forbid the options that are not possible by themselves."""
    for option, takes in model.takes.items():
        if not model.candidates.is_possible(option):
            model.cp.add(takes == 0)
