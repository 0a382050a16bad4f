"""Cuts a calendar file down to what says when somebody is busy, before anything parses it.

Ten megabytes of history become the few hundred events that may touch the days read, each with
the few properties that count; alarms, descriptions and guests never reach the parser.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from cdo_share.availability.reading.limits import (
    MOST_ATTENDEES_KEPT,
    MOST_EVENTS,
    MOST_KEPT_EVENTS,
    MOST_RULES,
    MOST_VALUE_BYTES,
    NotACalendar,
    TooManyEvents,
)
from cdo_share.availability.reading.lines import LISTS, VALUES, Line, read_lines
from cdo_share.availability.reading.parts import Part, is_outside
from cdo_share.availability.reading.zones import is_plain_zone

KEPT = frozenset(VALUES + LISTS)
MOST_ZONES = 50
HEAD = (b"BEGIN:VCALENDAR", b"VERSION:2.0", b"PRODID:sieve")


@dataclass(frozen=True, slots=True)
class Sifted:
    """What is left of a file: zones as lines, events, and the marks of those that are nonsense."""

    zones: list[list[bytes]]
    parts: list[Part]
    skipped: list[str]

    @property
    def ics(self) -> bytes:
        """Return all of it as a calendar."""
        return calendar_of(*self.zones, *(part.written() for part in self.parts))


def calendar_of(*components: list[bytes]) -> bytes:
    """Return components, each as its lines, as a calendar."""
    inside = (line for component in components for line in component)
    return b"\r\n".join((*HEAD, *inside, b"END:VCALENDAR", b""))


def sift(data: bytes, *, first: date, last: date, emails: Collection[str]) -> Sifted:
    """Return what may touch the days [first, last], both included, of a file from anywhere.

    `emails` are the CDO's: only their own answers to invitations are kept.
    Raises NotACalendar, and TooManyEvents when the limits of the whole file are passed.
    """
    sieve = _Sieve(emails=tuple(email.casefold().encode() for email in emails))
    for line in read_lines(data):
        sieve.take(line)
    sieve.finish()
    allowed = [part for part in sieve.parts if part.is_allowed()]
    kept = _touching(allowed, first, last)
    _refuse_too_many(kept)
    zones = [zone for zone in sieve.zones if is_plain_zone(zone)][:MOST_ZONES]
    return Sifted(zones, kept, [part.mark for part in sieve.parts if not part.is_allowed()])


def _touching(parts: list[Part], first: date, last: date) -> list[Part]:
    """Return the parts without those that lie outside the days, in all their versions."""
    versions: dict[object, list[Part]] = {}
    for number, part in enumerate(parts):
        versions.setdefault(part.key or number, []).append(part)
    groups = versions.values()
    inside = (g for g in groups if not all(is_outside(part, first, last) for part in g))
    return [part for group in inside for part in group]


def _refuse_too_many(kept: list[Part]) -> None:
    rules = sum(len(part.lines.get(b"RRULE", ())) for part in kept)
    if len(kept) > MOST_KEPT_EVENTS or rules > MOST_RULES:
        raise TooManyEvents


@dataclass(slots=True)
class _Sieve:
    emails: tuple[bytes, ...]
    calendars: int = 0
    open: list[bytes] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    zones: list[list[bytes]] = field(default_factory=list)

    def take(self, line: Line) -> None:
        """Take the next line of the file."""
        if line.name == b"BEGIN":
            self._begin(line)
        if self._is_in(b"VTIMEZONE"):
            self.zones[-1].append(line.text)
        elif len(self.open) == 2 and self._is_in(b"VEVENT", b"VFREEBUSY"):
            self._add(line)
        if line.name == b"END":
            self._end(line)

    def finish(self) -> None:
        """Refuse a file without a calendar, or that breaks off: the rest of it would seem free."""
        if self.open or not self.calendars:
            raise NotACalendar
        for part in self.parts:
            part.say_plainly()

    def _is_in(self, *kinds: bytes) -> bool:
        return len(self.open) >= 2 and self.open[1] in kinds

    def _begin(self, line: Line) -> None:
        if not self.open and line.value != b"VCALENDAR":
            raise NotACalendar
        self.calendars += not self.open
        self.open.append(line.value)
        if len(self.open) == 2 and line.value == b"VTIMEZONE":
            self.zones.append([])
        elif len(self.open) == 2 and self._is_in(b"VEVENT", b"VFREEBUSY"):
            self.parts.append(Part(line.value))
        if len(self.parts) > MOST_EVENTS:
            raise TooManyEvents

    def _end(self, line: Line) -> None:
        if not self.open or self.open.pop() != line.value:
            raise NotACalendar

    def _add(self, line: Line) -> None:
        part = self.parts[-1]
        if line.name in KEPT:
            part.add(line, is_list=line.name in LISTS)
        elif line.name == b"ATTENDEE" and self._is_own(line.text):
            part.add(line, most=MOST_ATTENDEES_KEPT)

    def _is_own(self, text: bytes) -> bool:
        short = text[:MOST_VALUE_BYTES].lower()
        return any(email in short for email in self.emails)
