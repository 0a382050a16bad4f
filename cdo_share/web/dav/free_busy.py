"""When the person is busy: the visits that take time, and what they blocked themselves."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from werkzeug import Response

from cdo_share.availability.kinds import BusyKind
from cdo_share.availability.meaning import Own
from cdo_share.calendars.dav.collections import Calendar, list_calendars
from cdo_share.calendars.dav.filters import Stretch, read_stretch
from cdo_share.calendars.dav.freebusy import write_free_busy
from cdo_share.calendars.dav.guard import Reading, list_busy
from cdo_share.calendars.dav.markup import CALDAV
from cdo_share.calendars.dav.moments import touches
from cdo_share.calendars.dav.refusal import Refusal, dav_refusal
from cdo_share.calendars.dav.visits import list_taken
from cdo_share.publishing.queries import list_visit_ids_of
from cdo_share.web.dav.call import Call
from cdo_share.web.dav.entries import list_known, with_bodies
from cdo_share.web.dav.querying import may_touch

LONGEST = timedelta(days=800)
Times = Iterator[tuple[datetime, datetime, BusyKind]]


def free_busy(call: Call, root: Element) -> Response:
    """Return when the person is busy: at a calendar by that one, above it by all of them."""
    asked = root.find(f"{CALDAV}time-range")
    if call.place.key is None or call.place.entry is not None:
        raise dav_refusal("supported-report")
    if asked is None:
        raise Refusal(400)
    stretch = read_stretch(asked)
    if stretch.after - stretch.first > LONGEST:
        raise dav_refusal("number-of-matches-within-limits")
    calendars = _all(call) if call.place.calendar is None else [call.calendar()]
    times = [one for calendar in calendars for one in _times(call, calendar, stretch)]
    body = write_free_busy(times, stretch, call.now)
    return Response(body, content_type="text/calendar; charset=utf-8; component=vfreebusy")


def _all(call: Call) -> list[Calendar]:
    """Return all calendars of the person, also of visits that only invitations show them."""
    asker = call.asker
    return list_calendars(call.session, asker.person_id, asker.language, has_invitations=False)


def _times(call: Call, calendar: Calendar, stretch: Stretch) -> Times:
    if not calendar.is_writable:
        for span in list_taken(call.session, calendar):
            if touches(span, stretch.first, stretch.after):
                yield *span, BusyKind.BUSY
        return
    row = call.collection(calendar)
    near = [entry for entry in list_known(call, row) if may_touch(entry, stretch)]
    bodies = [entry.body or b"" for entry in with_bodies(call, row, near)]
    for busy in list_busy(bodies, reading_of(call, calendar.zone, stretch)):
        yield busy.starts_at, busy.ends_at, busy.kind


def reading_of(call: Call, zone: str, stretch: Stretch) -> Reading:
    """Return for whom entries are read, for the days of a stretch and one more on each side."""
    day = timedelta(days=1)
    return Reading(
        zone=zone,
        own=own_of(call),
        first=(stretch.first - day).date(),
        last=(stretch.after + day).date(),
    )


def own_of(call: Call) -> Own:
    """Return what is the person's own: a visit that a program copied must not block them."""
    return Own(
        emails=(call.asker.email,),
        uids=[str(uid) for uid in list_visit_ids_of(call.session, call.asker.person_id)],
        host=urlsplit(call.settings.base_url).netloc,
    )
