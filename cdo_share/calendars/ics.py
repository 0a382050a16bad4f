"""From events to the bytes of a feed (RFC 5545, 7986); pure and deterministic.

The same events give the same bytes: no clock, no random id, no METHOD, no UID of the
calendar, which some clients take for that of every event.
"""

import uuid
from collections.abc import Sequence
from datetime import timedelta

from icalendar import Calendar, vText

from cdo_share.calendars.blocks import event_block
from cdo_share.calendars.events import FeedEvent
from cdo_share.calendars.zones import zone_block

__all__ = ["FeedEvent", "render_feed", "without_events"]

MAX_EVENTS = 1_000  # Google cuts feeds off somewhat above, or above about 1 MB
MAX_BYTES = 900_000
REFRESH = timedelta(hours=1)
COLOUR = "#0b3c49"
_END = b"END:VCALENDAR\r\n"
_FIRST_EVENT = b"\r\nBEGIN:VEVENT\r\n"


def render_feed(*, name: str, zone: str, events: Sequence[FeedEvent], more: str) -> bytes:
    """Return the bytes of a calendar; `name` is clean text.

    Events beyond MAX_EVENTS or MAX_BYTES are left out, the latest first, and `more` is the
    summary of a last event that says so. Raises ValueError for an unknown time zone.
    """
    head = _head(name, zone)
    ordered = sorted(events, key=lambda event: (event.starts_at, event.uid.int))
    # One more than may stay tells that there are too many.
    blocks = [event_block(event, zone) for event in ordered[: MAX_EVENTS + 1]]
    fitting = _fitting(blocks, MAX_BYTES - len(head) - len(_END))
    if fitting < len(blocks):
        blocks[fitting - 1 :] = [event_block(_notice(ordered[fitting - 1], more), zone)]
    return head + b"".join(blocks) + _END


def without_events(feed: bytes) -> bytes:
    """Return a rendered feed emptied: the same calendar with its name and zone."""
    head, found, _ = feed.partition(_FIRST_EVENT)
    return head + b"\r\n" + _END if found else feed


def _fitting(blocks: Sequence[bytes], room_bytes: int) -> int:
    """Return how many of the first blocks may stay."""
    used = 0
    for number, block in enumerate(blocks[:MAX_EVENTS]):
        used += len(block)
        if used > room_bytes:
            return number
    return min(len(blocks), MAX_EVENTS)


def _notice(left_out: FeedEvent, more: str) -> FeedEvent:
    """Return an event without clock times on the day of the first event that is left out.

    Other words make another event: this one has no counter of its own.
    """
    return FeedEvent(
        uid=uuid.UUID(bytes=uuid.uuid5(left_out.uid, more).bytes, version=4),
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
