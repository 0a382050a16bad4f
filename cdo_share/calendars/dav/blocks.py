"""Blocked time: entries as devices wrote them, byte by byte, sealed; and the time they take.

What an entry says is read beforehand, in a process of its own, without any transaction.
"""

import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import quote

from sqlalchemy import func, select
from sqlalchemy.orm import Session, undefer

from cdo_share.availability.blocking import block_times
from cdo_share.availability.sealing import Seal, Unsealable
from cdo_share.calendars.dav.changes import hold_collection, number_change
from cdo_share.calendars.dav.collections import BUSY, Calendar
from cdo_share.calendars.dav.ending import hold_blocking, require_blocking
from cdo_share.calendars.dav.guard import Looked
from cdo_share.calendars.dav.markup import href
from cdo_share.calendars.dav.models import DavCollection, DavItem
from cdo_share.calendars.dav.refusal import Refusal, caldav_refusal

MOST_BYTES = 100_000
MOST_ENTRIES = 2_000
READ_AGAIN_BEFORE = timedelta(days=30)  # the end of the days for which entries block


@dataclass(frozen=True, slots=True)
class Match:
    """What a device says it knows of an entry; None where it says nothing.

    Each holds ETags without quotes, or "*" for anything that is there.
    """

    if_match: frozenset[str] | None = None
    if_none_match: frozenset[str] | None = None

    def check(self, etag: str | None) -> None:
        """Raise Refusal (412) unless the entry, None for none, is as the device thinks."""
        if self.if_match is not None and not _meets(self.if_match, etag):
            raise Refusal(412)
        if self.if_none_match is not None and _meets(self.if_none_match, etag):
            raise Refusal(412)


def _meets(known: frozenset[str], etag: str | None) -> bool:
    return etag is not None and ("*" in known or etag in known)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """An entry as a device sent it, what it says, and the last day for which it was read.

    `folder` is the address of its calendar, for what a refusal tells.
    """

    folder: str
    name: str
    body: bytes
    looked: Looked
    read_until: date


def find_item(session: Session, collection: DavCollection, name: str) -> DavItem | None:
    """Return an entry that is there, also a visit."""
    item = _find_any(session, collection, name)
    return None if item is None or item.is_deleted else item


def _find_any(session: Session, collection: DavCollection, name: str) -> DavItem | None:
    wanted = DavItem.collection_id == collection.id, DavItem.name == name
    return session.scalar(select(DavItem).where(*wanted))


def list_items(session: Session, collection: DavCollection) -> list[DavItem]:
    """Return the entries of a calendar in the order of their last change."""
    wanted = DavItem.collection_id == collection.id, DavItem.is_deleted.is_(False)
    return list(session.scalars(select(DavItem).where(*wanted).order_by(DavItem.revision)))


def load_blocks(
    session: Session, collection: DavCollection, seal: Seal, names: Collection[str] | None = None
) -> dict[str, bytes]:
    """Return entries as they were sent, by name; all for None.

    One that was sealed with another key is left out: it can no longer be read.
    """
    wanted = [DavItem.collection_id == collection.id, DavItem.is_deleted.is_(False)]
    if names is not None:
        wanted.append(DavItem.name.in_(names))
    rows = session.execute(select(DavItem.name, DavItem.sealed).where(*wanted))
    return dict(_opened([(name, sealed) for name, sealed in rows if sealed], seal))


def _opened(rows: Sequence[tuple[str, bytes]], seal: Seal) -> Iterator[tuple[str, bytes]]:
    for name, sealed in rows:
        try:
            yield name, seal.open_bytes(sealed)
        except Unsealable:
            continue


def put_block(
    session: Session, calendar: Calendar, sent: Sent, *, match: Match, seal: Seal, now: datetime
) -> tuple[DavItem, bool]:
    """Store an entry, and let it block its times; return it and whether it is new.

    Raises Refusal: for what a device wrongly believes to be there, for an entry that is there
    under another name, for one entry too many, and for somebody who is no CDO any more.
    """
    require_blocking(session, calendar.person_id)
    collection = hold_collection(session, calendar.person_id, calendar.name)
    item = _find_any(session, collection, sent.name)
    is_new = item is None or item.is_deleted
    match.check(None if item is None or is_new else item.etag)
    uid_sha256 = hashlib.sha256(sent.looked.uid.encode()).digest()
    _refuse_other_uid(session, collection, None if is_new else item, sent, uid_sha256)
    if is_new and _count(session, collection) >= MOST_ENTRIES:
        raise Refusal(507)
    if item is None:
        item = DavItem(collection_id=collection.id, name=sent.name)
        session.add(item)
    _write(item, sent, uid_sha256, seal)
    number_change(collection, item, now)
    times = sent.looked.times
    block_times(session, person_id=calendar.person_id, uid_sha256=uid_sha256, times=times)
    return item, is_new


