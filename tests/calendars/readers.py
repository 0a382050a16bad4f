"""The programs that read a feed and say what they found, one function a program."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from tests.calendars.samples import events_of
from tests.calendars.tools import HERE, node_reader, printed_json

Reading = dict[str, Any]  # events: uid, summary, start, end in seconds or as a day; remarks
Reader = Callable[[bytes], Reading]

# What a reader without remarks found apart from the events.
NOTHING_ELSE: dict[str, Reading] = {
    "ical.js": {"refresh": ["duration", "PT1H"]},
    "libical": {"errors": 0, "is_valid": True},
    "sabre/vobject": {"remarks": []},
    "node-ical": {"categories": [["Visit"]]},
}
NAMES = ("icalendar", "ical.js", "node-ical", "libical", "vobject", "sabre/vobject", "khal")


def reader_named(name: str, request: pytest.FixtureRequest) -> Reader:
    """Return how the program reads a feed; leaves the test out where it is missing."""
    if name == "icalendar":
        return read_by_icalendar
    command = _command(name, request)
    return lambda feed: printed_json(command, feed)


def _command(name: str, request: pytest.FixtureRequest) -> list[str]:
    if name == "ical.js":
        return node_reader("read.mjs", "ical.js")
    if name == "node-ical":
        return node_reader("read_node_ical.mjs", "node-ical")
    fixture, script = {
        "libical": ("libical_python", "libical_reader.py"),
        "vobject": ("client_python", "vobject_reader.py"),
        "khal": ("client_python", "khal_reader.py"),
        "sabre/vobject": ("php", "sabre_reader.php"),
    }[name]
    return [str(request.getfixturevalue(fixture)), str(HERE / script)]


def read_by_icalendar(feed: bytes) -> Reading:
    """Return what icalendar finds."""
    return {
        "events": [
            {
                "uid": str(event["UID"]),
                "summary": str(event["SUMMARY"]),
                "start": plain(event.start),
                "end": plain(event.end),
            }
            for event in events_of(feed)
        ]
    }


def plain(value: date | datetime) -> int | str:
    """Return an instant as seconds since 1970, a day as text, as the readers do."""
    return int(value.timestamp()) if isinstance(value, datetime) else value.isoformat()
