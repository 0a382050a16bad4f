"""How a run got on, drawn on the server: hours served, and the proven gap, over time; pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext

from cdo_share.core.grid import Grid
from cdo_share.planning.models import Run
from cdo_share.web.formats import gap_text, hours_text, percent_text, seconds_text, share_text

WIDTH, HEIGHT = 320, 110  # of the drawing, in its own units
LEFT, RIGHT, TOP, BOTTOM = 4, 316, 8, 102
ROWS = 8  # of the table beside it


@dataclass(frozen=True, slots=True)
class Level:
    """A level line of a drawing: what it is (`kind` names its style), where, and its legend."""

    kind: str
    height: float
    legend: str


@dataclass(frozen=True, slots=True)
class Panel:
    """One line: its name, the `points` of an SVG polyline, and what its frame stands for."""

    name: str
    legend: str
    levels: tuple[Level, ...]
    points: str
    highest: str
    lowest: str
    latest: str
    end: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Curve:
    """The lines of a run, the time at their right end, in words, and the same as a table."""

    panels: tuple[Panel, ...]
    until: str
    sentence: str
    rows: tuple[tuple[str, str, str], ...]


def curve_of(run: Run, grid: Grid, now: datetime | None = None) -> Curve | None:
    """Return the lines of a run; None before it has a first plan.

    While it searches they reach to `now`: what was found last still holds.
    """
    events = [event for event in run.progress if event.get("served_slots") is not None]
    if not events:
        return None
    if now is not None and run.started_at is not None and run.finished_at is None:
        elapsed = (now - run.started_at).total_seconds()
        events.append({**events[-1], "seconds": max(elapsed, events[-1]["seconds"])})
    until = max(events[-1]["seconds"], 1.0 if run.finished_at else run.time_limit_seconds)
    asked = events[-1]["asked_slots"]
    panels = [_served(events, until, asked, grid)]
    proven = [event for event in events if event.get("gap") is not None]
    if proven:
        panels.append(_gap(proven, until))
    return Curve(
        panels=tuple(panels),
        until=seconds_text(round(until)),
        sentence=_sentence(events[-1], grid),
        rows=tuple(_row(event, grid) for event in _sample(events)),
    )


def _served(events: Sequence[dict[str, Any]], until: float, asked: int, grid: Grid) -> Panel:
    values = [(event["seconds"], event["served_slots"]) for event in events]
    lowest = min(value for _, value in values)
    lowest = max(0, lowest - max(1, (asked - lowest) // 4))
    highest = max(asked, lowest + 1)
    return Panel(
        name=str(gettext("Hours served")),
        legend=str(gettext("served by the best plan so far")),
        levels=_levels(asked, events[-1].get("limit_slots"), (lowest, highest), grid),
        highest=hours_text(asked, grid),
        lowest=hours_text(lowest, grid),
        latest=hours_text(values[-1][1], grid),
        **_line(values, until, lowest, highest),
    )


def _levels(asked: int, limit: int | None, frame: tuple[int, int], grid: Grid) -> tuple[Level, ...]:
    """Return the levels that hours served are measured by: all that is asked, the proven most."""
    hours = hours_text(asked, grid)
    levels = [Level("asked", TOP, str(gettext("%(hours)s asked for", hours=hours)))]
    if limit is not None:
        most = hours_text(limit, grid)
        told = gettext("%(hours)s: no plan can serve more, that is proven", hours=most)
        levels.append(Level("limit", _height(limit, *frame), str(told)))
    return tuple(levels)


def _gap(events: Sequence[dict[str, Any]], until: float) -> Panel:
    values = [(event["seconds"], event["gap"]) for event in events]
    highest = max(0.001, *(value for _, value in values))
    return Panel(
        name=str(gettext("Proven gap to the best possible")),
        legend=str(gettext("the best plan so far may be better by so much at most")),
        levels=(),
        highest=gap_text(highest),  # as the latest is told: rounded up
        lowest=percent_text(0),
        latest=gap_text(values[-1][1]),
        **_line(values, until, 0, highest),
    )


def _line(
    values: Sequence[tuple[float, float]], until: float, lowest: float, highest: float
) -> dict[str, Any]:
    """Return a line of steps: what was found holds until something better is."""
    places = [
        (
            LEFT + (RIGHT - LEFT) * min(1.0, seconds / until),
            _height(value, lowest, highest),
        )
        for seconds, value in values
    ]
    steps = places[:1]
    for x, y in places[1:]:
        steps += [(x, steps[-1][1]), (x, y)]
    return {"points": " ".join(f"{x:.1f},{y:.1f}" for x, y in steps), "end": steps[-1]}


def _height(value: float, lowest: float, highest: float) -> float:
    return BOTTOM - (BOTTOM - TOP) * (value - lowest) / (highest - lowest)


def _sentence(event: dict[str, Any], grid: Grid) -> str:
    """Return what the lines show, in words."""
    served, asked = event["served_slots"], event["asked_slots"]
    texts = {
        "served": hours_text(served, grid),
        "asked": hours_text(asked, grid),
        "share": share_text(served, asked),
    }
    text = str(gettext("%(served)s served of %(asked)s asked for (%(share)s).", **texts))
    gap = event.get("gap")
    if gap is None:
        return text
    if not gap:
        proof = gettext("Proven: no plan is better.")
    else:
        proof = gettext("Proven: no plan is better by more than %(gap)s.", gap=gap_text(gap))
    return f"{text} {proof}"


def _row(event: dict[str, Any], grid: Grid) -> tuple[str, str, str]:
    gap = event.get("gap")
    return (
        seconds_text(round(event["seconds"])),
        hours_text(event["served_slots"], grid),
        "–" if gap is None else gap_text(gap),
    )


def _sample(events: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return at most so many events, evenly chosen, the first and the last among them."""
    if len(events) <= ROWS:
        return list(events)
    return [events[round(number * (len(events) - 1) / (ROWS - 1))] for number in range(ROWS)]
