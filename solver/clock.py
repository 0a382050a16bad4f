"""Text of dates and clock times, checked; no present time is ever read here."""

import re
from datetime import date

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_CLOCK = re.compile(r"([01]\d|2[0-4]):([0-5]\d)")


def iso_date(text: str) -> str:
    """Return `text` when it is a date written YYYY-MM-DD; raise ValueError otherwise."""
    if not _DATE.fullmatch(text):
        raise ValueError("should be a date written YYYY-MM-DD")
    date.fromisoformat(text)
    return text


def minutes_of_day(text: str) -> str:
    """Return `text` when it is a clock time written HH:MM; raise ValueError otherwise."""
    if not _CLOCK.fullmatch(text) or text > "24:00":
        raise ValueError("should be a clock time written HH:MM")
    return text
