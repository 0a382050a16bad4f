"""The repetitions of an entry within a stretch of time; only within `child`."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Calendar

from cdo_share.calendars.dav.guard import MOST_REPETITIONS
from cdo_share.calendars.dav.looking import aware, span_of
from cdo_share.calendars.dav.moments import touches

REPEATING = ("RRULE", "RDATE", "EXDATE")
Json = dict[str, Any]


class TooMuch(Exception):
    """More repetitions than are told."""


def touch(body: bytes, question: Json) -> bool:
    """Return whether any repetition lies in the stretch that is asked about."""
    return next(_inside(Calendar.from_ical(body), question), None) is not None


def unroll(body: bytes, question: Json) -> str:
    """Return the entry with its repetitions in the stretch, each on its own in UTC, or as it is
    without the moved repetitions that lie elsewhere."""
    calendar = Calendar.from_ical(body)
    made = Calendar()
    for name, value in calendar.property_items(recursive=False):
        if name not in ("BEGIN", "END"):
            made.add(name, value, encode=False)
    parts = _expanded(calendar, question) if question["expand"] else _limited(calendar, question)
    for part in parts:
        made.add_component(part)
    text: str = made.to_ical().decode()
    return text


def _expanded(calendar: Any, question: Json) -> Iterator[Any]:
    zone = ZoneInfo(question["zone"])
    repeats = any(name in event for event in calendar.walk("VEVENT") for name in REPEATING[:2])
    for event in _inside(calendar, question):
        for name in REPEATING:
            event.pop(name, None)
        if not repeats:
            event.pop("RECURRENCE-ID", None)
        for name in ("DTSTART", "DTEND", "RECURRENCE-ID"):
            moment = getattr(event.get(name), "dt", None)
            if isinstance(moment, datetime):
                del event[name]
                event.add(name, aware(moment, zone).astimezone(UTC))
        yield event


def _limited(calendar: Any, question: Json) -> Iterator[Any]:
    zone, stretch = ZoneInfo(question["zone"]), _stretch(question)
    for part in calendar.subcomponents:
        moved = part.get("RECURRENCE-ID")
        if moved is None:
            yield part
            continue
        place = aware(moved.dt, zone)
        if touches((place, place), *stretch) or touches(span_of(part, zone), *stretch):
            yield part


def _inside(calendar: Any, question: Json) -> Iterator[Any]:
    """Yield the repetitions that lie in the stretch; raises TooMuch."""
    zone, (first, after) = ZoneInfo(question["zone"]), _stretch(question)
    day = timedelta(days=1)  # a time without a zone may lie in another day
    query = recurring_ical_events.of(calendar)
    found = query.between(first - day, after + day)
    if len(found) > MOST_REPETITIONS:
        raise TooMuch
    for event in found:
        if touches(span_of(event, zone), first, after):
            yield event


def _stretch(question: Json) -> tuple[datetime, datetime]:
    return (
        datetime.fromtimestamp(question["first"], UTC),
        datetime.fromtimestamp(question["after"], UTC),
    )
