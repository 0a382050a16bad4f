"""A CDO's period should be as full as agreed: neither more nor less.

balance · |load(c) − target_load(c)|, if the CDO has a target. In CP-SAT two inequalities.
"""

from collections.abc import Collection
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from solver.candidates import Candidates
    from solver.model import Model
    from solver.problem import Option

PART = "balance"


def points(candidates: "Candidates", number: int, visits: "Collection[Option]") -> int:
    """Price the distance of a CDO's load from its target."""
    target = candidates.problem.cdos[number].target_load
    if target is None:
        return 0
    load = sum(visit.length for visit in visits)
    return candidates.problem.weights.balance * abs(load - target)


def post(model: "Model") -> None:
    """Price the load of every CDO of the model."""
    for cdo in model.cdos:
        target = model.problem.cdos[cdo].target_load
        if target is None:
            continue
        options = model.of_cdo[cdo]
        load = model.slots(options) + model.board.load[cdo]
        reach = target + model.board.load[cdo] + sum(option.length for option in options)
        away = model.whole(reach)
        model.cp.add(away >= load - target)
        model.cp.add(away >= target - load)
        model.pay(model.problem.weights.balance, away)
