"""Whether an entry that a device sends is one, and what it says; only within `child`."""

import re
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar

from cdo_share.availability.busy import BROKEN

DATES = frozenset(("DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID"))
# XML cannot carry them, and no calendar needs them.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
DAY = timedelta(days=1)
Json = dict[str, Any]


def look(body: bytes, zone: str) -> Json:
    """Return {"condition": …} for the condition of CalDAV that the entry does not meet.

    Else its uid, and "starts", "ends" (seconds since 1970; None where it repeats), "recurring".
    """
    try:
        if _FORBIDDEN.search(body.decode("utf-8")):
            return {"condition": "valid-calendar-data"}
        calendars = Calendar.from_ical(body, multiple=True)
    except (ValueError, *BROKEN):
        return {"condition": "valid-calendar-data"}
    if len(calendars) != 1 or calendars[0].name != "VCALENDAR" or calendars[0].errors:
        return {"condition": "valid-calendar-data"}
    return _look(calendars[0], ZoneInfo(zone))


def _look(calendar: Any, zone: ZoneInfo) -> Json:
    events = [part for part in calendar.subcomponents if part.name != "VTIMEZONE"]
    if any(event.name != "VEVENT" for event in events):
        return {"condition": "supported-calendar-component"}
    if any(_is_broken(event) for event in events):
        return {"condition": "valid-calendar-data"}
    if not events or "METHOD" in calendar or not _are_one(events):
        return {"condition": "valid-calendar-object-resource"}
    try:
        return _said(events, zone)
    except BROKEN:
        return {"condition": "valid-calendar-data"}


def _is_broken(event: Any) -> bool:
    has_errors = any(name in DATES for name, _ in event.errors)
    return has_errors or "UID" not in event or "DTSTART" not in event


def _are_one(events: list[Any]) -> bool:
    """Return whether the events are one, with repetitions that differ, each named once."""
    names = {str(event["UID"]) for event in events}
    places = [str(getattr(event.get("RECURRENCE-ID"), "dt", "")) for event in events]
    return len(names) == 1 and len(set(places)) == len(places) and "" not in names


def _said(events: list[Any], zone: ZoneInfo) -> Json:
    spans = [span_of(event, zone) for event in events]
    repeats = any(name in event for event in events for name in ("RRULE", "RDATE"))
    return {
        "uid": str(events[0]["UID"]),
        "starts": int(min(start for start, _ in spans).timestamp()),
        "ends": None if repeats else int(max(end for _, end in spans).timestamp()),
        "recurring": repeats or len(events) > 1,
    }


def span_of(event: Any, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return [start, end) of an event as it stands, aware; raises some of BROKEN for nonsense."""
    start, end = event["DTSTART"].dt, event.get("DTEND")
    if end is not None:
        return aware(start, zone), aware(end.dt, zone)
    if "DURATION" in event:
        return aware(start, zone), aware(start, zone) + event["DURATION"].dt
    is_day = not isinstance(start, datetime)
    return aware(start, zone), aware(start + DAY, zone) if is_day else aware(start, zone)


def aware(moment: date, zone: ZoneInfo) -> datetime:
    """Return an instant; a day begins at midnight in `zone`, a time without a zone is there."""
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time())
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)
