"""People have noted what was published: a visit that moves or vanishes costs.

change per published visit that is not in the plan unchanged, whether or not it is still possible;
those that are no longer possible are a constant (`Candidates.lost_published`).
"""

from collections.abc import Collection
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from solver.candidates import Candidates
    from solver.model import Model
    from solver.problem import Option

PART = "change"


def points(candidates: "Candidates", number: int, visits: "Collection[Option]") -> int:
    """Price the published visits of a demand that could stay but are not there."""
    missing = candidates.published_of[number].difference(visits)
    return candidates.problem.weights.change * len(missing)


def post(model: "Model") -> None:
    """Price the published visits of every free demand that are left out."""
    price = model.problem.weights.change
    for demand in model.demands:
        model.charge(points(model.candidates, demand, model.board.of_demand[demand]))
        for option in sorted(model.candidates.published_of[demand] & model.takes.keys()):
            model.pay(-price, model.takes[option])
