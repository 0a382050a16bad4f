"""Which repetitions are worked out at all; pure, on bytes.

A rule may be as small as a line and as large as all seconds of a thousand years.
"""

import re
from collections.abc import Sequence
from datetime import date

from cdo_share.availability.reading.limits import (
    FIRST_YEAR,
    LAST_YEAR,
    MOST_BY_VALUES,
    MOST_COUNT,
    MOST_DATES_OF_EVENT,
    MOST_INTERVAL,
    MOST_RULES_OF_EVENT,
)

FREQUENCIES = frozenset((b"DAILY", b"WEEKLY", b"MONTHLY", b"YEARLY"))
REFUSED_PARTS = frozenset((b"BYHOUR", b"BYMINUTE", b"BYSECOND"))
_NUMBER = re.compile(rb"[0-9]{1,9}\Z")
_DAY = re.compile(rb"([0-9]{4})([0-9]{2})([0-9]{2})(?:T[0-9]{6}Z?)?\s*\Z")


def is_allowed_rule(line: bytes) -> bool:
    """Return whether a rule, `RRULE:FREQ=…`, repeats days, weeks, months or years within measure.

    >>> is_allowed_rule(b"RRULE:FREQ=WEEKLY;BYDAY=MO"), is_allowed_rule(b"RRULE:FREQ=SECONDLY")
    (True, False)
    """
    parts = rule_parts(line)
    return (
        parts.get(b"FREQ") in FREQUENCIES
        and not REFUSED_PARTS & parts.keys()
        and _is_number(parts.get(b"INTERVAL", b"1"), MOST_INTERVAL)
        and _is_number(parts.get(b"COUNT", b"1"), MOST_COUNT)
        and all(
            value.count(b",") < MOST_BY_VALUES
            for name, value in parts.items()
            if name.startswith(b"BY")
        )
    )


def rule_parts(line: bytes) -> dict[bytes, bytes]:
    """Return the parts of a rule by name, all in upper case."""
    pairs = (part.partition(b"=") for part in line.partition(b":")[2].strip().upper().split(b";"))
    return {name.strip(): value.strip() for name, _, value in pairs if name.strip()}


def _is_number(text: bytes, most: int) -> bool:
    return _NUMBER.match(text) is not None and 1 <= int(text) <= most


def are_allowed_rules(rules: Sequence[bytes]) -> bool:
    """Return whether the rules of one event may be worked out."""
    return len(rules) <= MOST_RULES_OF_EVENT and all(map(is_allowed_rule, rules))


def are_few_dates(lists: Sequence[bytes]) -> bool:
    """Return whether the RDATE and EXDATE lines of one event name few enough dates."""
    return sum(line.count(b",") + 1 for line in lists) <= MOST_DATES_OF_EVENT


def day_of(line: bytes) -> date | None:
    """Return the day that a DTSTART, DTEND or RECURRENCE-ID line names; None when it names none.

    >>> day_of(b"DTSTART;TZID=Europe/Paris:20270105T090000")
    datetime.date(2027, 1, 5)
    """
    return day_of_value(line.rpartition(b":")[2])


def day_of_value(value: bytes) -> date | None:
    """Return the day of a date or a date with a time, as calendars write them."""
    found = _DAY.match(value)
    if found is None:
        return None
    try:
        return date(*map(int, found.groups()))
    except ValueError:
        return None


def is_allowed_year(day: date) -> bool:
    """Return whether the day lies in years in which people have appointments."""
    return FIRST_YEAR <= day.year <= LAST_YEAR
