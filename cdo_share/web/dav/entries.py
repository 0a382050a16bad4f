"""The entries of a calendar as answers need them: visits and blocked time alike."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from cdo_share.calendars.dav.blocks import list_items, load_blocks
from cdo_share.calendars.dav.collections import Calendar
from cdo_share.calendars.dav.events import VisitEvent
from cdo_share.calendars.dav.models import DavCollection, DavItem
from cdo_share.calendars.dav.visits import load_visits
from cdo_share.web.dav.call import Call


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry; `body` is None until it is loaded, `ends_at` None where it repeats."""

    name: str
    etag: str
    size_bytes: int
    changed_at: datetime
    starts_at: datetime
    ends_at: datetime | None
    is_recurring: bool = False
    body: bytes | None = None


def entry_of(item: DavItem) -> Entry:
    """Return the entry of a row that is there."""
    return Entry(
        name=item.name,
        etag=item.etag,
        size_bytes=item.size_bytes,
        changed_at=item.changed_at,
        starts_at=item.starts_at or item.changed_at,
        ends_at=item.ends_at,
        is_recurring=item.is_recurring,
    )


def _entry_of_visit(event: VisitEvent) -> Entry:
    return Entry(
        name=event.name,
        etag=event.etag,
        size_bytes=len(event.body),
        changed_at=event.changed_at,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        body=event.body,
    )


def list_known(
    call: Call, collection: DavCollection, names: Collection[str] | None = None
) -> list[Entry]:
    """Return entries of a calendar, of these names or all, without their bytes."""
    items = list_items(call.session, collection)
    return [entry_of(item) for item in items if names is None or item.name in names]


def list_entries(
    call: Call, calendar: Calendar, collection: DavCollection, names: Collection[str] | None = None
) -> list[Entry]:
    """Return entries of a calendar, of these names or all; those of visits with their bytes."""
    if not calendar.is_writable:
        return [_entry_of_visit(event) for event in load_visits(call.session, calendar, names)]
    return list_known(call, collection, names)


def with_bodies(call: Call, collection: DavCollection, entries: Sequence[Entry]) -> list[Entry]:
    """Return the entries with their bytes; one that can no longer be opened is left out."""
    missing = {entry.name for entry in entries if entry.body is None}
    if not missing:
        return list(entries)
    bodies = load_blocks(call.session, collection, call.seal, missing)
    known = [replace(one, body=bodies.get(one.name, one.body)) for one in entries]
    return [entry for entry in known if entry.body is not None]
