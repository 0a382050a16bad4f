"""The invitation to one visit, and its end, for somebody's own calendar (RFC 5546, 6047)."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from icalendar import Calendar, Component, vCalAddress, vText

from cdo_share.accounts.models import Groupement
from cdo_share.calendars.contents import Reader, feed_event, is_by_halfday
from cdo_share.calendars.enclosure import OF_FEEDS
from cdo_share.calendars.ics import render_feed
from cdo_share.calendars.models import DetailLevel, FeedOwner, FeedSettings
from cdo_share.calendars.text import feed_line, speaker
from cdo_share.publishing.models import VisitState
from cdo_share.publishing.views import VisitView

REQUEST, CANCEL = "REQUEST", "CANCEL"
UNANSWERED = "NEEDS-ACTION"


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """Between whom a message goes: from the groupement's `organizer` address to one attendee.

    `partstat` is what the attendee has answered already, as far as it still stands.
    """

    groupement: Groupement
    settings: FeedSettings
    organizer: str
    name: str
    email: str
    language: str
    now: datetime
    base_url: str
    partstat: str = UNANSWERED


def write_invitation(
    visit: VisitView, envelope: Envelope, *, method: str, sequence: int, is_cdo: bool
) -> str:
    """Return the text of a message with the feed's event: REQUEST, or CANCEL, under this number.

    DTSTAMP is the moment of the message, which alone decides between two of one number.
    """
    groupement = envelope.groupement
    event = feed_event(visit, _reader(envelope, is_cdo=is_cdo))
    name = feed_line(groupement.name)
    feed = render_feed(name=name, zone=groupement.timezone, events=[event], more=name)
    calendar = Calendar.from_ical(feed)
    for one in OF_FEEDS:
        calendar.pop(one, None)
    calendar.add("method", method)
    (written,) = calendar.walk("VEVENT")
    _address(written, envelope, method)
    for label, value in (("dtstamp", envelope.now), ("sequence", sequence)):
        written.pop(label)
        written.add(label, value)
    text: bytes = calendar.to_ical()
    return text.decode()


def _reader(envelope: Envelope, *, is_cdo: bool) -> Reader:
    return Reader(
        owner=FeedOwner.CDO if is_cdo else FeedOwner.MEMBER,
        detail=DetailLevel.FULL,
        say=speaker(envelope.language),
        base_url=envelope.base_url,
        zone=envelope.groupement.timezone,
        halfdays=envelope.settings.halfdays,
        blocks_members=envelope.settings.blocks_members,
    )


def _address(event: Component, envelope: Envelope, method: str) -> None:
    organizer = vCalAddress(f"mailto:{envelope.organizer}")
    organizer.params["CN"] = vText(feed_line(envelope.groupement.name))
    attendee = vCalAddress(f"mailto:{envelope.email}")
    attendee.params["CN"] = vText(feed_line(envelope.name))
    attendee.params["CUTYPE"] = "INDIVIDUAL"
    attendee.params["ROLE"] = "REQ-PARTICIPANT"
    if method == REQUEST:
        attendee.params["PARTSTAT"] = envelope.partstat
        attendee.params["RSVP"] = "TRUE"
    else:
        event.pop("status")
        event.add("status", "CANCELLED")
    event.add("organizer", organizer)
    event.add("attendee", attendee)


def method_for(visit: VisitView) -> str:
    """Return what a message about a visit is: a cancelled one is taken out of the calendar."""
    return CANCEL if visit.state is VisitState.CANCELLED else REQUEST


def wording_of(visit: VisitView, settings: FeedSettings, *, is_cdo: bool) -> str:
    """Return a mark of how a calendar shows a visit, whenever it is: names, phone, place, settings.

    It is the same while these are. Our own words are not in it: a new version writes to nobody.
    """
    who = (visit.member_name,) if is_cdo else (visit.cdo_name, visit.cdo_phone)
    where = (visit.full_address, visit.lat, visit.lon) if visit.is_on_site else ()
    halfdays = settings.halfdays.value if is_by_halfday(visit) else ""
    shown = (is_cdo, who, visit.title, where, halfdays, is_cdo or settings.blocks_members)
    return hashlib.sha256(repr(shown).encode("utf-8", "backslashreplace")).hexdigest()
