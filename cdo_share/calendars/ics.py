"""From events to the bytes of a feed (RFC 5545, 7986); pure and deterministic.

The same events give the same bytes: no clock, no random id, no METHOD, no UID of the
calendar, which some clients take for that of every event.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vText

from cdo_share.calendars.zones import zone_block

MAX_EVENTS = 1_000  # Google cuts feeds off somewhat above, or above about 1 MB
MAX_BYTES = 900_000
REFRESH = timedelta(hours=1)
COLOUR = "#0b3c49"
_END = b"END:VCALENDAR\r\n"
_FIRST_EVENT = b"BEGIN:VEVENT\r\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEvent:
    """One event; its texts are clean already (see text.py).

    `is_all_day` shows the day only, without clock times; `is_opaque` marks the time as taken.
    """

    uid: uuid.UUID
    sequence: int
    created_at: datetime
    last_modified_at: datetime
    day: date
    starts_at: datetime
    ends_at: datetime
    is_all_day: bool
    is_opaque: bool
    summary: str
    description: str = ""
    location: str = ""
    position: tuple[float, float] | None = None
    url: str = ""
    category: str = ""


def render_feed(*, name: str, zone: str, events: Sequence[FeedEvent], more: str) -> bytes:
    """Return the bytes of a calendar; `name` is clean text.

    Events beyond MAX_EVENTS or MAX_BYTES are left out, the latest first, and `more` is the
    summary of a last event that says so. Raises ValueError for an unknown time zone.
    """
    head = _head(name, zone)
    ordered = sorted(events, key=lambda event: (event.starts_at, event.uid.int))
    blocks = [_block(event, zone) for event in ordered]
    fitting = _fitting(blocks, MAX_BYTES - len(head) - len(_END))
    if fitting < len(blocks):
        blocks[fitting - 1 :] = [_block(_notice(ordered[fitting - 1], more), zone)]
    return head + b"".join(blocks) + _END


def without_events(feed: bytes) -> bytes:
    """Return a rendered feed emptied: the same calendar with its name and zone."""
    head, found, _ = feed.partition(_FIRST_EVENT)
    return head + _END if found else feed


def _fitting(blocks: Sequence[bytes], room_bytes: int) -> int:
    """Return how many of the first blocks may stay."""
    used = 0
    for number, block in enumerate(blocks[:MAX_EVENTS]):
        used += len(block)
        if used > room_bytes:
            return number
    return min(len(blocks), MAX_EVENTS)


def _notice(left_out: FeedEvent, more: str) -> FeedEvent:
    """Return an event without clock times on the day of the first event that is left out."""
    return FeedEvent(
        uid=uuid.uuid5(left_out.uid, "more"),
        sequence=left_out.sequence,
        created_at=left_out.created_at,
        last_modified_at=left_out.last_modified_at,
        day=left_out.day,
        starts_at=left_out.starts_at,
        ends_at=left_out.ends_at,
        is_all_day=True,
        is_opaque=False,
        summary=more,
    )


def _head(name: str, zone: str) -> bytes:
    calendar = Calendar()  # Calendar.new would add a UID
    calendar.add("prodid", "-//CDO Share//CDO Share//FR")
    calendar.add("version", "2.0")
    calendar.add("name", vText(name))
    calendar.add("x-wr-calname", vText(name))
    calendar.add("x-wr-timezone", zone)
    calendar.add("x-apple-calendar-color", COLOUR)
    # RFC 7986 gives this property no default type: without VALUE clients cannot read it.
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    head: bytes = calendar.to_ical()
    return head.removesuffix(_END) + zone_block(zone)


def _block(event: FeedEvent, zone: str) -> bytes:
    component = Event()
    component.add("uid", str(event.uid))
    component.add("sequence", event.sequence)
    component.add("dtstamp", event.last_modified_at)
    component.add("last-modified", event.last_modified_at)
    component.add("created", event.created_at)
    _add_times(component, event, zone)
    component.add("status", "CONFIRMED")
    component.add("transp", "OPAQUE" if event.is_opaque else "TRANSPARENT")
    for name in ("summary", "description", "location", "url"):
        if value := getattr(event, name):
            component.add(name, value)
    if event.category:
        component.add("categories", [event.category])
    if event.position:
        component.add("geo", tuple(round(degrees, 4) for degrees in event.position))
    block: bytes = component.to_ical()
    return block


def _add_times(component: Event, event: FeedEvent, zone: str) -> None:
    if event.is_all_day:
        component.add("dtstart", event.day)
        component.add("dtend", event.day + timedelta(days=1))
    else:
        component.add("dtstart", event.starts_at.astimezone(ZoneInfo(zone)))
        component.add("dtend", event.ends_at.astimezone(ZoneInfo(zone)))
