"""The table of communes: where a code and a name belong together, and where the town is."""

import math
from pathlib import Path

from pydantic.dataclasses import dataclass

from cdo_share.seeding.faults import Faults
from cdo_share.seeding.records import build, read_csv


@dataclass(frozen=True)
class Commune:
    """A commune with its name and the point of its town, in degrees."""

    insee: str
    nom: str
    lat: float
    lon: float

    def km_to(self, lat: float, lon: float) -> float:
        """Return the distance to a point on a flat earth, good enough within a department."""
        east = (lon - self.lon) * math.cos(math.radians(self.lat))
        return 111.2 * math.hypot(lat - self.lat, east)


def read_communes(path: Path, wanted: set[str], faults: Faults) -> dict[str, Commune] | None:
    """Return the wanted communes of a table `insee,nom,lat,lon` by code, None if it is unreadable.

    The table is large: rows of other communes are not checked.
    """
    rows = read_csv(path.parent, path.name, ("insee", "nom", "lat", "lon"), faults)
    if faults.has(path.name):
        return None
    chosen = (row for row in rows if row.values.get("insee") in wanted)
    found = (made for row in chosen for made in build(Commune, row, faults))
    return {commune.value.insee: commune.value for commune in found}
