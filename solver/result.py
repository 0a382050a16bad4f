"""What a solve takes and gives: options, progress on the way, result."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from solver.plan import Plan

Phase = Literal["greedy", "repair", "allocate", "calendars", "improve", "done"]
Status = Literal["optimal", "feasible", "stopped", "infeasible", "crashed", "late", "wrong"]
Fairness = Literal["points", "leximin"]
Disruption = Literal["few", "free"]
Isolation = Literal["auto", "fork", "spawn", "none"]


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
    disruption
        What a rerun may move where the instance sets no `max_changes`. `few`: not more published
        visits than an event makes impossible, and than newcomers ask for. `free`: whatever pays.
    is_proven
        Whether time is given to proving a bound; without, the gap says nothing.
    isolation
        Where the search runs: `fork` (a copy of this process: quick, but other threads must not
        be at work in it), `spawn` (a new process: takes seconds to start), `auto` (`fork` where
        the system has it and no other thread runs, else `spawn`), `none` (in this process, for
        callers that are themselves watched: a native crash then ends the caller).
    repeats
        The `work` of another search with the same question and start, to be repeated trial by
        trial: seed, workers, fairness and disruption are as they were, the time only a far fence.
    """

    time_limit_seconds: float = 60.0
    workers: int = 2
    seed: int = 0
    fairness: Fairness = "points"
    deterministic_limit: float | None = None
    start: Plan | None = None
    disruption: Disruption = "few"
    is_proven: bool = True
    isolation: Isolation = "auto"
    repeats: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Progress:
    """Where a solve stands; figures are None while unknown.

    `served_slots` of `asked_slots` are in the plan.
    """

    phase: Phase
    seconds: float
    cost: int | None = None
    bound: float | None = None
    gap: float | None = None
    served_slots: int | None = None
    asked_slots: int | None = None


@dataclass(frozen=True)
class Found:
    """The plan at hand, on the way to a better one.

    `options` gives its visits as numbers (demand, CDO, day, slot, length), in the order of the
    instance; only during the call that tells it.
    """

    cost: int
    bound: float
    bound_kind: str
    seconds: float
    options: Callable[[], Iterable[tuple[int, ...]]]


@dataclass(frozen=True)
class Result:
    """The best plan found and what is known about it.

    `status` is `optimal` (proven), `feasible` (time is up), `stopped` (from outside) or
    `infeasible`: pins, frozen days or `max_changes` contradict the rules, no plan exists, and
    `plan` holds the given visits that go together. `gap` and `excess` are shares, not percent.

    `seconds_to_first_plan` of a rerun is when what was broken had been mended once;
    `seconds_to_settled` when nothing better was found around it any more, or None.

    When the search itself fails, the best plan before that is kept, and `note` says what happened:
    `crashed` (its process ended, or raised), `late` (it did not end in its time), `wrong` (its
    answer was not what it said: a broken rule, another cost, a bound above the cost).
    `peak_megabytes` is the most memory that all processes of the solve held together, if known.
    `is_allowed` is false when the plan breaks rules: only where none that obeys them was found.
    `is_found` is false when the search gave no good plan, and one was taken that needs no search.

    `satisfaction` has the share of what was asked for that the demands get (`min`, `p10`,
    `median`), without those that nobody could ever serve, the `unservable`. `leximin_cost` is what
    `leximin` costs against the plan of least points (see `satisfaction.price_of_fairness`), or
    None where no more even plan was looked for.

    `work` is what it takes to repeat the search (see `diary`): JSON values; None where that cannot
    be done, for the search broke down or nothing is compiled.
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
    note: str | None = None
    peak_megabytes: float | None = None
    is_allowed: bool = True
    is_found: bool = True
    seconds_to_settled: float | None = None
    satisfaction: dict[str, float | None] = field(default_factory=dict)
    unservable: list[str] = field(default_factory=list)
    leximin_cost: dict[str, Any] | None = None
    work: dict[str, Any] | None = None

    def report(self) -> dict[str, Any]:
        """Give all but the plan as JSON values."""
        return {name: value for name, value in vars(self).items() if name != "plan"}
