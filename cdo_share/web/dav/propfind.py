"""PROPFIND and PROPPATCH: what is there, and what a device wants remembered about it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from werkzeug import Response

from cdo_share.calendars.dav.changes import hold_collection
from cdo_share.calendars.dav.markup import (
    DAV,
    BadMarkup,
    element,
    names_of,
    read_markup,
)
from cdo_share.calendars.dav.refusal import Refusal, dav_refusal
from cdo_share.calendars.dav.remembered import SETTABLE, change_properties, is_kept
from cdo_share.web.dav.answers import multistatus, propstat, response
from cdo_share.web.dav.call import Call
from cdo_share.web.dav.entries import list_known
from cdo_share.web.dav.properties import (
    COMMON,
    Properties,
    calendar_properties,
    entry_properties,
    home_properties,
    own_properties,
    place_of,
    root_properties,
    split,
)

MOST_ASKED = 100  # properties, in one question; programs ask for some thirty


@dataclass(frozen=True, slots=True)
class Asked:
    """Which properties are asked for: by name, or those that everybody wants and these."""

    names: tuple[str, ...] = ()
    is_all: bool = False
    is_names_only: bool = False

    def of(self, properties: Properties) -> list[str]:
        """Return the names that are asked of a place."""
        if self.is_names_only:
            return sorted(properties)
        common = [name for name in properties if name in COMMON] if self.is_all else []
        return [*common, *self.names]


def markup_of(call: Call) -> Element | None:
    """Return what was sent; None for nothing. Raises Refusal (400, 413)."""
    body = call.body()
    if body is None:
        raise Refusal(413)
    if not body.strip():
        return None
    try:
        return read_markup(body)
    except BadMarkup:
        raise Refusal(400) from None


def read_asked(root: Element | None) -> Asked:
    """Return what a DAV:propfind, or a report with a DAV:prop, asks for; raises Refusal (400)."""
    if root is None:
        return Asked(is_all=True)
    if root.find(f"{DAV}propname") is not None:
        return Asked(is_names_only=True)
    if root.find(f"{DAV}allprop") is not None:
        return Asked(_names(root.find(f"{DAV}include")), is_all=True)
    if (asked := root.find(f"{DAV}prop")) is None:
        raise Refusal(400)
    return Asked(_names(asked))


def _names(asked: Element | None) -> tuple[str, ...]:
    """Return the names that are asked for, each once; raises Refusal where they have no end."""
    names = tuple(dict.fromkeys(names_of(asked)))
    if len(names) > MOST_ASKED:
        raise Refusal(413)
    return names


def propfind(call: Call) -> Response:
    """Tell the properties of a place and, at depth 1, of what is directly in it.

    All depths at once are refused, as the standard allows.
    """
    depth = call.header("Depth").lower()
    if depth not in ("0", "1"):
        raise dav_refusal("propfind-finite-depth")
    root = markup_of(call)
    if root is not None and root.tag != f"{DAV}propfind":
        raise Refusal(400)
    asked = read_asked(root)
    places = _places(call, is_deep=depth == "1")
    return multistatus([describe(call, *place, asked) for place in places])


def describe(call: Call, path: str, properties: Properties, asked: Asked) -> Element:
    """Return what a place says to what is asked."""
    if asked.is_names_only:
        return response(path, propstat(200, [element(name) for name in asked.of(properties)]))
    found, missing = split(properties, asked.of(properties))
    said = [propstat(200, found), None if call.is_brief else propstat(404, missing)]
    status = None if any(one is not None for one in said) else 200
    return response(path, *said, status=status)


def _places(call: Call, *, is_deep: bool) -> Iterable[tuple[str, Properties]]:
    place = call.place
    if place.key is None:
        yield place.path, root_properties(call)
        if is_deep:
            yield call.home.path, home_properties(call)
    elif place.calendar is None:
        yield place.path, home_properties(call)
        if is_deep:
            yield from _calendars(call)
    else:
        yield from _calendar(call, is_deep=is_deep)


def _calendars(call: Call) -> Iterator[tuple[str, Properties]]:
    for calendar in call.calendars:
        row = call.collection(calendar)
        yield place_of(call, calendar).path, calendar_properties(call, calendar, row)


def _calendar(call: Call, *, is_deep: bool) -> Iterator[tuple[str, Properties]]:
    calendar, name = call.calendar(), call.place.entry
    row = call.collection(calendar)
    if name is None:
        yield call.place.path, calendar_properties(call, calendar, row)
        if not is_deep:
            return
    entries = list_known(call, row, None if name is None else {name})
    if name is not None and not entries:
        raise Refusal(404)
    for entry in entries:
        path = place_of(call, calendar, entry.name).path
        yield path, entry_properties(call, calendar, entry)


def proppatch(call: Call) -> Response:
    """Remember a calendar's colour, its place in the list, its name, for this person; all or
    nothing of what is asked."""
    root = markup_of(call)
    if root is None or root.tag != f"{DAV}propertyupdate":
        raise Refusal(400)
    if call.place.calendar is None or call.place.entry is not None:
        raise Refusal(403)
    calendar = call.calendar()
    ours = own_properties(call, calendar, call.collection(calendar)).keys() - SETTABLE
    changes = _read_changes(root)
    refused = {
        name for name, value in changes.items() if name in ours or not _is_plain(name, value)
    }
    if not refused:
        with call.writing() as writing:
            row = hold_collection(writing, calendar.person_id, calendar.name)
            if not change_properties(writing, row, _texts(changes)):
                raise Refusal(507)
    return multistatus([response(call.place.path, *_told(changes, refused))])


def _read_changes(root: Element) -> dict[str, Element | None]:
    """Return what is to be set, and what is to be forgotten (None), the last word of each."""
    changes: dict[str, Element | None] = {}
    for act in root:
        for asked in act.findall(f"{DAV}prop"):
            for one in asked:
                changes[one.tag] = one if act.tag == f"{DAV}set" else None
    return changes


def _is_plain(name: str, value: Element | None) -> bool:
    """Return whether a property may be remembered: text within measure, and no word of WebDAV's
    own that we do not know."""
    if name.startswith(DAV) and name not in SETTABLE:
        return False
    return value is None or (len(value) == 0 and is_kept(name, value.text or ""))


def _texts(changes: dict[str, Element | None]) -> dict[str, str | None]:
    return {name: None if one is None else one.text or "" for name, one in changes.items()}


def _told(changes: dict[str, Element | None], refused: set[str]) -> list[Element | None]:
    done = [element(name) for name in changes if name not in refused]
    if not refused:
        return [propstat(200, done)]
    why = element(f"{DAV}error", element(f"{DAV}cannot-modify-protected-property"))
    refusals = [element(name) for name in changes if name in refused]
    return [propstat(403, refusals, why), propstat(424, done)]
