"""Erasing two-way calendars without a right behind them: what somebody blocked is nobody else's."""

from sqlalchemy import ColumnElement, String, and_, cast, delete, exists, literal, or_, select
from sqlalchemy.orm import Session

from cdo_share.accounts.belonging import still_belongs
from cdo_share.accounts.models import Person, Role, RoleKind
from cdo_share.availability.blocking import free_all, hold_engagements
from cdo_share.calendars.dav.collections import BUSY, VISITS
from cdo_share.calendars.dav.models import DavCollection, DavItem, DavProperty
from cdo_share.calendars.dav.refusal import Refusal


def erase_lost_calendars(session: Session) -> int:
    """Erase every calendar that its person no longer has, with its entries, what devices remember
    of it and the time it blocks; return how many.

    Whoever has it again begins with an empty one: devices are told that theirs is too old.
    """
    held = select(DavCollection.id, DavCollection.person_id, DavCollection.name)
    lost = session.execute(
        held.where(~_is_right_there()).order_by(DavCollection.id).with_for_update(of=DavCollection)
    ).all()
    if not lost:
        return 0
    ids = [row.id for row in lost]
    for kind in (DavItem, DavProperty):
        session.execute(delete(kind).where(kind.collection_id.in_(ids)))
    session.execute(delete(DavCollection).where(DavCollection.id.in_(ids)))
    free_all(session, [row.person_id for row in lost if row.name == BUSY])
    return len(lost)


def _is_right_there() -> ColumnElement[bool]:
    """Return the condition, over `DavCollection`, that its person still has it."""
    blocks = and_(DavCollection.name == BUSY, Role.kind == RoleKind.CDO)
    is_of_role = or_(blocks, DavCollection.name == literal(VISITS) + cast(Role.id, String))
    return exists().where(
        Role.person_id == DavCollection.person_id,
        Role.person.has(Person.is_active),
        still_belongs(),
        is_of_role,
    )


def hold_blocking(session: Session, person_id: int) -> None:
    """Hold a person and their engagements before what they block is written.

    Whoever takes the right to it away meanwhile waits and erases what was written, or was first.
    """
    people = select(Person.id).where(Person.id == person_id)
    session.execute(people.with_for_update(key_share=True))
    hold_engagements(session, person_id)


def require_blocking(session: Session, person_id: int) -> None:
    """Hold as `hold_blocking`, and raise Refusal (404) unless the person is a CDO now."""
    hold_blocking(session, person_id)
    is_cdo = exists().where(
        Role.person_id == person_id,
        Role.kind == RoleKind.CDO,
        Role.person.has(Person.is_active),
        still_belongs(),
    )
    if not session.scalar(select(is_cdo)):
        raise Refusal(404)
