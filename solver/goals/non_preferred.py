"""Some times suit a member better than others.

non_preferred per visit whose (weekday, first slot) is not preferred, if the demand prefers any.
"""

from collections.abc import Collection
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from solver.candidates import Candidates
    from solver.model import Model
    from solver.problem import Option, Problem

PART = "non_preferred"


def points(candidates: "Candidates", number: int, visits: "Collection[Option]") -> int:
    """Price the visits of a demand at other times than it prefers."""
    problem = candidates.problem
    return problem.weights.non_preferred * sum(_is_unwished(problem, v) for v in visits)


def post(model: "Model") -> None:
    """Price the unwished visits of every free demand."""
    price = model.problem.weights.non_preferred
    for option, takes in model.takes.items():
        if _is_unwished(model.problem, option):
            model.pay(price, takes)
    for demand in model.demands:
        model.charge(points(model.candidates, demand, model.board.of_demand[demand]))


def _is_unwished(problem: "Problem", option: "Option") -> bool:
    preferred = problem.preferred[option.demand]
    return bool(preferred) and problem.position(option) not in preferred
