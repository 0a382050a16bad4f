"""The answers of CalDAV: many statuses in one document, and refusals that say why."""

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from xml.etree.ElementTree import Element

from werkzeug import Response

from cdo_share.calendars.dav.markup import DAV, element, href, write_markup
from cdo_share.calendars.dav.refusal import Refusal

XML = "application/xml; charset=utf-8"
CALENDAR = "text/calendar; charset=utf-8; component=vevent"


def status_line(status: int) -> str:
    """Return a status as it stands in a document."""
    return f"HTTP/1.1 {status} {HTTPStatus(status).phrase}"


def multistatus(parts: Iterable[Element]) -> Response:
    """Return 207 with what is said of each place."""
    return Response(write_markup(element(f"{DAV}multistatus", *parts)), 207, content_type=XML)


def propstat(status: int, properties: Iterable[Element], *more: Element) -> Element | None:
    """Return what is said of some properties; None for none."""
    found = list(properties)
    if not found:
        return None
    said = element(f"{DAV}status", text=status_line(status))
    return element(f"{DAV}propstat", element(f"{DAV}prop", *found), said, *more)


def response(path: str, *parts: Element | None, status: int | None = None) -> Element:
    """Return what is said of one place: its properties, or a status of the whole."""
    said = None if status is None else element(f"{DAV}status", text=status_line(status))
    return element(f"{DAV}response", href(path), said, *parts)


def refused(refusal: Refusal, headers: Mapping[str, str] | None = None) -> Response:
    """Return a refusal with the condition that was not met, where there is one."""
    if refusal.condition is None:
        text = f"{HTTPStatus(refusal.status).phrase}\n"
        return Response(text, refusal.status, mimetype="text/plain", headers=dict(headers or {}))
    body = write_markup(element(f"{DAV}error", refusal.condition))
    return Response(body, refusal.status, content_type=XML, headers=dict(headers or {}))
