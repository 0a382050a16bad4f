"""A CDO is in one place at a time, and only when available.

Σ_{o of c covering slot t} y_o ≤ 1, and 0 where a fixed visit lies or the CDO is not available.
Checks: H2, H4.
"""

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from solver.model import Literal, Model

CODES = ("H2", "H4")


def post(model: "Model") -> None:
    """Allow one visit in each slot of each CDO."""
    covering: dict[tuple[int, int, int], list[Literal]] = defaultdict(list)
    for option, takes in model.takes.items():
        if model.board.is_busy(option):
            model.cp.add(takes == 0)
        for step in range(option.length):
            covering[option.cdo, option.day, option.slot + step].append(takes)
    for literals in covering.values():
        model.limit(literals, 1)