def _refuse_other_uid(
    session: Session,
    collection: DavCollection,
    item: DavItem | None,
    sent: Sent,
    uid_sha256: bytes,
) -> None:
    """Refuse an entry that is there under another name, and one in the place of another entry."""
    known = DavItem.collection_id == collection.id, DavItem.uid_sha256 == uid_sha256
    name = session.scalar(select(DavItem.name).where(*known, DavItem.name != sent.name))
    if item is not None and item.uid_sha256 != uid_sha256:
        name = name or item.name
    if name is not None:
        raise caldav_refusal("no-uid-conflict", href(sent.folder + quote(name)))


def _count(session: Session, collection: DavCollection) -> int:
    wanted = DavItem.collection_id == collection.id, DavItem.is_deleted.is_(False)
    return session.scalars(select(func.count()).where(*wanted)).one()


def _write(item: DavItem, sent: Sent, uid_sha256: bytes, seal: Seal) -> None:
    looked = sent.looked
    item.uid_sha256, item.is_deleted = uid_sha256, False
    item.etag, item.size_bytes = hashlib.sha256(sent.body).hexdigest(), len(sent.body)
    item.sealed = seal.close_bytes(sent.body)
    item.starts_at, item.ends_at = looked.starts_at, looked.ends_at
    item.is_recurring = looked.is_recurring
    item.read_until = _unless_all(item, sent.read_until)


def _unless_all(item: DavItem, read_until: date) -> date | None:
    """Return the last day for which an entry is read; None when nothing of it comes later."""
    # A day less: the last one ends at midnight where the person is, not in UTC.
    end = item.ends_at
    return None if end is not None and end.date() < read_until else read_until


def delete_block(
    session: Session, calendar: Calendar, name: str, *, match: Match, now: datetime
) -> None:
    """Forget an entry and free its times; raises Refusal (404, 412)."""
    require_blocking(session, calendar.person_id)
    collection = hold_collection(session, calendar.person_id, calendar.name)
    item = find_item(session, collection, name)
    match.check(item.etag if item else None)
    if item is None:
        raise Refusal(404)
    _release(session, calendar, item)
    item.is_deleted, item.uid_sha256, item.sealed = True, None, None
    item.starts_at = item.ends_at = item.read_until = None
    number_change(collection, item, now)
    session.flush()


def _release(session: Session, calendar: Calendar, item: DavItem) -> None:
    if item.uid_sha256 is not None:
        block_times(session, person_id=calendar.person_id, uid_sha256=item.uid_sha256, times=())


def find_ending(session: Session, *, until: date) -> tuple[int, DavItem] | None:
    """Return a person and one of their entries that is read for less than `until` asks, its bytes
    loaded; None when there is none."""
    statement = (
        select(DavCollection.person_id, DavItem)
        .join(DavCollection, DavCollection.id == DavItem.collection_id)
        .where(DavItem.read_until < until - READ_AGAIN_BEFORE)
        .where(DavCollection.name == BUSY)
        .order_by(DavItem.read_until, DavItem.id)
        .limit(1)
        .options(undefer(DavItem.sealed))
    )
    row = session.execute(statement).first()
    return None if row is None else (row[0], row[1])


def extend_block(
    session: Session, person_id: int, item: DavItem, *, looked: Looked | None, read_until: date
) -> None:
    """Let an entry block the days up to a later one, unless it has changed.

    None for an entry that can no longer be read: what it blocks stays.
    """
    hold_blocking(session, person_id)
    collection = hold_collection(session, person_id, BUSY)
    now = find_item(session, collection, item.name)
    if now is None or now.etag != item.etag or now.uid_sha256 is None:
        return
    now.read_until = _unless_all(now, read_until)
    if looked is not None:
        uid_sha256, times = now.uid_sha256, looked.times
        block_times(session, person_id=person_id, uid_sha256=uid_sha256, times=times)
    session.flush()
