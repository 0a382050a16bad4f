"""A radar drawn on the server: where its lines stand, in a square of 240; pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin

RADIUS = 90
LABEL_RADIUS = 108
RINGS = (25, 50, 75, 100)


@dataclass(frozen=True, slots=True)
class Mark:
    """The number of an axis, and where it is written."""

    number: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Radar:
    """Outlines as `points` of SVG polygons: the rings, and each series of values."""

    rings: tuple[str, ...]
    spokes: tuple[tuple[float, float], ...]
    series: tuple[tuple[str, str], ...]
    marks: tuple[Mark, ...]


def draw_radar(series: Sequence[tuple[str, Sequence[int]]]) -> Radar:
    """Return the drawing of series (name, values 0 to 100), each with one value per axis.

    The first axis points upwards, the others follow clockwise.
    """
    count = len(series[0][1])
    return Radar(
        rings=tuple(_outline([ring] * count) for ring in RINGS),
        spokes=tuple(_point(axis, count, RADIUS) for axis in range(count)),
        series=tuple((name, _outline(values)) for name, values in series),
        marks=tuple(Mark(axis + 1, *_point(axis, count, LABEL_RADIUS)) for axis in range(count)),
    )


def _outline(values: Sequence[int]) -> str:
    points = (_point(axis, len(values), RADIUS * value / 100) for axis, value in enumerate(values))
    return " ".join(f"{x},{y}" for x, y in points)


def _point(axis: int, count: int, radius: float) -> tuple[float, float]:
    angle = 2 * pi * axis / count
    # Adding zero turns the negative zero of rounding into a plain one.
    return round(radius * sin(angle), 1) + 0.0, round(-radius * cos(angle), 1) + 0.0
