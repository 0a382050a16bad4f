"""How long the way between two sites takes; an estimate of the law's own, apart from the model's.

Ways between two places of work in one day are working time (Cass. soc. 5 November 2003,
n° 01-43.109); from home and back home they are not, and are counted apart.
"""

import math

from cdo_share.communes.distance import km_between
from cdo_share.legal.places import Place

DETOUR = 1.3
KMH = 55
START_MINUTES = 5
SAME_PLACE_KM = 0.05
ROUNDING = 1e-6  # of a minute: two ways of reckoning may differ so much


def trip_minutes(one: Place, other: Place) -> int:
    """Return whole minutes by road, rounded up; 0 within the same place.

    >>> from cdo_share.legal.places import Place
    >>> vannes, auray = Place(47.66, -2.7568, "56260"), Place(47.6674, -2.9905, "56007")
    >>> trip_minutes(vannes, auray), trip_minutes(vannes, vannes)
    (30, 0)
    """
    straight = km_between(one.lat, one.lon, other.lat, other.lon)
    if straight < SAME_PLACE_KM:
        return 0
    return math.ceil(START_MINUTES + DETOUR * straight * 60 / KMH - ROUNDING)
