"""GET, PUT and DELETE of one entry, with what a device says it knows of it."""

from zoneinfo import ZoneInfo

from werkzeug import Response
from werkzeug.http import http_date

from cdo_share.availability.reading.guard import days_to_read
from cdo_share.calendars.dav.blocks import (
    MOST_BYTES,
    Match,
    Sent,
    delete_block,
    find_item,
    put_block,
)
from cdo_share.calendars.dav.collections import Calendar
from cdo_share.calendars.dav.guard import Reading, look_at
from cdo_share.calendars.dav.refusal import Refusal, caldav_refusal, dav_refusal
from cdo_share.web.dav.answers import CALENDAR
from cdo_share.web.dav.call import Call
from cdo_share.web.dav.entries import list_entries, with_bodies
from cdo_share.web.dav.free_busy import own_of
from cdo_share.web.dav.properties import place_of


def match_of(call: Call) -> Match:
    """Return what a device says it knows of the entry that it asks about."""
    return Match(_etags(call.header("If-Match")), _etags(call.header("If-None-Match")))


def _etags(header: str) -> frozenset[str] | None:
    if not header:
        return None
    parts = (part.strip().removeprefix("W/") for part in header.split(","))
    return frozenset(part.strip('"') for part in parts)


def show(call: Call) -> Response:
    """Return the bytes of an entry, or 304."""
    if call.place.entry is None:
        raise Refusal(405)
    calendar = call.calendar()
    row = call.collection(calendar)
    found = with_bodies(call, row, list_entries(call, calendar, row, {call.place.entry}))
    if not found:
        raise Refusal(404)
    entry, known = found[0], match_of(call)
    if known.if_match is not None:
        Match(if_match=known.if_match).check(entry.etag)
    headers = {"ETag": f'"{entry.etag}"', "Last-Modified": http_date(entry.changed_at)}
    if known.if_none_match is not None and {"*", entry.etag} & known.if_none_match:
        return Response(status=304, headers=headers)
    return Response(entry.body, content_type=CALENDAR, headers=headers)


def put(call: Call) -> Response:
    """Store an entry as it was sent; it blocks its times from now on."""
    calendar, name = _writable(call)
    body = call.body(MOST_BYTES)
    if body is None:
        raise caldav_refusal("max-resource-size")
    if call.request.mimetype not in ("text/calendar", ""):
        raise caldav_refusal("supported-calendar-data")
    row = call.collection(calendar)
    match = match_of(call)
    item = find_item(call.session, row, name)
    match.check(item.etag if item else None)  # asked again when it is stored
    sent = _sent(call, calendar, name, body)
    with call.writing() as writing:
        stored, is_new = put_block(
            writing, calendar, sent, match=match, seal=call.seal, now=call.now
        )
        etag = stored.etag
    return Response(status=201 if is_new else 204, headers={"ETag": f'"{etag}"'})


def _sent(call: Call, calendar: Calendar, name: str, body: bytes) -> Sent:
    """Return an entry with what it says, read while nothing is locked; raises Refusal."""
    first, last = days_to_read(call.now.astimezone(ZoneInfo(calendar.zone)).date())
    reading = Reading(zone=calendar.zone, own=own_of(call), first=first, last=last)
    call.session.rollback()
    return Sent(
        folder=place_of(call, calendar).path,
        name=name,
        body=body,
        looked=look_at(body, reading),
        read_until=last,
    )


def delete(call: Call) -> Response:
    """Forget an entry; its times are free again."""
    calendar, name = _writable(call)
    call.collection(calendar)
    with call.writing() as writing:
        delete_block(writing, calendar, name, match=match_of(call), now=call.now)
    return Response(status=204)


def _writable(call: Call) -> tuple[Calendar, str]:
    """Return the calendar and the name of an entry that may be written; raises Refusal (403)."""
    if call.place.calendar is None or call.place.entry is None:
        raise Refusal(403)
    calendar = call.calendar()
    if not calendar.is_writable:
        raise dav_refusal("need-privileges")
    return calendar, call.place.entry
