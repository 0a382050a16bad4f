"""How far two points are from each other."""

import math

EARTH_KM = 6371.0


def km_between(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Return the great-circle distance in kilometres; all angles in degrees.

    >>> round(km_between(47.6583, -2.7610, 48.8534, 2.3488))
    401
    """
    first, second = math.radians(lat), math.radians(other_lat)
    turn = math.radians(other_lon - lon)
    half = math.sin((second - first) / 2) ** 2
    half += math.cos(first) * math.cos(second) * math.sin(turn / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(half))
