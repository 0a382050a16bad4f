"""Calendar files of the seed: whether a client's export can be read at all.

What an event means for availability is decided where calendars are imported, not here.
"""

import re
from pathlib import Path

from icalendar import Calendar, Component

from cdo_share.seeding.faults import Faults
from cdo_share.seeding.records import Located
from cdo_share.seeding.seed import SeedCalendar, SeedCdo

_PROPERTY = re.compile(r"[A-Za-z0-9-]+[;:]")


def read_calendars(
    folder: Path, cdos: list[Located[SeedCdo]], faults: Faults
) -> list[SeedCalendar]:
    """Return the calendars that the CDOs name; a missing or unreadable one is noted."""
    return [
        calendar
        for cdo in cdos
        if cdo.value.calendar is not None
        for calendar in _read_calendar(folder, cdo, cdo.value.calendar, faults)
    ]


def _read_calendar(
    folder: Path, cdo: Located[SeedCdo], file: str, faults: Faults
) -> list[SeedCalendar]:
    path = folder / file
    if not path.resolve().is_relative_to(folder.resolve()) or not path.is_file():
        line = cdo.record.line_of("calendar")
        faults.add(cdo.record.file, line, f"calendar: {file!r} is not a file of the seed; add it")
        return []
    data = path.read_bytes()
    lines = data.decode("utf-8", "replace").splitlines()
    if broken := _find_broken_line(lines):
        faults.add(file, *broken)
        return []
    try:
        calendar = Calendar.from_ical(data)
    except ValueError as error:
        faults.add(file, 1, f"not iCalendar: {error}; export the calendar again")
        return []
    _note_bad_properties(file, lines, calendar, faults)
    name = str(calendar.get("X-WR-CALNAME", path.stem))
    return [SeedCalendar(cdo=cdo.value.id, file=file, name=name, data=data)]


def _find_broken_line(lines: list[str]) -> tuple[int, str] | None:
    """Return the first line that is no property or does not nest, and what is wrong with it."""
    open_parts: list[str] = []
    for number, line in enumerate(lines, 1):
        if line.startswith((" ", "\t")):
            continue
        if not _PROPERTY.match(line):
            return number, f"{line!r} is not NAME:value; export the calendar again"
        name, _, value = line.partition(":")
        if name == "BEGIN":
            open_parts.append(value)
        elif name == "END" and (not open_parts or open_parts.pop() != value):
            return number, f"{line!r} ends what did not begin; export the calendar again"
    if open_parts:
        return len(lines), f"{open_parts[-1]} does not end; export the calendar again"
    return None


def _note_bad_properties(file: str, lines: list[str], calendar: Component, faults: Faults) -> None:
    """Note each property of an event whose value cannot be read, and a file without events."""
    starts = [n for n, line in enumerate(lines, 1) if line.strip() == "BEGIN:VEVENT"]
    events = calendar.walk("VEVENT")
    if not events:
        faults.add(file, 1, "no VEVENT in the file; export the calendar again")
    for start, event in zip(starts, events, strict=True):
        for name, problem in event.errors:
            inside = enumerate(lines[start:], start + 1)
            at = next((n for n, line in inside if line.startswith(name or "")), start)
            faults.add(file, at, f"{name}: {problem}; correct or remove the line")
