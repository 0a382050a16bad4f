"""What honest calendars write in a way that is not worked out, said again in one that is; on bytes.

Some programs repeat a day as twenty-four hours, name the hour of a weekly meeting twice, or begin
a birthday in the year of birth. What is left to be read means the same.
"""

import re
from datetime import date, timedelta

from cdo_share.availability.reading.limits import FIRST_YEAR, OLDEST_YEAR
from cdo_share.availability.reading.rules import day_of, rule_parts

Lines = list[bytes]
# So many of the unit make a day; a rule that counts whole days repeats days.
UNITS_OF_DAY = {b"HOURLY": 24, b"MINUTELY": 24 * 60, b"SECONDLY": 24 * 60 * 60}
CLOCK_PARTS = {b"BYHOUR": 0, b"BYMINUTE": 1, b"BYSECOND": 2}
STEPS_IN_DAYS = {b"DAILY": 1, b"WEEKLY": 7}
LEAP_YEARS = 4
_INTERVAL = re.compile(rb"[1-9][0-9]{0,8}\Z")
_CLOCK = re.compile(rb"T([0-9]{2})([0-9]{2})([0-9]{2})Z?\s*\Z")
_DATE = re.compile(rb"[0-9]{8}(?=(?:T[0-9]{6}Z?)?\s*\Z)")


def plain_rule(rule: bytes, start: bytes) -> bytes:
    """Return a rule without what its DTSTART line says anyway, in days where it counts whole days.

    >>> plain_rule(b"RRULE:FREQ=HOURLY;INTERVAL=48", b"DTSTART:20270105T090000Z")
    b'RRULE:FREQ=DAILY;INTERVAL=2'
    >>> plain_rule(b"RRULE:FREQ=WEEKLY;BYHOUR=9", b"DTSTART:20270105T090000Z")
    b'RRULE:FREQ=WEEKLY'
    """
    parts = rule_parts(rule)
    plain = _in_days(_without_clock(parts, start))
    if plain == parts:
        return rule
    return b"RRULE:" + b";".join(name + b"=" + value for name, value in plain.items())


def _without_clock(parts: dict[bytes, bytes], start: bytes) -> dict[bytes, bytes]:
    """Drop the hour, minute and second that the start has too."""
    clock = _CLOCK.search(start)
    if clock is None:
        return parts
    return {
        name: value
        for name, value in parts.items()
        if name not in CLOCK_PARTS or value.zfill(2) != clock.group(1 + CLOCK_PARTS[name])
    }


def _in_days(parts: dict[bytes, bytes]) -> dict[bytes, bytes]:
    units = UNITS_OF_DAY.get(parts.get(b"FREQ", b""))
    interval = parts.get(b"INTERVAL", b"1")
    if units is None or not _INTERVAL.match(interval) or int(interval) % units:
        return parts
    return parts | {b"FREQ": b"DAILY", b"INTERVAL": b"%d" % (int(interval) // units)}


def later_start(lines: dict[bytes, Lines]) -> dict[bytes, Lines]:
    """Return the lines of an event with an endless rule, begun in a year that is read.

    The start moves by whole intervals, so that the same days come. One that begins before people
    were born, or ends by count, is returned as it is.
    """
    rules, starts = lines.get(b"RRULE", []), lines.get(b"DTSTART", [])
    first = day_of(starts[0]) if len(starts) == 1 else None
    if first is None or not OLDEST_YEAR <= first.year < FIRST_YEAR or len(rules) != 1:
        return lines
    moved = _moved(first, rule_parts(rules[0]))
    if moved is None:
        return lines
    ends = lines.get(b"DTEND", [])
    return lines | {
        b"DTSTART": [_shifted(line, moved - first) for line in starts],
        **({b"DTEND": [_shifted(line, moved - first) for line in ends]} if ends else {}),
    }


def _moved(first: date, parts: dict[bytes, bytes]) -> date | None:
    """Return a later start of the same days; None where nothing can be said."""
    every = parts.get(b"INTERVAL", b"1")
    if b"COUNT" in parts or not _INTERVAL.match(every):
        return None
    step = STEPS_IN_DAYS.get(parts.get(b"FREQ", b""))
    if step is not None:
        missing = (date(FIRST_YEAR, 1, 1) - first).days
        days = step * int(every)
        return first + timedelta(days=-(-missing // days) * days)
    years = int(every) * (LEAP_YEARS if (first.month, first.day) == (2, 29) else 1)
    if parts.get(b"FREQ") not in (b"YEARLY", b"MONTHLY") or years > FIRST_YEAR:
        return None
    try:
        return first.replace(year=first.year + -(-(FIRST_YEAR - first.year) // years) * years)
    except ValueError:  # the year has no such day
        return None


def _shifted(line: bytes, by: timedelta) -> bytes:
    day = day_of(line)
    try:
        moved = None if day is None else day + by
    except OverflowError:
        return line
    return line if moved is None else _DATE.sub(f"{moved:%Y%m%d}".encode(), line)
