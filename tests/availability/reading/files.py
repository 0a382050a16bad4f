"""Calendar files, written by small functions."""

from datetime import date

from cdo_share.availability.meaning import Own
from cdo_share.availability.reading.guard import Question

HOUR = ("DTSTART;TZID=Europe/Paris:20270105T090000", "DTEND;TZID=Europe/Paris:20270105T100000")
OWN_UID = "11111111-2222-4333-8444-555555555555"
QUESTION = Question(
    zone="Europe/Paris",
    first=date(2026, 12, 7),
    last=date(2028, 1, 18),
    own=Own(emails={"claire@cdo.example"}, uids={OWN_UID}, host="cdo-share.example"),
)


def event(*lines: str, uid: str = "a") -> list[str]:
    """Return the lines of one event."""
    return ["BEGIN:VEVENT", f"UID:{uid}", "DTSTAMP:20260901T000000Z", *lines, "END:VEVENT"]


def calendar(*parts: list[str], newline: str = "\r\n") -> bytes:
    """Return a file with these events."""
    inside = [line for part in parts for line in part]
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//EN", *inside, "END:VCALENDAR", ""]
    return newline.join(lines).encode()


GOOD = event(*HOUR, uid="good")


def beside_a_good_one(*parts: list[str]) -> bytes:
    """Return a file with these events and one that is in order."""
    return calendar(*parts, GOOD)


def series(*lines: str, start: str = "20270105T090000Z", uid: str = "a") -> list[str]:
    """Return an event of an hour with these lines more."""
    return event(f"DTSTART:{start}", "DURATION:PT1H", *lines, uid=uid)
