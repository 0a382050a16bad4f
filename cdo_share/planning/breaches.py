"""What a plan breaks, by the independent judge, for rooms and pages that must not know it; pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from solver.check import find_broken


@dataclass(frozen=True, slots=True)
class Breach:
    """A rule that is or would be broken: its code (H0 to H15), and the judge's facts."""

    rule: str
    facts: tuple[Any, ...]

    def __str__(self) -> str:
        """Return it for the log, in the judge's words."""
        return f"{self.rule} {', '.join(map(str, self.facts))}"


def list_breaches(question: Mapping[str, Any], plan: Mapping[str, Any]) -> list[Breach]:
    """Return all that a plan breaks, by the judge, the facts as text."""
    return [Breach(one.rule, tuple(map(str, one.facts))) for one in find_broken(question, plan)]
