"""Two members in conflict never share a CDO.

m_ac + m_bc ≤ 1 for each pair {a, b} in conflict, where m_ac ≥ y_o for each option of a demand of
a by c; 0 where a fixed visit of the other lies. Check: H11.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from solver.model import Model

CODES = ("H11",)


def post(model: "Model") -> None:
    """Keep members in conflict apart, CDO by CDO."""
    for cdo in model.cdos:
        _post_cdo(model, cdo)


def _post_cdo(model: "Model", cdo: int) -> None:
    problem, board = model.problem, model.board
    served = sorted({option.demand for option in model.of_cdo[cdo]})
    for demand in served:
        foes = problem.foes.get(problem.demands[demand].member, frozenset())
        if any(board.members[cdo][foe] for foe in foes):
            model.cp.add(model.uses(demand, cdo) == 0)
        for other in served:
            if other < demand and problem.demands[other].member in foes:
                model.limit([model.uses(demand, cdo), model.uses(other, cdo)], 1)
