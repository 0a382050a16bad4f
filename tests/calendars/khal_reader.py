"""Reads a calendar from standard input with khal and prints its events as JSON.

Run with the Python of `.venv-clients`: khal imports the file into a calendar of its own, as a
person would, and lists what it then finds.
"""

import json
import subprocess
import sys
import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

KHAL = Path(sys.executable).parent / "khal"
FIELDS = ("uid", "title", "start-long", "end-long", "all-day", "categories")
DAYS = "2026-01-01", "1200d"
CONFIG = """\
[calendars]
[[visits]]
path = {folder}/visits
[locale]
local_timezone = UTC
default_timezone = UTC
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
[sqlite]
path = {folder}/cache.sqlite
"""


def khal(folder, *arguments):
    """Return what khal prints; what it complains about goes to standard error."""
    command = [KHAL, "-c", folder / "config", *arguments]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout.decode()


def event(fields):
    """Return an event as the other readers print it; khal tells the last day of a day event."""
    if fields["all-day"] == "True":
        last = date.fromisoformat(fields["end-long"])
        start, end = fields["start-long"], (last + timedelta(days=1)).isoformat()
    else:
        start, end = (instant(fields[name]) for name in ("start-long", "end-long"))
    return {"uid": fields["uid"], "summary": fields["title"], "start": start, "end": end}


def instant(text):
    """Return a moment in UTC as seconds since 1970."""
    return int(datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=UTC).timestamp())


def main():
    """Import, list, print."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "visits").mkdir()
        (folder / "config").write_text(CONFIG.format(folder=folder))
        (folder / "feed.ics").write_bytes(sys.stdin.buffer.read())
        khal(folder, "import", "--batch", "-a", "visits", folder / "feed.ics")
        fields = (part for one in FIELDS for part in ("--json", one))
        listed = khal(folder, "list", "--once", *fields, *DAYS)
    days = (json.loads(line) for line in listed.splitlines())  # one list of events a day
    print(json.dumps({"events": [event(one) for day in days for one in day]}))


main()
