"""The changes of a calendar, numbered one by one, so that a device is told exactly those that it
does not know."""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Person
from cdo_share.calendars.dav.models import DavCollection, DavItem
from cdo_share.calendars.dav.refusal import dav_refusal

REMEMBERED = timedelta(days=180)
_TOKEN = re.compile(r"data:,([0-9a-f]{16})-([0-9]{1,9})\Z")


@dataclass(frozen=True, slots=True)
class Changes:
    """What a device does not know yet, oldest first; `token` is what it knows with it.

    `is_cut` says that there is more.
    """

    items: list[DavItem]
    token: str
    is_cut: bool


def find_collection(session: Session, person_id: int, name: str) -> DavCollection | None:
    """Return the row of a calendar; None when no device ever asked for it."""
    return session.scalar(
        select(DavCollection).where(
            DavCollection.person_id == person_id, DavCollection.name == name
        )
    )


def hold_collection(session: Session, person_id: int, name: str) -> DavCollection:
    """Return the row of a calendar, made if it is new, held until the transaction ends."""
    row = _held(session, person_id, name)
    if row is None:
        # Who makes it first is settled by the person's row.
        session.execute(select(Person.id).where(Person.id == person_id).with_for_update())
        row = _held(session, person_id, name)
    if row is None:
        row = DavCollection(person_id=person_id, name=name, nonce=secrets.token_hex(8))
        session.add(row)
        session.flush()
    return row


def _held(session: Session, person_id: int, name: str) -> DavCollection | None:
    wanted = DavCollection.person_id == person_id, DavCollection.name == name
    held = select(DavCollection).where(*wanted).with_for_update()
    return session.scalar(held.execution_options(populate_existing=True))


def number_change(collection: DavCollection, item: DavItem, now: datetime) -> None:
    """Give an entry that is new, changed or gone the next number of its calendar."""
    collection.revision += 1
    item.revision, item.changed_at = collection.revision, now


def token_of(collection: DavCollection) -> str:
    """Return what a device knows that knows all of a calendar."""
    return _token(collection, collection.revision)


def _token(collection: DavCollection, revision: int) -> str:
    return f"data:,{collection.nonce}-{revision}"


def list_changes(
    session: Session, collection: DavCollection, token: str, *, most: int | None = None
) -> Changes:
    """Return what changed since `token`; all that is there for an empty one.

    At most `most` changes come at once. Raises Refusal for a token that was never given out, or
    is too old.
    """
    since = _read_token(collection, token) if token else None
    wanted = [DavItem.collection_id == collection.id, DavItem.revision > (since or 0)]
    if since is None:
        wanted.append(DavItem.is_deleted.is_(False))
    limit = None if most is None else most + 1
    items = list(
        session.scalars(select(DavItem).where(*wanted).order_by(DavItem.revision).limit(limit))
    )
    if most is None or len(items) <= most:
        return Changes(items, token_of(collection), is_cut=False)
    return Changes(items[:most], _token(collection, items[most - 1].revision), is_cut=True)


def _read_token(collection: DavCollection, token: str) -> int:
    found = _TOKEN.match(token)
    is_ours = found is not None and found[1] == collection.nonce
    since = int(found[2]) if found and is_ours else -1
    if not collection.forgotten_revision <= since <= collection.revision:
        raise dav_refusal("valid-sync-token")
    return since


def forget_deleted(session: Session, now: datetime) -> int:
    """Forget the entries that have been gone for half a year; return how many.

    A device that was away for longer reads the whole calendar anew.
    """
    gone = DavItem.is_deleted, DavItem.changed_at < now - REMEMBERED
    old = select(DavItem.collection_id, func.max(DavItem.revision)).where(*gone)
    count = 0
    for collection_id, revision in session.execute(old.group_by(DavItem.collection_id)).all():
        held = select(DavCollection).where(DavCollection.id == collection_id).with_for_update()
        collection = session.scalars(held).one()
        collection.forgotten_revision = max(collection.forgotten_revision, revision)
        session.execute(delete(DavItem).where(DavItem.collection_id == collection_id, *gone))
        count += 1
    session.flush()
    return count
