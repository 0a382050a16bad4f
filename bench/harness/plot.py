"""Cost over time as an SVG picture: excess over the best bound, both axes logarithmic.

One panel per group; a line is the median over the seeds of the best plan so far.
"""

import math
from collections.abc import Iterable
from html import escape
from statistics import median
from typing import Any

from bench.harness.figures import Group, grouped, with_figures

Json = dict[str, Any]
Point = tuple[float, float]
COLOURS = {
    "ours": "#0b6e4f",
    "anneal": "#c8553d",
    "cpsat": "#3d5a80",
    "mip": "#8a6fb0",
    "greedy": "#8d8741",
}
WIDTH, HEIGHT, LEFT, TOP, GAP = 420, 260, 58, 46, 40
FIRST_SECONDS, STEPS = 0.01, 120
TICKS = (1, 2, 5)
STYLE = (
    "text{font:12px system-ui,sans-serif;fill:#333}.small{font-size:11px;fill:#666}"
    ".title{font-weight:600}.grid{stroke:#e4e4e4}.frame{fill:none;stroke:#999}"
    ".line{fill:none;stroke-width:2;stroke-linejoin:round}"
)


def svg(results: Json) -> str:
    """Draw the results of one file."""
    groups = grouped(with_figures(results["solves"]))
    panels = [_panel(group, entrants) for group, entrants in groups.items()]
    columns = min(2, len(panels)) or 1
    rows = math.ceil(len(panels) / columns)
    wide, high = LEFT + WIDTH + GAP, TOP + HEIGHT + GAP
    drawn = [
        f'<g transform="translate({place % columns * wide},{place // columns * high})">{panel}</g>'
        for place, panel in enumerate(panels)
    ]
    size = f'width="{columns * wide + GAP}" height="{rows * high}"'
    title = f"<title>{escape(results['name'])}</title><style>{STYLE}</style>"
    page = '<rect width="100%" height="100%" fill="#fff"/>'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">'
    return "\n".join([head + title + page, *drawn, "</svg>\n"])


def _panel(group: Group, entrants: dict[str, list[Json]]) -> str:
    lines = {name: curve(solves, group[-1]) for name, solves in entrants.items()}
    heights = [share for points in lines.values() for _, share in points if share > 0]
    if not heights:
        return f'<text x="{LEFT}" y="{TOP}">{_title(group)}: no bound</text>'
    axis = _Axes(group[-1], min(heights), max(heights))
    parts = [f'<text class="title" x="{LEFT}" y="{TOP - 24}">{_title(group)}</text>', axis.draw()]
    for place, (name, points) in enumerate(lines.items()):
        colour = COLOURS.get(name, "#333")
        parts.append(_legend(name, colour, place))
        if points:
            parts.append(axis.line(points, colour))
    return "".join(parts)


def _title(group: Group) -> str:
    size, grid, ratio, weeks, seconds = group
    return escape(f"{size}, {grid}, demand {ratio:.0%} of supply, {weeks} weeks, {seconds:g} s")


def _legend(name: str, colour: str, place: int) -> str:
    x = LEFT + 80 * place
    return (
        f'<rect x="{x}" y="{TOP - 15}" width="14" height="3" fill="{colour}"/>'
        f'<text class="small" x="{x + 18}" y="{TOP - 10}">{escape(name)}</text>'
    )


def curve(solves: list[Json], seconds: float) -> list[Point]:
    """Give (seconds, median excess as a share) where every seed has a plan; final costs last."""
    finals = [solve["figures"].get("excess") for solve in solves]
    if None in finals:
        return []
    times = [FIRST_SECONDS * (seconds / FIRST_SECONDS) ** (i / STEPS) for i in range(STEPS + 1)]
    points = []
    for time in times:
        excesses = [_excess_at(solve, time) for solve in solves]
        if excesses and None not in excesses:
            points.append((time, median(excesses)))
    return [*points[:-1], (seconds, median(finals))] if points else []


def _excess_at(solve: Json, time: float) -> float | None:
    bound = solve["figures"]["bound"]
    costs = [cost for seconds, cost in solve["run"]["curve"] if seconds <= time]
    return (min(costs) - bound) / bound if costs and bound > 0 else None


class _Axes:
    """Turns seconds and shares into places on the panel."""

    def __init__(self, seconds: float, least: float, most: float) -> None:
        self.seconds = (FIRST_SECONDS, seconds)
        self.shares = (10 ** math.floor(math.log10(least)), 10 ** math.ceil(math.log10(most)))

    def x(self, seconds: float) -> float:
        return LEFT + WIDTH * _part(seconds, *self.seconds)

    def y(self, share: float) -> float:
        return TOP + HEIGHT * (1 - _part(max(share, self.shares[0]), *self.shares))

    def line(self, points: list[Point], colour: str) -> str:
        """Draw a falling stair."""
        steps, height = [], None
        for seconds, share in points:
            if height is not None:
                steps.append(f"{self.x(seconds):.1f},{height:.1f}")
            height = self.y(share)
            steps.append(f"{self.x(seconds):.1f},{height:.1f}")
        return f'<polyline class="line" stroke="{colour}" points="{" ".join(steps)}"/>'

    def draw(self) -> str:
        """Draw frame, grid and numbers."""
        parts = []
        for value in _ticks(*self.seconds):
            x = self.x(value)
            parts.append(f'<path class="grid" d="M{x:.1f} {TOP}v{HEIGHT}"/>')
            if f"{value:g}".strip("0.")[:1] == "1" or value == self.seconds[1]:
                parts.append(_text(x, TOP + HEIGHT + 15, f"{value:g} s", "middle"))
        for value in _ticks(*self.shares):
            y = self.y(value)
            parts.append(f'<path class="grid" d="M{LEFT} {y:.1f}h{WIDTH}"/>')
            parts.append(_text(LEFT - 6, y + 4, f"{100 * value:g} %", "end"))
        frame = f'<rect class="frame" x="{LEFT}" y="{TOP}" width="{WIDTH}" height="{HEIGHT}"/>'
        return "".join(parts) + frame


def _part(value: float, least: float, most: float) -> float:
    return math.log(value / least) / math.log(most / least) if most > least else 0.0


def _ticks(least: float, most: float) -> Iterable[float]:
    decades = range(math.floor(math.log10(least)), math.ceil(math.log10(most)) + 1)
    values = (tick * 10.0**decade for decade in decades for tick in TICKS)
    return [value for value in values if least * 0.999 <= value <= most * 1.001]


def _text(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text class="small" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{text}</text>'
