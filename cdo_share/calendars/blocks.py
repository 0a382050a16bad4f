"""One event as bytes, and the events of a feed that was written before.

Written by hand, more than ten times faster than by icalendar, because a publication writes tens
of thousands of events while it holds the database; a test compares the bytes with icalendar's.
"""

import re
import uuid
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from cdo_share.calendars.events import FeedEvent

MOST_OCTETS = 74  # of a piece of a line: with the space before it 75, as RFC 5545 allows
_BEGIN = b"\r\nBEGIN:VEVENT"
_END = b"\r\nEND:VCALENDAR\r\n"
_MARKS = re.compile(rb"\r\nUID:(\S+)\r\nSEQUENCE:(\d+)\r\n")


def event_block(event: FeedEvent, zone: str) -> bytes:
    """Return an event with its clock times in `zone`, from BEGIN to END, in icalendar's order."""
    stamp, transp = _utc(event.last_modified_at), "OPAQUE" if event.is_opaque else "TRANSPARENT"
    return (
        "BEGIN:VEVENT\r\n"
        f"{_text('SUMMARY', event.summary)}"
        f"{_times(event, ZoneInfo(zone))}"
        f"DTSTAMP:{stamp}\r\nUID:{event.uid}\r\nSEQUENCE:{event.sequence}\r\n"
        f"{_text('CATEGORIES', event.category)}"
        f"CREATED:{_utc(event.created_at)}\r\n"
        f"{_text('DESCRIPTION', event.description)}"
        f"{_position(event)}"
        f"LAST-MODIFIED:{stamp}\r\n"
        f"{_text('LOCATION', event.location)}"
        f"STATUS:CONFIRMED\r\nTRANSP:{transp}\r\n"
        f"{_folded(f'URL:{event.url}') if event.url else ''}"
        "END:VEVENT\r\n"
    ).encode()


def _times(event: FeedEvent, zone: ZoneInfo) -> str:
    if event.is_all_day:
        start, end = event.day, event.day + timedelta(days=1)
        return f"DTSTART;VALUE=DATE:{start:%Y%m%d}\r\nDTEND;VALUE=DATE:{end:%Y%m%d}\r\n"
    start, end = event.starts_at.astimezone(zone), event.ends_at.astimezone(zone)
    return (
        f"DTSTART;TZID={zone.key}:{start:%Y%m%dT%H%M%S}\r\n"
        f"DTEND;TZID={zone.key}:{end:%Y%m%dT%H%M%S}\r\n"
    )


def _utc(instant: datetime) -> str:
    return f"{instant.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _position(event: FeedEvent) -> str:
    if not event.position:
        return ""
    lat, lon = (float(round(degrees, 4)) for degrees in event.position)
    return f"GEO:{lat};{lon}\r\n"


@lru_cache(maxsize=8_192)  # the same names, titles and places stand in many events
def _text(name: str, text: str) -> str:
    if not text:
        return ""
    escaped = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return _folded(f"{name}:" + escaped.replace("\n", "\\n"))


def _folded(line: str) -> str:
    """Return a line in pieces that are short enough; none ends within a character or an escape."""
    octets, start, pieces = line.encode(), 0, []
    while len(octets) - start > MOST_OCTETS:
        end = start + MOST_OCTETS
        while octets[end] & 0xC0 == 0x80:  # within a character
            end -= 1
        end -= octets[end - 1] in b"\\^"
        pieces.append(octets[start:end].decode())
        start = end
    pieces.append(octets[start:].decode())
    return "\r\n ".join(pieces) + "\r\n"


def unnumbered(was: bytes, now: bytes) -> set[uuid.UUID]:
    """Return the UIDs of events that read otherwise in a later feed under the number of before.

    Both are feeds of ours: a line of text never begins like a property there, because what
    continues one begins with a space.
    """
    before, after = _parts(was), _parts(now)
    old = dict(_marks(block) for block in before - after)
    new = dict(_marks(block) for block in after - before)
    return {uid for uid, number in new.items() if old.get(uid) == number}


def _parts(feed: bytes) -> set[bytes]:
    return set(feed.removesuffix(_END).split(_BEGIN)[1:])


def _marks(block: bytes) -> tuple[uuid.UUID, int]:
    found = _MARKS.search(block)
    if found is None:
        raise ValueError("an event of a stored feed has no UID or no SEQUENCE")
    return uuid.UUID(found[1].decode()), int(found[2])
