"""What somebody answered as the message to their calendar says it (PARTSTAT of RFC 5545)."""

from typing import Any

from icalendar import Calendar

from cdo_share.notifications.models import Answer

UNANSWERED = "NEEDS-ACTION"
PARTSTATS = {
    Answer.ACCEPTED: "ACCEPTED",
    Answer.TENTATIVE: "TENTATIVE",
    Answer.DECLINED: "DECLINED",
}


def partstat_of(answer: Answer | None) -> str:
    """Return how a message says an answer; who wished another date has still to answer."""
    return PARTSTATS.get(answer, UNANSWERED) if answer else UNANSWERED


def with_partstat(text: str, partstat: str) -> str:
    """Return a message that says so of its one attendee, the text itself where it does already."""
    calendar: Any = Calendar.from_ical(text)
    (event,) = calendar.walk("VEVENT")
    if event["ATTENDEE"].params["PARTSTAT"] == partstat:
        return text
    event["ATTENDEE"].params["PARTSTAT"] = partstat
    written: bytes = calendar.to_ical()
    return written.decode()
