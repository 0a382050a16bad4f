"""A member who already knows a CDO would rather keep them.

new_cdo · number of CDOs of the demand other than `previous_cdo`, if it has one.
"""

from collections.abc import Collection
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from solver.candidates import Candidates
    from solver.model import Model
    from solver.problem import Option, Problem

PART = "new_cdo"


def points(candidates: "Candidates", number: int, visits: "Collection[Option]") -> int:
    """Price the CDOs of a demand that its member does not know."""
    known = _find_previous(candidates.problem, number)
    if known is None:
        return 0
    return candidates.problem.weights.new_cdo * len({visit.cdo for visit in visits} - {known})


def post(model: "Model") -> None:
    """Price the unknown CDOs of every free demand."""
    price = model.problem.weights.new_cdo
    for demand in model.demands:
        known = _find_previous(model.problem, demand)
        if known is None:
            continue
        here = {visit.cdo for visit in model.board.of_demand[demand]}
        model.charge(price * len(here - {known}))
        for cdo in model.cdos_of(demand):
            if cdo not in here and cdo != known:
                model.pay(price, model.uses(demand, cdo))


def _find_previous(problem: "Problem", demand: int) -> int | None:
    name = problem.demands[demand].previous_cdo
    return None if name is None else problem.cdo_index[name]
