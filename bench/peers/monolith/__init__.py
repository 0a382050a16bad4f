"""The whole problem as one linear model of zeros and ones, as a textbook would write it.

Modelled after the way that shift scheduling is usually taught: one Boolean per demand, CDO, day,
slot and length that is possible, every rule a sum, every goal a term. Two solvers read it: CP-SAT
(`bench.peers.cpsat`) and HiGHS (`bench.peers.mip`).
"""

from typing import Any

from bench.peers.facts import Facts
from bench.peers.monolith.goals import add_goals
from bench.peers.monolith.options import Options
from bench.peers.monolith.rules import add_rules
from bench.peers.monolith.sheet import OutOfTime, Sheet
from bench.peers.monolith.tours import add_tours

__all__ = ["OutOfTime", "Sheet", "build"]


def build(instance: dict[str, Any], deadline: float) -> tuple[Sheet, Options]:
    """Write the model down; raises `OutOfTime` when the clock passes `deadline` meanwhile."""
    sheet = Sheet(deadline)
    options = Options(Facts(instance), sheet)
    add_rules(options, sheet)
    add_tours(options, sheet)
    add_goals(options, sheet)
    return sheet, options
