"""A member would rather know one CDO than several.

extra_cdo · max(0, number of CDOs of the demand − 1), frozen days included.
"""

from collections.abc import Collection
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from solver.candidates import Candidates
    from solver.model import Model
    from solver.problem import Option

PART = "extra_cdo"


def points(candidates: "Candidates", number: int, visits: "Collection[Option]") -> int:
    """Price the CDOs of a demand beyond the first."""
    cdos = len({visit.cdo for visit in visits})
    return candidates.problem.weights.extra_cdo * max(0, cdos - 1)


def post(model: "Model") -> None:
    """Price the CDOs beyond the first of every free demand."""
    price = model.problem.weights.extra_cdo
    for demand in model.demands:
        here = {visit.cdo for visit in model.board.of_demand[demand]}
        model.charge(price * max(0, len(here) - 1))
        others = [model.uses(demand, c) for c in model.cdos_of(demand) if c not in here]
        if here:
            for literal in others:
                model.pay(price, literal)
        elif len(others) > 1:
            extra = model.whole(len(others) - 1)
            model.cp.add(extra >= sum(others) - 1)
            model.pay(price, extra)
