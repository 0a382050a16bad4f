"""Making sites: a commune of the official list, and a pin where it is not enough.

A site never changes: visits and releases point to it. Whoever moves gets another.
"""

from dataclasses import dataclass
from typing import cast

from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified
from sqlalchemy.orm.exc import StaleDataError

from cdo_share.accounts.models import Member, Site
from cdo_share.accounts.pins import place_faults
from cdo_share.accounts.queries import get_member
from cdo_share.communes.table import Commune, get_commune
from cdo_share.core.errors import Conflict, Fault, InvalidInput
from cdo_share.core.i18n import N_
from cdo_share.core.text import clean_line

__all__ = ["PlaceWish", "make_site", "move_member", "new_site", "place_faults"]

MOST_NAME_CHARACTERS = 120
MOST_ADDRESS_CHARACTERS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceWish:
    """Where a site is to be: a commune (INSEE code), and a pin in degrees or none."""

    insee: str
    address: str = ""
    lat: float | None = None
    lon: float | None = None


def make_site(  # noqa: PLR0913 - one argument per column
    session: Session,
    *,
    groupement_id: int,
    name: str,
    insee: str,
    address: str = "",
    lat: float | None = None,
    lon: float | None = None,
) -> Site:
    """Store a new site in a commune, at the pin or, without one, at its town hall.

    Raises InvalidInput with every fault, at `name`, `address`, `commune`, `lat` or `lon`.
    """
    wish = PlaceWish(insee=insee, address=address, lat=lat, lon=lon)
    site = new_site(groupement_id, name, wish)
    session.add(site)
    session.flush()
    return site


def new_site(groupement_id: int, name: str, wish: PlaceWish) -> Site:
    """Return a site that is not stored yet; raises InvalidInput like `make_site`."""
    site = Site(groupement_id=groupement_id, name=clean_line(name))
    _refuse([*_text_faults("name", site.name, MOST_NAME_CHARACTERS), *_wish_faults(wish)])
    _write(site, wish)
    return site


def move_member(
    session: Session, *, groupement_id: int, member_id: int, wish: PlaceWish, version: int
) -> Member:
    """Move a member to a new site; the old one stays for what was planned there.

    Raises NotFound, Conflict when `version` is not the member's present one, InvalidInput.
    """
    member = get_member(session, groupement_id, member_id)
    if member.version != version:
        raise _changed_meanwhile()
    site = new_site(groupement_id, member.site.name, wish)
    if not _is_same(site, member.site):
        session.add(site)
        session.flush()
        member.site_id = site.id
    flag_modified(member, "site_id")  # a higher version, although only the site changed
    try:
        session.flush()
    except StaleDataError as error:
        raise _changed_meanwhile() from error
    session.expire(member)
    return get_member(session, groupement_id, member_id)


def _is_same(one: Site, other: Site) -> bool:
    names = ("address", "insee", "lat", "lon")
    return all(getattr(one, name) == getattr(other, name) for name in names)


def _write(site: Site, wish: PlaceWish) -> None:
    commune = cast("Commune", get_commune(wish.insee))  # a wish without faults has one
    site.address = clean_line(wish.address)
    site.commune, site.insee = commune.name, commune.insee
    site.lat = commune.lat if wish.lat is None else wish.lat
    site.lon = commune.lon if wish.lon is None else wish.lon


def _wish_faults(wish: PlaceWish) -> list[Fault]:
    address = clean_line(wish.address)
    faults = _length_faults("address", address, MOST_ADDRESS_CHARACTERS)
    return [*faults, *place_faults(wish.insee, wish.lat, wish.lon)]


def _text_faults(field: str, text: str, most: int) -> list[Fault]:
    return [Fault(field, N_("Give a name."))] if not text else _length_faults(field, text, most)


def _length_faults(field: str, text: str, most: int) -> list[Fault]:
    if len(text) <= most:
        return []
    sentence = N_("This text has %(length)s characters; shorten it to %(most)s at most.")
    return [Fault(field, sentence, {"length": len(text), "most": most})]


def _refuse(faults: list[Fault]) -> None:
    if faults:
        raise InvalidInput(*faults)


def _changed_meanwhile() -> Conflict:
    return Conflict(
        N_("Somebody changed your firm while you were writing; look at it again, then change it.")
    )
