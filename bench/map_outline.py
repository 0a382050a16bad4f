#!/usr/bin/env python3
"""Build cdo_share/static/map/france.json: the land and the borders of its departments.

The territories of all communes share their corners, so that an edge that only one of them has lies
at the coast or at the frontier, and one between two departments is a border. Lines are thinned and
written as differences of whole thousandths of a degree. Standard library only; needs pip.
"""

import argparse
import json
import math
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from commune_table import ROOT, TOWN_HALLS, Point, Territory, download, read_territories

OUTLINE = ROOT / "cdo_share" / "static" / "map" / "france.json"
TOLERANCE = 0.0011  # degrees: about 120 m, hardly to be seen before the closest views
LEAST_RING = 4  # points; smaller islands are left out
UNIT = 1000  # parts of a degree

Edge = tuple[Point, Point]
Line = list[Point]


def department(insee: str) -> str:
    """Return the department of a code."""
    return insee[:3] if insee.startswith("97") else insee[:2]


def sort_edges(territories: dict[str, Territory]) -> tuple[list[Edge], list[Edge]]:
    """Return the edges around the land, and those between departments."""
    sides: dict[Edge, list[str]] = defaultdict(list)
    for insee, territory in territories.items():
        for ring in territory.rings:
            for start, end in pairwise(ring):
                if start != end:
                    sides[min((start, end), (end, start))].append(department(insee))
    around = [edge for edge, owners in sides.items() if len(owners) == 1]
    between = [edge for edge, owners in sides.items() if len(set(owners)) == 2]
    return around, between


def chain(edges: list[Edge], corners: set[Point]) -> Iterator[Line]:
    """Yield the edges joined into lines that end at `corners`, or are closed."""
    ways: dict[Point, list[Point]] = defaultdict(list)
    for start, end in edges:
        ways[start].append(end)
        ways[end].append(start)
    for start in [*(point for point in ways if point in corners), *list(ways)]:
        while ways[start]:
            line = [start]
            while line[-1] == start or line[-1] not in corners:
                here = line[-1]
                if not ways[here]:
                    break
                there = ways[here].pop()
                ways[there].remove(here)
                line.append(there)
                if there == start:
                    break
            yield line


def find_corners(edges: list[Edge]) -> set[Point]:
    """Return the points where other than two edges meet."""
    counts: dict[Point, int] = defaultdict(int)
    for edge in edges:
        for point in edge:
            counts[point] += 1
    return {point for point, count in counts.items() if count != 2}


def thin(line: Line) -> Line:
    """Return the line with fewer points, none moved by more than the tolerance."""
    if line[0] == line[-1] and len(line) > 3:
        turn = max(range(len(line)), key=lambda at: math.dist(line[0], line[at]))
        return [*thin(line[: turn + 1]), *thin(line[turn:])[1:]]
    kept, open_parts = {0, len(line) - 1}, [(0, len(line) - 1)]
    while open_parts:
        first, last = open_parts.pop()
        between = range(first + 1, last)
        far = max(between, key=lambda at: away(line[at], line[first], line[last]), default=first)
        if far != first and away(line[far], line[first], line[last]) > TOLERANCE:
            kept.add(far)
            open_parts += [(first, far), (far, last)]
    return [line[at] for at in sorted(kept)]


def away(point: Point, start: Point, end: Point) -> float:
    """Return the distance of a point from a stretch, in degrees of latitude."""
    shrink = math.cos(math.radians(point[1]))
    x, y = (point[0] - start[0]) * shrink, point[1] - start[1]
    dx, dy = (end[0] - start[0]) * shrink, end[1] - start[1]
    length = dx * dx + dy * dy
    share = 0 if not length else max(0, min(1, (x * dx + y * dy) / length))
    return math.hypot(x - share * dx, y - share * dy)


def join(arcs: list[Line]) -> Iterator[Line]:
    """Yield closed rings made of arcs that meet at their ends."""
    ends: dict[Point, list[Line]] = defaultdict(list)
    for arc in arcs:
        if arc[0] != arc[-1]:
            ends[arc[0]].append(arc)
            ends[arc[-1]].append(arc)
    yield from (arc for arc in arcs if arc[0] == arc[-1])
    for start in list(ends):
        while ends[start]:
            ring = [start]
            while ends[ring[-1]] and (len(ring) == 1 or ring[-1] != start):
                arc = ends[ring[-1]].pop()
                forward = arc if arc[0] == ring[-1] else arc[::-1]
                ends[forward[-1]].remove(arc)
                ring += forward[1:]
            yield ring


def encode(line: Line) -> list[int]:
    """Return longitude and latitude of the first point, then differences, in thousandths."""
    flat, last = [], (0, 0)
    for lon, lat in line:
        here = round(lon * UNIT), round(lat * UNIT)
        flat += [here[0] - last[0], here[1] - last[1]]
        last = here
    return flat


def main() -> None:
    """Fetch, draw, write and report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-o", "--out", type=Path, default=OUTLINE)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        territories = read_territories(download(TOWN_HALLS, Path(folder)))
    around, between = sort_edges(territories)
    corners = find_corners(around + between)
    coast = [thin(line) for line in chain(around, corners)]
    land = [ring for ring in join(coast) if len(ring) > LEAST_RING]
    borders = [thin(line) for line in chain(between, corners)]
    drawing = {"land": [encode(line) for line in land], "borders": [encode(x) for x in borders]}
    args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out.write_text(json.dumps(drawing, separators=(",", ":")) + "\n", "utf-8")
    points = sum(map(len, land)) + sum(map(len, borders))
    print(f"{len(land)} rings, {len(borders)} borders, {points} points")
    print(f"{args.out.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
