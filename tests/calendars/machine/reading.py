"""The bytes of a feed as plain events, read without the library that writes other calendars."""

import re
from dataclasses import dataclass

from tests.calendars.samples import unfolded

MARKS = ("SEQUENCE", "LAST-MODIFIED", "DTSTAMP")
ESCAPED = re.compile(r"\\([\\;,])")  # titles have no line breaks
FORBIDDEN = ("METHOD", "ORGANIZER", "ATTENDEE", "ATTACH", "SOURCE", "RRULE", "CLASS")


@dataclass(frozen=True, slots=True)
class SeenEvent:
    """One event: the marks of its last change, and every other line."""

    uid: str
    sequence: int
    modified: str  # like 20261214T090000Z, so that later ones are greater
    lines: tuple[str, ...]

    def value(self, name: str) -> str:
        """Return the text of a property, "" if the event has none."""
        found = (line for line in self.lines if line.partition(":")[0].partition(";")[0] == name)
        return ESCAPED.sub(r"\1", next(found, ":").partition(":")[2])


def events_by_uid(feed: bytes) -> dict[str, SeenEvent]:
    """Return the events of a feed; fails where one has two marks of its last change."""
    found: dict[str, SeenEvent] = {}
    for block in "\n".join(unfolded(feed)).split("BEGIN:VEVENT\n")[1:]:
        event = _event(block.partition("\nEND:VEVENT")[0].split("\n"))
        assert event.uid not in found
        found[event.uid] = event
    return found


def _event(lines: list[str]) -> SeenEvent:
    names = {line.partition(":")[0].partition(";")[0] for line in lines}
    assert names.isdisjoint(FORBIDDEN)
    assert not any(line.startswith("BEGIN:") for line in lines)
    marks = {name: _of(lines, name) for name in MARKS}
    assert marks["DTSTAMP"] == marks["LAST-MODIFIED"]
    others = tuple(line for line in lines if line.partition(":")[0] not in MARKS)
    sequence = int(marks["SEQUENCE"])
    return SeenEvent(_of(lines, "UID"), sequence, marks["LAST-MODIFIED"], others)


def _of(lines: list[str], name: str) -> str:
    (value,) = (line[len(name) + 1 :] for line in lines if line.startswith(f"{name}:"))
    return value
