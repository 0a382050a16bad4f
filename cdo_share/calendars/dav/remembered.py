"""What a device remembers with us about a calendar: its colour, order, name, and a few more."""

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from cdo_share.calendars.dav.markup import APPLE, CALDAV, DAV
from cdo_share.calendars.dav.models import DavCollection, DavProperty

DISPLAY_NAME = f"{DAV}displayname"
COLOUR = f"{APPLE}calendar-color"
ORDER = f"{APPLE}calendar-order"
DESCRIPTION = f"{CALDAV}calendar-description"
# Of the names that we answer ourselves, those that a device may set.
SETTABLE = frozenset((DISPLAY_NAME, COLOUR, ORDER, DESCRIPTION, f"{CALDAV}calendar-timezone"))
MOST_PROPERTIES = 40
MOST_CHARACTERS = 5_000
MOST_NAME_CHARACTERS = 200


def is_kept(name: str, value: str) -> bool:
    """Return whether a property is within measure; what it means is the device's affair."""
    return len(name) <= MOST_NAME_CHARACTERS and len(value) <= MOST_CHARACTERS


def list_properties(session: Session, collection: DavCollection | None) -> dict[str, str]:
    """Return what is remembered about a calendar, by {namespace}name."""
    if collection is None:
        return {}
    rows = select(DavProperty.name, DavProperty.value)
    known = rows.where(DavProperty.collection_id == collection.id).order_by(DavProperty.name)
    return {name: value for name, value in session.execute(known)}


def change_properties(
    session: Session, collection: DavCollection, changes: dict[str, str | None]
) -> bool:
    """Remember properties, or forget those that are None; False when they would be too many."""
    where = DavProperty.collection_id == collection.id
    session.execute(delete(DavProperty).where(where, DavProperty.name.in_(changes)))
    session.add_all(
        DavProperty(collection_id=collection.id, name=name, value=value)
        for name, value in changes.items()
        if value is not None
    )
    session.flush()
    count = session.scalars(select(func.count()).select_from(DavProperty).where(where)).one()
    return count <= MOST_PROPERTIES
