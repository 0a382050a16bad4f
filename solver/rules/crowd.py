"""A demand is served by at most `max_cdos` CDOs, counted from `frozen_before` on.

Σ_{c without a fixed visit of d} u_dc + CDOs with fixed visits ≤ max_cdos(d), where u_dc ≥ y_o for
each option of the pair on an open day. Check: H7.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from solver.model import Model

CODES = ("H7",)


def post(model: "Model") -> None:
    """Limit the CDOs of every demand."""
    for demand in model.demands:
        here = {cdo for cdo, visits in model.board.open_visits[demand].items() if visits}
        others = [cdo for cdo in model.cdos_of(demand) if cdo not in here]
        most = max(0, model.problem.demands[demand].max_cdos - len(here))
        if len(others) > most:
            model.limit([model.uses(demand, c, on_open_days=True) for c in others], most)
