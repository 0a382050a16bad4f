"""Every hour that is not served costs, the first hours of a demand more than its last ones.

S_d(n) = weight(d) · (Σ_{j = n+1}^{requested} short[⌊4(j−1)/requested⌋] + guaranteed · max(0,
guaranteed(d) − n)) for n served slots. In CP-SAT n is filled stretch by stretch of equal price;
when prices never rise the solver fills the dearest first by itself, else order is forced.
"""

from collections.abc import Collection
from itertools import groupby, pairwise
from math import gcd
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from solver.candidates import Candidates
    from solver.model import Literal, Model
    from solver.problem import Option

PART = "shortage"


def points(candidates: "Candidates", number: int, visits: "Collection[Option]") -> int:
    """Price the slots of a demand that are not served."""
    curve = candidates.problem.shortage[number]
    return curve[min(len(curve) - 1, sum(visit.length for visit in visits))]


def post(model: "Model") -> None:
    """Price the missing slots of every free demand."""
    for demand in model.demands:
        _post_demand(model, demand)


def _post_demand(model: "Model", demand: int) -> None:
    curve, fixed = model.problem.shortage[demand], model.board.served[demand]
    model.charge(curve[min(fixed, len(curve) - 1)])
    options = model.of_demand[demand]
    if not options:
        return
    unit = gcd(*(option.length for option in options))
    stretches = _stretches(curve[fixed::unit])
    parts = [model.whole(size) for size, _ in stretches]
    model.cp.add(model.slots(options) == unit * sum(parts))
    for part, (_, price) in zip(parts, stretches, strict=True):
        model.pay(-price, part)
    _keep_order(model, stretches, parts)


def _stretches(curve: list[int]) -> list[tuple[int, int]]:
    """Cut a falling curve into stretches of equal slope: (number of steps, points per step)."""
    drops = [before - after for before, after in pairwise(curve)]
    return [(len(list(equal)), drop) for drop, equal in groupby(drops)]


def _keep_order(model: "Model", stretches: list[tuple[int, int]], parts: "list[Literal]") -> None:
    for place, ((size, price), (_, later)) in enumerate(pairwise(stretches)):
        if later > price:
            is_full = model.boolean()
            model.cp.add(parts[place] >= size * is_full)
            model.cp.add(parts[place + 1] <= stretches[place + 1][0] * is_full)
