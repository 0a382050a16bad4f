"""What the list of runs says of each: what it serves and how far from the best, found or so far."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cdo_share.core.grid import Grid
from cdo_share.planning.models import Run, RunState
from cdo_share.web.formats import gap_text, hours_text, share_text

UNKNOWN = "–"


@dataclass(frozen=True, slots=True)
class RunFigures:
    """Time served, in hours and in per cent of what is asked, and the proven gap, in words."""

    hours: str
    share: str
    gap: str


def figures_of(run: Run, grid: Grid) -> RunFigures:
    """Return the figures of a run's plan, or of the best one that it has found so far."""
    if run.plan is not None:
        told = run.plan.statistics
        gap = run.plan.gap if run.plan.is_bounded else None
        return _figures(told["served_slots"], told["requested_slots"], gap, grid)
    events = [event for event in run.progress if event.get("served_slots") is not None]
    if run.state is not RunState.RUNNING or not events:
        return RunFigures(UNKNOWN, "", UNKNOWN)
    last: dict[str, Any] = events[-1]
    return _figures(last["served_slots"], last["asked_slots"], last.get("gap"), grid)


def _figures(served: int, asked: int, gap: float | None, grid: Grid) -> RunFigures:
    return RunFigures(
        hours=hours_text(served, grid),
        share=share_text(served, asked),
        gap=UNKNOWN if gap is None else gap_text(gap),
    )


def list_under_way(runs: Iterable[Run]) -> list[Run]:
    """Return the runs that wait or search."""
    return [run for run in runs if run.state in (RunState.QUEUED, RunState.RUNNING)]


def state_mark(runs: Iterable[Run]) -> str:
    """Return the states of the runs under way as one word; another one: the list has changed."""
    return "-".join(f"{run.id}{run.state.value}" for run in list_under_way(runs))


def spent_seconds(run: Run, now: datetime) -> int:
    """Return how long a run has searched; 0 before it begins."""
    if run.started_at is None:
        return 0
    return max(0, int(((run.finished_at or now) - run.started_at).total_seconds()))
