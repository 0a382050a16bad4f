"""Reads a calendar from standard input with vobject and prints its events as JSON.

Run with the Python of `.venv-clients`. Fails when `validate()` finds a broken rule.
"""

import json
import sys
from datetime import datetime

import vobject


def instant(value):
    """Return a date as text, a moment as seconds since 1970."""
    return int(value.timestamp()) if isinstance(value, datetime) else value.isoformat()


def main():
    """Read, check, print."""
    calendar = vobject.readOne(sys.stdin.buffer.read().decode())
    calendar.validate(raiseException=True)
    events = [
        {
            "uid": event.uid.value,
            "summary": event.summary.value,
            "start": instant(event.dtstart.value),
            "end": instant(event.dtend.value),
        }
        for event in calendar.vevent_list
    ]
    print(json.dumps({"events": events}))


main()
