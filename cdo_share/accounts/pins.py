"""Whether a commune and a pin on the map make a place; pure, every fault at once."""

import math
from collections.abc import Iterator

from cdo_share.communes.distance import km_between
from cdo_share.communes.table import Commune, communes_within, get_commune
from cdo_share.core.errors import Fault
from cdo_share.core.i18n import N_

MOST_KM = 30  # from the town hall; beyond, the commune or the pin is likelier wrong than far
KM_PER_DEGREE = 111


def place_faults(insee: str, lat: float | None, lon: float | None) -> list[Fault]:
    """Return what keeps a commune (INSEE code) and a pin (degrees, or no pin) from being a place.

    Fields are `commune`, `lat` and `lon`. The pin lies in France when it lies near any commune.
    """
    commune = get_commune(insee)
    faults = [] if commune is not None else [_commune_fault(insee)]
    faults += _number_faults(lat, lon)
    if commune is None or faults or lat is None or lon is None:
        return faults
    return list(_distance_faults(commune, lat, lon))


def _commune_fault(insee: str) -> Fault:
    if not insee:
        return Fault("commune", N_("Choose a commune of the list."))
    return Fault(
        "commune",
        N_("No commune of France has the code %(insee)s; choose one of the list."),
        {"insee": insee},
    )


def _number_faults(lat: float | None, lon: float | None) -> Iterator[Fault]:
    if lat is None and lon is not None:
        yield Fault("lat", N_("Give the latitude as well, or clear the longitude."))
    if lon is None and lat is not None:
        yield Fault("lon", N_("Give the longitude as well, or clear the latitude."))
    if lat is not None and not abs(lat) <= 90:
        yield Fault(
            "lat", N_("A latitude lies between −90 and 90; you wrote %(lat)s."), {"lat": lat}
        )
    if lon is not None and not abs(lon) <= 180:
        yield Fault(
            "lon", N_("A longitude lies between −180 and 180; you wrote %(lon)s."), {"lon": lon}
        )


def _distance_faults(commune: Commune, lat: float, lon: float) -> Iterator[Fault]:
    distance = km_between(commune.lat, commune.lon, lat, lon)
    if distance <= MOST_KM:
        return
    if not is_in_france(lat, lon):
        yield Fault(
            "lat",
            N_("This point lies outside France; move the pin, or clear it to use the town hall."),
        )
        return
    yield Fault(
        "lat",
        N_(
            "This point is %(km)s km from %(commune)s, %(most)s at most; "
            "move the pin or choose another commune."
        ),
        {"km": math.ceil(distance), "commune": commune.name, "most": MOST_KM},
    )


def is_in_france(lat: float, lon: float) -> bool:
    """Return whether a commune's town hall stands within `MOST_KM`."""
    north = MOST_KM / KM_PER_DEGREE
    east = north / max(math.cos(math.radians(lat)), 0.1)
    near = communes_within(lat - north, lon - east, lat + north, lon + east)
    return any(km_between(one.lat, one.lon, lat, lon) <= MOST_KM for one in near)
