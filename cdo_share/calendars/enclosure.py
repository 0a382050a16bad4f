"""The calendar file that goes with a mail about changed visits (RFC 5546, METHOD:PUBLISH)."""

from collections.abc import Collection, Sequence
from datetime import datetime

from icalendar import Calendar, vCalAddress, vText
from sqlalchemy import select, union
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Groupement
from cdo_share.calendars.contents import Reader, feed_event
from cdo_share.calendars.dav.models import DavPassword
from cdo_share.calendars.ics import render_feed
from cdo_share.calendars.models import DetailLevel, Feed, FeedOwner, FeedSettings, FeedToken
from cdo_share.calendars.text import feed_line, speaker
from cdo_share.publishing.views import VisitView

NAME = "interventions.ics"
MAX_BYTES = 64_000
# They describe a subscription: with them, some clients open a file as a new calendar.
OF_FEEDS = (
    "name",
    "x-wr-calname",
    "x-wr-timezone",
    "x-apple-calendar-color",
    "refresh-interval",
    "x-published-ttl",
)


def enclose_visits(
    visits: Sequence[tuple[VisitView, bool]],
    groupement: Groupement,
    *,
    settings: FeedSettings,
    language: str,
    now: datetime,
    base_url: str,
) -> str:
    """Return the text of a calendar file with these visits; each as a CDO's, or a member's.

    The events are those of the feeds, with UID and SEQUENCE; DTSTAMP is the moment of the message.
    What does not fit into MAX_BYTES is left out, the latest first: it stands in the mail.
    """
    say = speaker(language)
    readers = {
        is_cdo: Reader(
            owner=FeedOwner.CDO if is_cdo else FeedOwner.MEMBER,
            detail=DetailLevel.FULL,
            say=say,
            base_url=base_url,
            zone=groupement.timezone,
            halfdays=settings.halfdays,
            blocks_members=settings.blocks_members,
        )
        for is_cdo in (True, False)
    }
    events = [feed_event(visit, readers[is_cdo]) for visit, is_cdo in visits]
    events.sort(key=lambda event: (event.starts_at, event.uid.int))
    name = feed_line(groupement.name)
    while True:
        feed = render_feed(name=name, zone=groupement.timezone, events=events, more=name)
        written = _as_message(feed, groupement, now)
        if len(written) <= MAX_BYTES or not events:
            return written.decode()
        events = events[: len(events) * MAX_BYTES // (len(written) + 1)]


def _as_message(feed: bytes, groupement: Groupement, now: datetime) -> bytes:
    calendar = Calendar.from_ical(feed)
    for name in OF_FEEDS:
        calendar.pop(name, None)
    calendar.add("method", "PUBLISH")
    for event in calendar.walk("VEVENT"):
        event.pop("dtstamp")
        event.add("dtstamp", now)
        event.add("organizer", _organizer(groupement))
    written: bytes = calendar.to_ical()
    return written


def _organizer(groupement: Groupement) -> vCalAddress:
    """Return the groupement: what is published has one who publishes it."""
    address = vCalAddress(f"mailto:{groupement.contact_email}")
    address.params["CN"] = vText(feed_line(groupement.name))
    return address


def list_subscribers(
    session: Session, groupement_id: int, person_ids: Collection[int]
) -> frozenset[int]:
    """Return those of the people with a device that reads a calendar of the groupement.

    A device that logs in reads those of every groupement.
    """
    links = (
        select(FeedToken.person_id)
        .join(Feed, Feed.id == FeedToken.feed_id)
        .where(
            Feed.groupement_id == groupement_id,
            FeedToken.person_id.in_(person_ids),
            FeedToken.revoked_at.is_(None),
            FeedToken.last_read_at.is_not(None),
        )
    )
    devices = select(DavPassword.person_id).where(
        DavPassword.person_id.in_(person_ids),
        DavPassword.revoked_at.is_(None),
        DavPassword.last_used_at.is_not(None),
    )
    return frozenset(session.scalars(union(links, devices)))
