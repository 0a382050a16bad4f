"""What a solve takes and gives: options, progress on the way, result."""

from dataclasses import dataclass, field
from typing import Any, Literal

from solver.plan import Plan

Phase = Literal["greedy", "allocate", "calendars", "improve", "done"]
Status = Literal["optimal", "feasible", "stopped", "infeasible"]
Fairness = Literal["points", "leximin"]


@dataclass(frozen=True)
class Options:
    """How to solve.

    Parameters
    ----------
    time_limit_seconds
        Wall time for the whole solve; with `deterministic_limit` only a far fence.
    workers
        Parts solved side by side, from 1.
    seed
        Same seed, one worker and a deterministic limit give the same plan.
    fairness
        `points`: least cost. `leximin`: the worst-served first, then points.
    deterministic_limit
        CP-SAT's own seconds for all searches together, or None to go by the clock; `leximin`
        spends it twice, first on points.
    start
        A plan to begin with; its visits that do not fit are left out.
    """

    time_limit_seconds: float = 60.0
    workers: int = 2
    seed: int = 0
    fairness: Fairness = "points"
    deterministic_limit: float | None = None
    start: Plan | None = None


@dataclass(frozen=True)
class Progress:
    """Where a solve stands; figures are None while unknown."""

    phase: Phase
    seconds: float
    cost: int | None = None
    bound: float | None = None
    gap: float | None = None


@dataclass(frozen=True)
class Result:
    """The best plan found and what is known about it.

    `status` is `optimal` (proven), `feasible` (time is up), `stopped` (from outside) or
    `infeasible`: pins, frozen days or `max_changes` contradict the rules, no plan exists, and
    `plan` holds the given visits that go together. `gap` and `excess` are shares, not percent.
    """

    status: Status
    plan: Plan
    cost: int
    parts: dict[str, int]
    bound: float
    bound_kind: str
    gap: float
    excess: float | None
    seconds_to_first_plan: float
    seconds: float
    seed: int
    versions: dict[str, str] = field(default_factory=dict)

    def report(self) -> dict[str, Any]:
        """Give all but the plan as JSON values."""
        return {name: value for name, value in vars(self).items() if name != "plan"}
