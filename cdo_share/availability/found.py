"""What a calendar file says: busy times, and what was left out, counted series by series."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from icalendar import Component

from cdo_share.availability.kinds import BusyKind, ReadingWarning
from cdo_share.availability.reading.limits import (
    MOST_OCCURRENCES,
    MOST_OCCURRENCES_OF_SERIES,
    SeriesTooLong,
    TooManyEvents,
)
from cdo_share.availability.reading.marks import mark_of


@dataclass(frozen=True, slots=True)
class ReadBusyTime:
    """One stretch [starts_at, ends_at) in UTC; `uid_sha256` has 32 bytes."""

    starts_at: datetime
    ends_at: datetime
    kind: BusyKind
    uid_sha256: bytes


@dataclass(frozen=True, slots=True)
class ReadCalendar:
    """What a file says: its busy times in order, and what the CDO should know of the reading.

    `skipped` has a mark, 16 hexadecimal digits, for each event that could not be understood or
    was too much: the same event has the same mark in every reading. `own_events` are visits of
    ours that came back and were ignored; `warnings` are values of ReadingWarning, in order.
    """

    busy_times: tuple[ReadBusyTime, ...]
    skipped: tuple[str, ...] = ()
    own_events: int = 0
    warnings: tuple[str, ...] = ()


@dataclass(slots=True)
class Tally:
    """What the series read so far amount to."""

    found: set[ReadBusyTime] = field(default_factory=set)
    skipped: list[str] = field(default_factory=list)
    own: int = 0
    warnings: set[ReadingWarning] = field(default_factory=set)

    def add(self, times: Sequence[ReadBusyTime], series: list[Component], own: int) -> None:
        """Count the times of one more series, and how many of its parts were our own.

        Raises SeriesTooLong, and TooManyEvents when they are too many in all.
        """
        if len(times) > MOST_OCCURRENCES_OF_SERIES:
            raise SeriesTooLong
        self.own += own
        self.found.update(times)
        if times:
            self.warnings.update(_zone_warnings(series))
        if len(self.found) > MOST_OCCURRENCES:
            raise TooManyEvents

    def skip(self, series: list[Component], *warnings: ReadingWarning) -> None:
        """Count a series that is left out."""
        self.skipped.append(_mark_of(series[0]))
        self.warnings.update(warnings)

    def total(self) -> ReadCalendar:
        """Return what was read, in order."""
        times = sorted(self.found, key=lambda busy: (busy.starts_at, busy.ends_at, busy.uid_sha256))
        return ReadCalendar(
            tuple(times), tuple(sorted(self.skipped)), self.own, tuple(sorted(self.warnings))
        )


def _mark_of(part: Component) -> str:
    """Return the mark of an event; one without a name is known by all that it says."""
    return mark_of(f"UID:{part['UID']}".encode() if "UID" in part else part.to_ical())


def _zone_warnings(series: list[Component]) -> Iterator[ReadingWarning]:
    """Yield a warning for each start that says no zone, or one that nobody knows."""
    for part in series:
        start = getattr(part.get("DTSTART"), "dt", None)
        if isinstance(start, datetime) and start.tzinfo is None:
            is_named = "TZID" in part["DTSTART"].params
            yield ReadingWarning.UNKNOWN_ZONE if is_named else ReadingWarning.FLOATING_TIMES
