"""The hard rules as CP-SAT posts them: one module each, with `CODES` (rules of the problem) and
`post(model)`. The quick form for building step by step is in `board`, the judge in `check`.
"""

from typing import TYPE_CHECKING, Protocol

from solver.rules import (
    caps,
    changes,
    conflicts,
    crowd,
    frozen,
    members,
    overlap,
    pins,
    possible,
    sites,
    travel_time,
    volume,
    windows,
)

if TYPE_CHECKING:
    from solver.model import Model


class Rule(Protocol):
    """What a rule module offers."""

    @property
    def CODES(self) -> tuple[str, ...]:
        """The codes of the rules that it posts."""

    def post(self, model: "Model") -> None:
        """Post the rule on a model."""


RULES: tuple[Rule, ...] = (
    possible,
    windows,
    overlap,
    caps,
    volume,
    crowd,
    travel_time,
    pins,
    conflicts,
    members,
    sites,
    frozen,
    changes,
)
