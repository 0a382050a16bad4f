"""The site of a member or of a CDO's base, as a wish wants it: kept or made."""

from typing import Protocol

from sqlalchemy.orm import Session

from cdo_share.accounts.models import Site
from cdo_share.accounts.places import make_site


class Placed(Protocol):
    """What a wish says of a place; without `lat` and `lon`, degrees, the commune decides."""

    @property
    def name(self) -> str: ...
    @property
    def address(self) -> str: ...
    @property
    def insee(self) -> str: ...
    @property
    def lat(self) -> float | None: ...
    @property
    def lon(self) -> float | None: ...


def settle(session: Session, groupement_id: int, site_id: int | None, wish: Placed) -> Site:
    """Return the site of whoever wishes: as it is, or a new one: a site never moves."""
    site = session.get(Site, site_id) if site_id else None
    if site is not None and is_same_place(site, wish):
        return site
    return make_site(
        session,
        groupement_id=groupement_id,
        name=wish.name,
        address=wish.address,
        insee=wish.insee,
        lat=wish.lat,
        lon=wish.lon,
    )


def is_same_place(site: Site, wish: Placed) -> bool:
    """Return whether a wish leaves a site where it is."""
    if (site.address, site.insee) != (wish.address, wish.insee):
        return False
    if wish.lat is None or wish.lon is None:
        return True
    return (site.lat, site.lon) == (wish.lat, wish.lon)
