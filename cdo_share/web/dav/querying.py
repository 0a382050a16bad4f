"""Which entries of a calendar a query asks for."""

from collections.abc import Sequence

from cdo_share.calendars.dav.collections import Calendar
from cdo_share.calendars.dav.filters import Query, Stretch
from cdo_share.calendars.dav.guard import which_touch
from cdo_share.calendars.dav.lines import read_parts
from cdo_share.calendars.dav.models import DavCollection
from cdo_share.calendars.dav.moments import touches
from cdo_share.web.dav.call import Call
from cdo_share.web.dav.entries import Entry, list_entries, with_bodies


def matching(call: Call, calendar: Calendar, row: DavCollection, query: Query) -> list[Entry]:
    """Return the entries that meet a query, in the order of the calendar; raises Refusal."""
    if query.is_empty:
        return []
    entries = list_entries(call, calendar, row)
    if query.stretch is not None:
        entries = within(call, calendar, row, entries, query.stretch)
    if not query.asks_contents:
        return entries
    full = with_bodies(call, row, entries)
    return [entry for entry in full if query.meets(read_parts(entry.body or b""))]


def within(
    call: Call,
    calendar: Calendar,
    row: DavCollection,
    entries: Sequence[Entry],
    stretch: Stretch,
) -> list[Entry]:
    """Return the entries of which any part lies in a stretch of time; raises Refusal."""
    near = [entry for entry in entries if may_touch(entry, stretch)]
    repeating = with_bodies(call, row, [entry for entry in near if entry.is_recurring])
    bodies = [entry.body or b"" for entry in repeating]
    marks = which_touch(bodies, stretch.first, stretch.after, calendar.zone)
    found = {one.name for one, is_in in zip(repeating, marks, strict=True) if is_in}
    return [entry for entry in near if not entry.is_recurring or entry.name in found]


def may_touch(entry: Entry, stretch: Stretch) -> bool:
    """Return whether any part of an entry may lie in a stretch; for one that repeats, a guess."""
    if entry.ends_at is None:
        return entry.starts_at < stretch.after
    return touches((entry.starts_at, entry.ends_at), stretch.first, stretch.after)
