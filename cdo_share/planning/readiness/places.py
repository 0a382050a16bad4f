"""Places that the list of communes does not know, or that lie far from their commune; pure."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

from cdo_share.accounts.pins import MOST_KM
from cdo_share.communes.distance import km_between
from cdo_share.planning.readiness.facts import CdoFact, MemberFact, Point
from cdo_share.planning.readiness.findings import Check, Finding, Severity


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
    members: Iterable[MemberFact], cdos: Iterable[CdoFact], communes: Mapping[str, Point]
) -> Iterator[Finding]:
    """Yield the members and CDOs whose place cannot be right.

    `communes` has the town halls of the communes that the list knows, by INSEE code.
    """
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
    elif (km := km_between(*one.point, *town_hall)) > MOST_KM:
        yield Finding(
            check=Check.PLACE_FAR,
            severity=Severity.LOOK,
            name=one.name,
            values={"commune": one.commune, "km": round(km)},
            **whose,
        )
