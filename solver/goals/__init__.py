"""The wishes: one module each, with `points` (what a plan pays) and `post` (the same in CP-SAT).

A goal of demands is priced demand by demand, a goal of CDOs CDO by CDO; the sum over both is the
cost of the plan (see `score`).
"""

from collections.abc import Collection
from typing import TYPE_CHECKING, Protocol

from solver.goals import (
    balance,
    change,
    extra_cdo,
    new_cdo,
    non_preferred,
    off_rhythm,
    shortage,
    travel,
)

if TYPE_CHECKING:
    from solver.candidates import Candidates
    from solver.model import Model
    from solver.problem import Option


class Goal(Protocol):
    """What a goal module offers."""

    PART: str

    def points(self, candidates: "Candidates", number: int, visits: "Collection[Option]") -> int:
        """Price the visits of one demand or CDO."""

    def post(self, model: "Model") -> None:
        """Price the options of a model."""


DEMAND_GOALS: tuple[Goal, ...] = (
    shortage,
    extra_cdo,
    new_cdo,
    off_rhythm,
    non_preferred,
    change,
)
CDO_GOALS: tuple[Goal, ...] = (travel, balance)
GOALS: tuple[Goal, ...] = DEMAND_GOALS + CDO_GOALS
