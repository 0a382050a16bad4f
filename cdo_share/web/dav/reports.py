"""REPORT: some entries by name, by what they are, by what changed, and when somebody is busy."""

from collections.abc import Callable, Sequence
from xml.etree.ElementTree import Element

from werkzeug import Response

from cdo_share.calendars.dav.changes import Changes, list_changes
from cdo_share.calendars.dav.collections import Calendar
from cdo_share.calendars.dav.filters import read_query
from cdo_share.calendars.dav.markup import CALDAV, DAV, element, text_of
from cdo_share.calendars.dav.models import DavCollection
from cdo_share.calendars.dav.refusal import Refusal, dav_refusal
from cdo_share.web.dav.answers import multistatus, response
from cdo_share.web.dav.asked_data import Wanted, read_wanted, shape
from cdo_share.web.dav.call import Call
from cdo_share.web.dav.entries import Entry, entry_of, list_entries, with_bodies
from cdo_share.web.dav.expanding import expand_property, search_principals, search_properties
from cdo_share.web.dav.free_busy import free_busy
from cdo_share.web.dav.paths import Place, read_href
from cdo_share.web.dav.properties import CALENDAR_DATA, entry_properties, place_of
from cdo_share.web.dav.propfind import Asked, describe, markup_of, read_asked
from cdo_share.web.dav.querying import matching

Report = Callable[[Call, Element], Response]


def report(call: Call) -> Response:
    """Answer a report; raises Refusal, also for one that is not known here."""
    root = markup_of(call)
    if root is None:
        raise Refusal(400)
    answer = _REPORTS.get(root.tag)
    if answer is None:
        raise dav_refusal("supported-report")
    return answer(call, root)


def _calendar_of(call: Call) -> tuple[Calendar, DavCollection]:
    """Return the calendar that a report is about; raises Refusal for another place."""
    if call.place.calendar is None or call.place.entry is not None:
        raise dav_refusal("supported-report")
    calendar = call.calendar()
    return calendar, call.collection(calendar)


def multiget(call: Call, root: Element) -> Response:
    """Return the entries at these addresses; 404 for each that is not there."""
    calendar, row = _calendar_of(call)
    places = _places(root)
    names = {
        place.entry for place in places.values() if place and place.entry and _is_in(call, place)
    }
    entries = list_entries(call, calendar, row, names)
    told = {
        place_of(call, calendar, name).path: said
        for name, said in _tell(call, calendar, row, entries, root).items()
    }
    parts = []
    for text, place in places.items():
        said = told.get(place.path) if place else None
        parts.append(response(text, status=404) if said is None else said)
    return multistatus(parts)


def _places(root: Element) -> dict[str, Place | None]:
    """Return what each address names; of several that name the same, the first.

    Else a short question could be given a long answer over and over.
    """
    found: dict[Place | str, tuple[str, Place | None]] = {}
    for text in map(text_of, root.findall(f"{DAV}href")):
        place = read_href(text)
        found.setdefault(place or text, (text, place))
    return dict(found.values())


def _is_in(call: Call, place: Place) -> bool:
    return (place.key, place.calendar) == (call.asker.key, call.place.calendar)


def query(call: Call, root: Element) -> Response:
    """Return the entries that a filter asks for."""
    calendar, row = _calendar_of(call)
    asked = read_query(root.find(f"{CALDAV}filter"))
    entries = matching(call, calendar, row, asked)
    return multistatus(_tell(call, calendar, row, entries, root).values())


def sync(call: Call, root: Element) -> Response:
    """Return what changed since a device last asked, and what it knows with that."""
    calendar, row = _calendar_of(call)
    if text_of(root.find(f"{DAV}sync-level")) not in ("1", "infinite"):
        raise Refusal(400)
    token = text_of(root.find(f"{DAV}sync-token"))
    changes = list_changes(call.session, row, token, most=_most(root))
    entries = _changed(call, calendar, row, changes)
    told = _tell(call, calendar, row, entries, root)
    gone = [
        response(place_of(call, calendar, item.name).path, status=404)
        for item in changes.items
        if item.name not in told
    ]
    cut = [response(call.place.path, _within_limits(), status=507)] if changes.is_cut else []
    known = element(f"{DAV}sync-token", text=changes.token)
    return multistatus([*told.values(), *gone, *cut, known])


def _within_limits() -> Element:
    return element(f"{DAV}error", element(f"{DAV}number-of-matches-within-limits"))


def _most(root: Element) -> int | None:
    text = text_of(root.find(f"{DAV}limit/{DAV}nresults"))
    if not text:
        return None
    if not text.isdecimal() or len(text) > 9 or int(text) < 1:
        raise Refusal(400)
    return int(text)


def _changed(call: Call, calendar: Calendar, row: DavCollection, changes: Changes) -> list[Entry]:
    return [entry_of(item) for item in changes.items if not item.is_deleted]


def _tell(
    call: Call, calendar: Calendar, row: DavCollection, entries: Sequence[Entry], root: Element
) -> dict[str, Element]:
    """Return what each entry says to what is asked, by name; their bytes where these are."""
    asked = read_asked(root)
    wanted = read_wanted(root)
    if wanted is not None:
        full = _full(call, calendar, row, entries)
        entries = shape(full, wanted, calendar.zone)
    return {entry.name: _tell_one(call, calendar, entry, asked, wanted) for entry in entries}


def _full(
    call: Call, calendar: Calendar, row: DavCollection, entries: Sequence[Entry]
) -> list[Entry]:
    if calendar.is_writable or all(entry.body is not None for entry in entries):
        return with_bodies(call, row, entries)
    return list_entries(call, calendar, row, {entry.name for entry in entries})


def _tell_one(
    call: Call, calendar: Calendar, entry: Entry, asked: Asked, wanted: Wanted | None
) -> Element:
    properties = entry_properties(call, calendar, entry)
    if wanted is not None and entry.body is not None:
        text = entry.body.decode()
        properties[CALENDAR_DATA] = lambda: text
    path = place_of(call, calendar, entry.name).path
    return describe(call, path, properties, asked)


_REPORTS: dict[str, Report] = {
    f"{CALDAV}calendar-multiget": multiget,
    f"{CALDAV}calendar-query": query,
    f"{CALDAV}free-busy-query": free_busy,
    f"{DAV}sync-collection": sync,
    f"{DAV}expand-property": expand_property,
    f"{DAV}principal-search-property-set": search_properties,
    f"{DAV}principal-property-search": search_principals,
}
