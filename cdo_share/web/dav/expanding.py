"""What Apple's programs ask of principals: properties of what properties point to, and a search
that finds nobody, since nobody's calendars are anybody else's business."""

import re
from xml.etree.ElementTree import Element

from werkzeug import Response

from cdo_share.calendars.dav.markup import DAV, element, write_markup
from cdo_share.calendars.dav.refusal import Refusal
from cdo_share.web.dav.answers import XML, multistatus, propstat, response
from cdo_share.web.dav.call import Call
from cdo_share.web.dav.paths import read_href
from cdo_share.web.dav.properties import (
    Properties,
    calendar_properties,
    home_properties,
    root_properties,
    say,
)
from cdo_share.web.dav.propfind import MOST_ASKED

DEEPEST = 4
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,99}")


def expand_property(call: Call, root: Element) -> Response:
    """Return properties of the place, in them those of the places that they point to.

    Raises Refusal: 400 for a name that XML does not have, 413 for questions without end.
    """
    asked = list(root.iter(f"{DAV}property"))
    if not all(
        _NAME.fullmatch(one.get("name", "")) and one.get("namespace") != "" for one in asked
    ):
        raise Refusal(400)
    if len(asked) > MOST_ASKED:
        raise Refusal(413)
    found = _properties_at(call, call.place.path)
    if found is None:
        raise Refusal(404)
    return multistatus([_expanded(call, call.place.path, found, root, DEEPEST)])


def _properties_at(call: Call, path: str) -> Properties | None:
    place = read_href(path)
    if place is None or place.entry is not None or place.key not in (None, call.asker.key):
        return None
    if place.key is None:
        return root_properties(call)
    if place.calendar is None:
        return home_properties(call)
    calendar = call.calendar(place.calendar)
    return calendar_properties(call, calendar, call.collection(calendar))


def _expanded(
    call: Call, path: str, properties: Properties, asked: Element, levels: int
) -> Element:
    found, missing = [], []
    for one in asked.findall(f"{DAV}property"):
        name = f"{{{one.get('namespace', 'DAV:')}}}{one.get('name', '')}"
        if name not in properties:
            missing.append(element(name))
            continue
        said = say(properties, name)
        if one.find(f"{DAV}property") is not None and levels:
            said[:] = [_followed(call, child, one, levels - 1) for child in said]
        found.append(said)
    parts = propstat(200, found), propstat(404, missing)
    return response(path, *parts, status=None if found or missing else 200)


def _followed(call: Call, pointer: Element, asked: Element, levels: int) -> Element:
    """Return what stands at the place that an element points to, in its stead."""
    path = pointer.text or ""
    properties = _properties_at(call, path) if pointer.tag == f"{DAV}href" else None
    return pointer if properties is None else _expanded(call, path, properties, asked, levels)


def search_properties(_call: Call, _root: Element) -> Response:
    """Return that people cannot be searched for by anything."""
    body = write_markup(element(f"{DAV}principal-search-property-set"))
    return Response(body, content_type=XML)


def search_principals(_call: Call, _root: Element) -> Response:
    """Return nobody."""
    return multistatus([])
