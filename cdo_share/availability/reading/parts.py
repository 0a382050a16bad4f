"""One event or free-busy list of a file: the lines that count, and whether they are within
measure; on bytes."""

import hashlib
from dataclasses import dataclass, field
from datetime import date, timedelta

from cdo_share.availability.reading.durations import length_of
from cdo_share.availability.reading.honest import later_start, plain_rule
from cdo_share.availability.reading.limits import (
    MOST_DATES_OF_EVENT,
    MOST_VALUE_BYTES,
)
from cdo_share.availability.reading.lines import Line
from cdo_share.availability.reading.marks import mark_of
from cdo_share.availability.reading.rules import (
    are_allowed_rules,
    are_few_dates,
    day_of,
    day_of_value,
    is_allowed_year,
    rule_parts,
)

# A floating time may lie in another zone's day.
MARGIN = timedelta(days=2)
DATES = frozenset((b"DTSTART", b"DTEND", b"RECURRENCE-ID", b"RDATE", b"EXDATE"))
MOST_ZONE_BYTES = 200
# Without them an event takes more time, never less.
FREEING = frozenset((b"ATTENDEE", b"STATUS", b"TRANSP", b"X-MICROSOFT-CDO-BUSYSTATUS", b"URL"))
Lines = list[bytes]


@dataclass(slots=True)
class Part:
    """A VEVENT or VFREEBUSY; `is_broken` when a line that counts is too long or comes too often."""

    kind: bytes
    lines: dict[bytes, Lines] = field(default_factory=dict)
    is_broken: bool = False

    def add(self, line: Line, *, is_list: bool = False, most: int = MOST_DATES_OF_EVENT) -> None:
        """Keep a line of the part."""
        known = self.lines.setdefault(line.name, [])
        text = _short_name(line) if line.name == b"UID" else line.text
        is_short = is_list or len(text) <= MOST_VALUE_BYTES
        if len(known) >= most:
            self.is_broken |= line.name != b"ATTENDEE"
        elif line.is_whole and is_short and _has_short_zone(line):
            known.append(text)
        elif line.name not in FREEING:
            self.is_broken = True

    def say_plainly(self) -> None:
        """Put what honest calendars write at length into words that are read."""
        starts, rules = self.lines.get(b"DTSTART", []), self.lines.get(b"RRULE", [])
        if len(starts) == 1 and rules:
            self.lines[b"RRULE"] = [plain_rule(rule, starts[0]) for rule in rules]
            self.lines = later_start(self.lines)

    @property
    def mark(self) -> str:
        """Return what the event is known by when it is skipped: the same in every reading."""
        return mark_of(b"".join(self.lines.get(b"UID", ())) or b"\n".join(self.written()))

    @property
    def key(self) -> tuple[bytes, bytes, bytes] | None:
        """Return what versions of the same thing share; None when it has no name."""
        uid = self.lines.get(b"UID")
        if not uid:
            return None
        return self.kind, uid[0], b"".join(self.lines.get(b"RECURRENCE-ID", ()))

    def is_allowed(self) -> bool:
        """Return whether the part is within measure, so that it may be parsed at all."""
        lists = [*self.lines.get(b"RDATE", ()), *self.lines.get(b"EXDATE", ())]
        return (
            not self.is_broken
            and are_allowed_rules(self.lines.get(b"RRULE", ()))
            and are_few_dates(lists)
            and are_few_dates(self.lines.get(b"FREEBUSY", ()))
            and (self.kind == b"VFREEBUSY" or self._begins_in_an_allowed_year())
        )

    def _begins_in_an_allowed_year(self) -> bool:
        starts = self.lines.get(b"DTSTART", [])
        day = day_of(starts[0]) if len(starts) == 1 else None
        end = _day(self, b"DTEND")
        return day is not None and all(map(is_allowed_year, (day, end or day)))

    def written(self) -> Lines:
        """Return the part as lines of a calendar."""
        inside = [line for lines in self.lines.values() for line in lines]
        return [b"BEGIN:" + self.kind, *inside, b"END:" + self.kind]


def _short_name(line: Line) -> bytes:
    """Return the UID line; in place of a very long name stands its hash."""
    if len(line.text) <= MOST_VALUE_BYTES:
        return line.text
    return b"UID:" + hashlib.sha256(line.text).hexdigest().encode()


def _has_short_zone(line: Line) -> bool:
    """Return whether the parameters of a date are short: a zone's name is looked up as a file."""
    return line.name not in DATES or len(line.text.rpartition(b":")[0]) <= MOST_ZONE_BYTES


def is_outside(part: Part, first: date, last: date) -> bool:
    """Return whether an allowed part can touch none of the days [first, last], both included."""
    if part.kind != b"VEVENT" or b"RDATE" in part.lines:
        return False
    try:
        begins, ends = _span(part)
    except OverflowError:
        return False
    return begins > last + MARGIN or (ends is not None and ends < first - MARGIN)


def _span(part: Part) -> tuple[date, date | None]:
    """Return the first day, and the last or None where no end is known."""
    begins = _day(part, b"DTSTART") or date.min
    ends = _day(part, b"DTEND")
    length = ends - begins if ends else length_of(part.lines.get(b"DURATION", ()))
    if length is None:
        return begins, None
    if moved := part.lines.get(b"RECURRENCE-ID"):
        return _span_of_moved(begins, begins + length, moved[0])
    if not (rules := part.lines.get(b"RRULE")):
        return begins, begins + length
    until = _last_until(rules)
    return begins, until + length if until else None


def _span_of_moved(begins: date, ends: date, moved: bytes) -> tuple[date, date | None]:
    """Return the days of a moved repetition and of the place it left empty, as one stretch."""
    left = day_of(moved)
    if left is None or b"RANGE" in moved.upper():
        return date.min, None
    return min(begins, left), max(ends, left)


def _last_until(rules: Lines) -> date | None:
    days = [day_of_value(rule_parts(rule).get(b"UNTIL", b"")) for rule in rules]
    known = [day for day in days if day is not None]
    return max(known) if len(known) == len(days) else None


def _day(part: Part, name: bytes) -> date | None:
    lines = part.lines.get(name)
    return day_of(lines[0]) if lines else None
