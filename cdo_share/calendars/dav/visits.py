"""Calendars of visits: the bytes of the feed, event by event, with their changes numbered.

Nothing is rendered. When a feed has other bytes than the last time a device asked, its events are
compared with those known, once; who asks next only reads.
"""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.calendars.contents import times_of
from cdo_share.calendars.dav.changes import find_collection, hold_collection, number_change
from cdo_share.calendars.dav.collections import Calendar
from cdo_share.calendars.dav.events import VisitEvent, list_events, source_of
from cdo_share.calendars.dav.models import DavCollection, DavItem
from cdo_share.calendars.dav.moments import Span
from cdo_share.calendars.models import Feed
from cdo_share.calendars.queries import find_feed, load_body
from cdo_share.calendars.service import open_feed
from cdo_share.publishing.queries import list_visits_by_id


@dataclass(frozen=True, slots=True)
class Surroundings:
    """When, and at which address, a feed is rendered that never was."""

    now: datetime
    base_url: str


def is_current(session: Session, calendar: Calendar) -> bool:
    """Return whether the numbered changes are those of the feed as it stands; two statements.

    A calendar that devices write into is current as soon as there is one.
    """
    known = find_collection(session, calendar.person_id, calendar.name)
    if calendar.is_writable:
        return known is not None
    feed = _find_feed(session, calendar)
    return bool(feed and known and known.source_sha256 == source_of(feed.etag, calendar.zone))


def _find_feed(session: Session, calendar: Calendar) -> Feed | None:
    if calendar.feed is None or calendar.groupement_id is None:
        return None
    return find_feed(session, calendar.groupement_id, calendar.feed)


def catch_up(session: Session, calendar: Calendar, around: Surroundings) -> None:
    """Number what changed in the feed since a device last asked; raises NotFound."""
    if calendar.feed is None or calendar.groupement_id is None:
        hold_collection(session, calendar.person_id, calendar.name)
        return
    feed = open_feed(
        session,
        groupement_id=calendar.groupement_id,
        key=calendar.feed,
        now=around.now,
        base_url=around.base_url,
    )
    collection = hold_collection(session, calendar.person_id, calendar.name)
    source = source_of(feed.etag, calendar.zone)
    if collection.source_sha256 != source:
        _note(session, collection, _events(session, feed, calendar.zone), around.now)
        collection.source_sha256 = source
    session.flush()


def _events(session: Session, feed: Feed, zone: str) -> list[VisitEvent]:
    return list(list_events(load_body(session, feed.id), zone))


def _note(
    session: Session, collection: DavCollection, events: list[VisitEvent], now: datetime
) -> None:
    items = select(DavItem).where(DavItem.collection_id == collection.id).order_by(DavItem.id)
    known = {item.name: item for item in session.scalars(items)}
    for event in events:
        item = known.pop(event.name, None)
        if item is None:
            item = DavItem(collection_id=collection.id, name=event.name)
            session.add(item)
        elif item.etag == event.etag and not item.is_deleted:
            continue
        _write(item, event)
        number_change(collection, item, event.changed_at)
    for item in known.values():
        if not item.is_deleted:
            item.is_deleted = True
            number_change(collection, item, now)


def _write(item: DavItem, event: VisitEvent) -> None:
    item.etag, item.size_bytes, item.is_deleted = event.etag, len(event.body), False
    item.starts_at, item.ends_at, item.is_recurring = event.starts_at, event.ends_at, False


def load_visits(
    session: Session, calendar: Calendar, names: Collection[str] | None = None
) -> list[VisitEvent]:
    """Return the visits of these names, all for None, as the feed has them now."""
    feed = _find_feed(session, calendar)
    if feed is None:
        return []
    events = _events(session, feed, calendar.zone)
    return [event for event in events if names is None or event.name in names]


def list_taken(session: Session, calendar: Calendar) -> list[Span]:
    """Return from when until when each visit of a calendar takes the time of its reader.

    Of a visit that shows its day only, these are the half-days that are agreed, not the day.
    """
    taken = [visit for visit in load_visits(session, calendar) if visit.is_opaque]
    halfdays = _halfdays(session, calendar, [visit.uid for visit in taken if visit.is_all_day])
    return [halfdays.get(visit.uid, (visit.starts_at, visit.ends_at)) for visit in taken]


def _halfdays(
    session: Session, calendar: Calendar, visit_ids: Collection[uuid.UUID]
) -> dict[uuid.UUID, Span]:
    if not visit_ids or calendar.groupement_id is None:
        return {}
    views = list_visits_by_id(session, calendar.groupement_id, visit_ids)
    return {view.id: times_of(view, calendar.zone) for view in views}
