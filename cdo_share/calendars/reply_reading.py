"""What a mail from anywhere says about an invitation; only within `reply_child`."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import Message
from email.utils import getaddresses
from itertools import islice
from typing import Any
from urllib.parse import unquote

from icalendar import Calendar

TO = ("delivered-to", "x-original-to", "envelope-to", "to", "cc")
MOST_ADDRESSES = 50
MOST_PARTS = 100
MOST_CALENDAR_BYTES = 64_000
EARLIEST, LATEST = 1970, 2999  # years of a stamp; further ones are none in some zones
CALENDARS = frozenset(("text/calendar", "application/ics", "application/calendar"))
WRAPPED = frozenset(("application/ms-tnef", "application/vnd.ms-tnef"))
METHODS = frozenset(("REPLY", "COUNTER"))
# What foreign text does to parsers; the process is confined, so anything goes.
BROKEN = (ValueError, KeyError, TypeError, AttributeError, IndexError, LookupError, RecursionError)
Json = dict[str, Any]


def look(raw: bytes) -> Iterator[str]:
    """Yield as JSON to whom a mail is and whether a machine wrote it, then what it answers."""
    message = message_from_bytes(raw)
    addresses = [one[:320] for one in islice(_addresses(message), MOST_ADDRESSES)]
    kind = {"is_automatic": _is_automatic(message), "is_wrapped": _is_wrapped(message)}
    yield json.dumps({"addresses": addresses, **kind})
    yield json.dumps(next(_answers(message), None))


def _is_automatic(message: Message) -> bool:
    """Return whether a machine wrote: who is away, or a server about a mail that did not arrive."""
    submitted = str(message.get("auto-submitted", "no")).strip().lower()
    is_bounce = str(message.get("return-path", "")).strip() == "<>"
    return submitted != "no" or is_bounce or message.get_content_type() == "multipart/report"


def _is_wrapped(message: Message) -> bool:
    """Return whether the mail hides what it says in Outlook's own form."""
    return any(
        part.get_content_type() in WRAPPED or _file_name(part) == "winmail.dat"
        for part in islice(message.walk(), MOST_PARTS)
    )


def _file_name(part: Message) -> str:
    try:
        return str(part.get_filename() or "").lower()
    except BROKEN:
        return ""


def _addresses(message: Message) -> Iterator[str]:
    """Yield where the mail was sent, as its headers say."""
    for name in TO:
        try:
            told = [str(value)[:2_000] for value in message.get_all(name, [])[:5]]
            yield from (address for _, address in getaddresses(told) if address)
        except BROKEN:
            continue


def _answers(message: Message) -> Iterator[Json]:
    """Yield what the calendar parts of a mail answer; those that say nothing we know are none."""
    for part in islice(_parts(message), MOST_PARTS):
        try:
            said = _said(part)
        except BROKEN:
            continue
        if said:
            yield said


def _parts(message: Message) -> Iterator[Message]:
    """Yield the parts that hold a calendar, whatever they are nested in."""
    for part in message.walk():
        if part.get_content_type() in CALENDARS or _file_name(part).endswith(".ics"):
            yield part


def _said(part: Message) -> Json | None:
    text = _text(part)
    calendar = Calendar.from_ical(text) if text else None
    if calendar is None or calendar.name != "VCALENDAR":
        return None
    method = str(calendar.get("METHOD") or part.get_param("method") or "").strip().upper()
    events = calendar.walk("VEVENT")
    if method not in METHODS or len({str(event["UID"]) for event in events}) != 1:
        return None
    return _of_event(events[0], method)


def _text(part: Message) -> str:
    """Return the calendar in a part; empty for one that is too large."""
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes) or len(data) > MOST_CALENDAR_BYTES:
        return ""
    for charset in ("utf-8-sig", part.get_content_charset("utf-8"), "windows-1252"):
        try:
            return data.decode(charset)
        except (UnicodeDecodeError, LookupError):
            continue
    return ""


def _of_event(event: Any, method: str) -> Json | None:
    attendees = event.get("ATTENDEE", [])
    attendees = attendees if isinstance(attendees, list) else [attendees]
    if len(attendees) != 1:  # delegated, or no answer of one person
        return None
    (attendee,) = attendees
    status = str(attendee.params.get("PARTSTAT", "")).upper()
    sequence = event.get("SEQUENCE")
    is_counter = method == "COUNTER"
    return {
        "kind": "COUNTER" if is_counter else status[:40],
        "uid": str(event["UID"])[:200],
        "attendee": _address(attendee)[:320],
        "sequence": None if sequence is None else int(sequence),
        "stamped_at": int(_instant(event["DTSTAMP"].dt).timestamp()),
        "organizer": _address(event.get("ORGANIZER", ""))[:320],
        "wished": [_moment(event, name) for name in ("DTSTART", "DTEND")] if is_counter else [],
    }


def _moment(event: Any, name: str) -> str | None:
    """Return a day, or an instant or a clock time without a zone, as ISO text; None without one."""
    try:
        return str(event[name].dt.isoformat())[:40]
    except BROKEN:
        return None


def _address(value: Any) -> str:
    """Return the mail address in a calendar address."""
    text = str(value).strip()
    return unquote(text[7:] if text.lower().startswith("mailto:") else text).strip()


def _instant(moment: Any) -> datetime:
    if not isinstance(moment, datetime):
        raise TypeError("a stamp is an instant")
    if not EARLIEST <= moment.year <= LATEST:
        raise ValueError("no calendar program wrote then")
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
