"""A CDO serves at most `max_members` members.

Σ_{members a without a fixed visit of c} m_ac + members with fixed visits ≤ max_members(c), where
m_ac ≥ u_dc for each demand d of a. Check: H12.
"""

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from solver.model import Literal, Model

CODES = ("H12",)


def post(model: "Model") -> None:
    """Limit the members of every CDO."""
    for cdo in model.cdos:
        here = {member for member, visits in model.board.members[cdo].items() if visits}
        demands_of = _newcomers(model, cdo, here)
        most = max(0, model.problem.cdos[cdo].max_members - len(here))
        if len(demands_of) > most:
            model.limit([_serves(model, cdo, demands) for demands in demands_of.values()], most)


def _newcomers(model: "Model", cdo: int, here: set[str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for demand in sorted({option.demand for option in model.of_cdo[cdo]}):
        member = model.problem.demands[demand].member
        if member not in here:
            found[member].append(demand)
    return found


def _serves(model: "Model", cdo: int, demands: list[int]) -> "Literal":
    if len(demands) == 1:
        return model.uses(demands[0], cdo)
    serves = model.boolean()
    for demand in demands:
        model.cp.add_implication(model.uses(demand, cdo), serves)
    return serves
