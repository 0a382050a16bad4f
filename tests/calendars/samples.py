"""Visits as calendars read them, and strict readings of the bytes of a feed."""

import hashlib
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Any

from icalendar import Calendar
from sqlalchemy import Connection, Engine, event

from cdo_share.accounts.models import Regime
from cdo_share.calendars.contents import Reader, feed_event
from cdo_share.calendars.ics import render_feed
from cdo_share.calendars.models import DetailLevel, FeedOwner
from cdo_share.core.clock import local_instant
from cdo_share.core.grid import HALF_DAYS, GridKind
from cdo_share.publishing.models import CancelledBy, VisitState
from cdo_share.publishing.views import VisitView

ZONE = "Europe/Paris"
STAMP = datetime(2026, 12, 14, 9, 0, tzinfo=UTC)
BASE_URL = "https://partage.example"
HOSTILE_NAMES = (
    "Le Goff, père & fils; Vannes",
    'La "Belle" Huître: 5 \\ 6',
    "C:\\New\\next",
    "Ligne 1\nLigne 2",
    "a\r\nATTENDEE:mailto:x@evil.example",
    "Éclairage 🦪🐚 ñ",
    "NUL\x00BEL\x07VT\x0bNEL\x85",
    "sépare\u2028paragraphe\u2029fin",
    "BEGIN:VEVENT",
    "50 %d ^n %(name)s",
    "x" * 300,
    "🦪" * 120 + "\ud800",
)
BREAKING = "\r\n\x00\x07\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
_numbers = count(1)


def a_view(day: date, slot: int = 0, length: int = 1, **values: Any) -> VisitView:
    """Return a visit on the half-day grid, by Zoé Martin at a biscuit maker in Vannes."""
    number = next(_numbers)
    starts_at, ends_at = HALF_DAYS.instants(day, slot, length, zone=ZONE)
    defaults: dict[str, Any] = {
        "id": uuid.UUID(hashlib.md5(str(number).encode()).hexdigest(), version=4),  # noqa: S324
        "groupement_id": 1,
        "period_id": 1,
        "release_id": 1,
        "demand_id": 1,
        "member_id": 1,
        "engagement_id": 1,
        "person_id": 1,
        "site_id": 1,
        "is_on_site": True,
        "title": "Ouvrir la boutique en ligne",
        "skill": "VENTE-WEB",
        "day": day,
        "slot": slot,
        "length": length,
        "starts_at": starts_at,
        "ends_at": ends_at,
        "state": VisitState.PLANNED,
        "cancelled_by": None,
        "sequence": 0,
        "created_at": STAMP,
        "last_modified_at": STAMP,
        "member_name": "Biscuiterie Le Goff",
        "cdo_name": "Zoé Martin",
        "cdo_phone": "06 00 00 00 00",
        "regime": Regime.HOURS,
        "grid_kind": GridKind.HALF_DAY,
        "site_name": "Atelier",
        "address": "3 rue du Port",
        "commune": "Vannes",
        "lat": 47.65821,
        "lon": -2.76085,
    }
    return VisitView(**(defaults | values))


def a_reader(
    owner: FeedOwner = FeedOwner.CDO,
    detail: DetailLevel = DetailLevel.FULL,
    say: Any = str,
    zone: str = ZONE,
) -> Reader:
    """Return a reader of untranslated texts."""
    return Reader(owner=owner, detail=detail, say=say, base_url=BASE_URL, zone=zone)


def a_feed(visits: list[VisitView], reader: Reader | None = None, name: str = "Visits") -> bytes:
    """Return the bytes of a feed with these visits, in the zone of its reader."""
    reader = reader or a_reader()
    events = [feed_event(visit, reader) for visit in visits]
    return render_feed(name=name, zone=reader.zone, events=events, more="More visits on the site")


def many_views() -> list[VisitView]:
    """Return 40 visits: timed and on forfait-jours, in the weeks the clocks change, odd names."""
    days = [
        start + timedelta(days=number)
        for start in (date(2027, 3, 25), date(2027, 7, 1), date(2027, 10, 28), date(2027, 12, 29))
        for number in range(7)
    ]
    regimes = (Regime.HOURS, Regime.HOURS, Regime.FORFAIT_JOURS)
    visits = [
        a_view(day, *((0, 1), (1, 1), (0, 2))[number % 3], regime=regimes[number // 3 % 3])
        for number, day in enumerate(days)
    ]
    names = [a_view(date(2028, 1, 3), member_name=name, title=name) for name in HOSTILE_NAMES]
    return visits + names


def golden_views(zone: str = ZONE) -> list[VisitView]:
    """Return what a feed may hold: `many_views`, and what is rarer.

    Visits on site and remote, cancelled late, with times set with the member, and by night when
    the clocks change.
    """
    day = date(2028, 1, 4)
    forfait: dict[str, Any] = {"regime": Regime.FORFAIT_JOURS}
    rare = [
        a_view(day, is_on_site=False),
        a_view(day, 1, state=VisitState.CANCELLED, cancelled_by=CancelledBy.CDO, sequence=3),
        a_view(day, 1, **forfait, agreed_start=time(14, 15), agreed_end=time(16, 45)),
        *(a_night(night, zone) for night in (date(2027, 3, 28), date(2027, 10, 31))),
    ]
    return many_views() + rare


def a_night(day: date, zone: str = ZONE) -> VisitView:
    """Return a visit from one to four o'clock in the morning."""
    starts_at, ends_at = (local_instant(day, time(hour), zone) for hour in (1, 4))
    return a_view(day, starts_at=starts_at, ends_at=ends_at)


def unfolded(feed: bytes) -> list[str]:
    """Return the content lines of a feed; fails on anything but whole lines ended by CRLF."""
    assert feed.endswith(b"\r\n")
    for line in feed.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()  # a fold never cuts a character in two
    text = feed.decode()
    breaks = [one for one in text.replace("\r\n", "") if one in BREAKING]
    assert breaks == []
    return text.replace("\r\n ", "").split("\r\n")[:-1]


def property_counts(feed: bytes) -> Counter[str]:
    """Return how often each property or component appears in a feed."""
    names = (line.partition(":")[0].partition(";")[0] for line in unfolded(feed))
    return Counter(names)


def events_of(feed: bytes) -> list[Any]:
    """Return the events of a feed as icalendar reads them."""
    return list(Calendar.from_ical(feed).walk("VEVENT"))


def paris(day: date, hour: int, minute: int = 0) -> datetime:
    """Return an instant given by the clock in Paris."""
    return local_instant(day, time(hour, minute), ZONE)


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """Collect the statements that are sent meanwhile."""
    statements: list[str] = []

    def note(connection: Connection, _cursor: Any, statement: str, *_more: Any) -> None:
        if connection.engine.pool is engine.pool:  # whichever engine on these connections
            statements.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield statements
    event.remove(Engine, "before_cursor_execute", note)
