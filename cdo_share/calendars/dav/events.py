"""The visits of a feed as single calendars, with the feed's own bytes; pure."""

import hashlib
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from cdo_share.calendars.dav.lines import read_parts
from cdo_share.calendars.dav.moments import read_stamp, span_of
from cdo_share.calendars.zones import zone_block

HEAD = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//CDO Share//CDO Share//FR\r\n"
SUFFIX = ".ics"
END = b"END:VCALENDAR\r\n"
_EVENT = re.compile(rb"BEGIN:VEVENT\r\n.*?\r\nEND:VEVENT\r\n", re.DOTALL)
_UTC = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitEvent:
    """One visit: `name` is its address within the calendar, `body` a calendar of its own.

    One that `is_all_day` shows its day only, and so begins and ends at midnight here.
    """

    name: str
    body: bytes
    etag: str
    changed_at: datetime
    starts_at: datetime
    ends_at: datetime
    is_all_day: bool
    is_opaque: bool

    @property
    def uid(self) -> uuid.UUID:
        """Return which visit it is."""
        return uuid.UUID(self.name.removesuffix(SUFFIX))


def source_of(feed_etag: str, zone: str) -> bytes:
    """Return what stands for the bytes of all events of a feed, 32 bytes."""
    return hashlib.sha256(HEAD + zone_block(zone) + feed_etag.encode()).digest()


def list_events(feed: bytes, zone: str) -> Iterator[VisitEvent]:
    """Yield the events of a feed in its order; `zone` is that of the groupement."""
    for block in _EVENT.findall(feed):
        body = HEAD + zone_block(zone) + block + END
        event = read_parts(block).parts[0]
        starts_at, ends_at = span_of(event, zone)
        yield VisitEvent(
            name=event.value("UID") + SUFFIX,
            body=body,
            etag=hashlib.sha256(body).hexdigest(),
            changed_at=read_stamp(event.value("LAST-MODIFIED"), _UTC),
            starts_at=starts_at,
            ends_at=ends_at,
            is_all_day=event.all_of("DTSTART")[0].parameters.get("VALUE") == "DATE",
            is_opaque=event.value("TRANSP") != "TRANSPARENT",
        )
