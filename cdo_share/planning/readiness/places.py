"""Places that the list of communes does not know, or that lie far from their commune; pure."""

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

from cdo_share.planning.readiness.facts import CdoFact, MemberFact, Point
from cdo_share.planning.readiness.findings import Check, Finding, Severity

EARTH_RADIUS_KM = 6371.0
FAR_KM = 15.0  # the widest communes reach further; few firms stand so far from their town hall


class Placed(Protocol):
    """What stands somewhere."""

    @property
    def name(self) -> str:
        """Whose place it is."""

    @property
    def commune(self) -> str:
        """The name of the commune."""

    @property
    def insee(self) -> str:
        """Its code."""

    @property
    def point(self) -> Point:
        """Where it is."""


def find_lost_places(
    members: Iterable[MemberFact], cdos: Iterable[CdoFact], communes: Mapping[str, Point] | None
) -> Iterator[Finding]:
    """Yield the members and CDOs whose place cannot be right; nothing without a list of communes."""
    if communes is None:
        return
    for member in members:
        yield from _find_lost(member, communes, member_id=member.id)
    for cdo in cdos:
        yield from _find_lost(cdo, communes, engagement_id=cdo.id)


def _find_lost(one: Placed, communes: Mapping[str, Point], **whose: int) -> Iterator[Finding]:
    town_hall = communes.get(one.insee)
    if town_hall is None:
        yield Finding(
            check=Check.PLACE_UNKNOWN,
            severity=Severity.LOOK,
            name=one.name,
            values={"commune": one.commune, "insee": one.insee},
            **whose,
        )
    elif (km := straight_km(one.point, town_hall)) > FAR_KM:
        yield Finding(
            check=Check.PLACE_FAR,
            severity=Severity.LOOK,
            name=one.name,
            values={"commune": one.commune, "km": round(km)},
            **whose,
        )


def straight_km(one: Point, two: Point) -> float:
    """Return the kilometres between two points as the crow flies."""
    north, south = math.radians(one[0]), math.radians(two[0])
    east = math.radians(two[1] - one[1])
    chord = (
        math.sin((south - north) / 2) ** 2
        + math.cos(north) * math.cos(south) * math.sin(east / 2) ** 2
    )
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(chord))
