"""The feed as ical.js (Thunderbird) and libical (Evolution) read it: the same instants.

`npm ci --prefix tests/calendars/node` installs the one, Debian's gir1.2-ical-3.0 and
python3-gi the other; without them the tests are left out, except where CI=true.
"""

import json
import os
import shutil
import subprocess
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from cdo_share.calendars.contents import feed_event
from cdo_share.calendars.ics import render_feed
from cdo_share.calendars.zones import ZONE_BLOCKS
from tests.calendars.samples import ZONE, a_feed, a_reader, events_of, many_views

HERE = Path(__file__).parent
ICAL_JS = HERE / "node" / "node_modules" / "ical.js"
SYSTEM_PYTHON = "/usr/bin/python3"
ONE_DAY = timedelta(days=1)
LIBICAL_PROBE = "import gi; gi.require_version('ICalGLib', '3.0')"


def require(is_there: bool, what: str) -> None:
    """Skip a test whose tool is missing; fail instead where everything must be there."""
    if not is_there and os.environ.get("CI") == "true":
        pytest.fail(f"{what} is missing")
    if not is_there:
        pytest.skip(f"{what} is missing")


def run(command: list[str], feed: bytes) -> Any:
    """Return the JSON that a reader prints for a feed."""
    done = subprocess.run(command, input=feed, capture_output=True, check=True)
    return json.loads(done.stdout)


@pytest.fixture
def ical_js() -> list[str]:
    """Return the command that reads with ical.js."""
    node = shutil.which("node")
    require(node is not None and ICAL_JS.is_dir(), "node with ical.js (see tests/calendars/node)")
    return [str(node), str(HERE / "node" / "read.mjs")]


@pytest.fixture
def libical() -> list[str]:
    """Return the command that reads with libical."""
    probe = [SYSTEM_PYTHON, "-c", LIBICAL_PROBE]
    is_there = (
        Path(SYSTEM_PYTHON).exists()
        and not subprocess.run(probe, capture_output=True, check=False).returncode
    )
    require(is_there, "libical for Python (gir1.2-ical-3.0, python3-gi)")
    return [SYSTEM_PYTHON, str(HERE / "libical_reader.py")]


def plain(value: date | datetime) -> int | str:
    """Return an instant as seconds since 1970, a day as text, as the readers do."""
    return int(value.timestamp()) if isinstance(value, datetime) else value.isoformat()


VISITS = many_views()
FEED = a_feed(VISITS)


def meant() -> list[dict[str, Any]]:
    """Return what the feed is meant to say, from the visits and not from its bytes."""
    return [
        {
            "uid": str(event.uid),
            "summary": event.summary,
            "start": plain(event.day if event.is_all_day else event.starts_at),
            "end": plain(event.day + ONE_DAY if event.is_all_day else event.ends_at),
        }
        for event in sorted(
            (feed_event(visit, a_reader()) for visit in VISITS),
            key=lambda event: (event.starts_at, event.uid.int),
        )
    ]


def test_feed_read_by_icalendar_has_the_instants_that_were_meant() -> None:
    read = [
        {
            "uid": str(event["UID"]),
            "summary": str(event["SUMMARY"]),
            "start": plain(event.start),
            "end": plain(event.end),
        }
        for event in events_of(FEED)
    ]

    assert read == meant()
    assert {type(event["start"]) for event in read} == {int, str}


def test_feed_read_by_ical_js_has_the_instants_that_were_meant(ical_js: list[str]) -> None:
    read = run(ical_js, FEED)

    assert read["events"] == meant()
    assert read["refresh"] == ["duration", "PT1H"]


def test_feed_read_by_libical_has_the_instants_that_were_meant(libical: list[str]) -> None:
    read = run(libical, FEED)

    assert read["events"] == meant()
    assert (read["errors"], read["is_valid"]) == (0, True)


def test_readers_find_a_feed_whose_zone_is_an_hour_off(
    ical_js: list[str], libical: list[str]
) -> None:
    wrong = FEED.replace(b"TZOFFSETTO:+0200", b"TZOFFSETTO:+0300")

    for command in (ical_js, libical):
        differ = [
            there["uid"]
            for here, there in zip(meant(), run(command, wrong)["events"], strict=True)
            if here != there
        ]
        assert differ


@pytest.mark.parametrize("zone", sorted(ZONE_BLOCKS))
def test_zone_in_libical_equals_zoneinfo_at_every_hour_of_five_years(
    libical: list[str], zone: str
) -> None:
    feed = render_feed(name="Visits", zone=zone, events=[], more="")

    changes = dict(run([*libical, "offsets", "2026", "2030"], feed))

    assert changes == zoneinfo_changes(zone)
    assert len(changes) == (11 if zone == ZONE else 1)


def zoneinfo_changes(zone: str) -> dict[int, int]:
    """Return the offset in seconds at every hour since 1970 at which it changes."""
    changes: dict[int, int] = {}
    first, after = (int(datetime(year, 1, 1, tzinfo=UTC).timestamp()) for year in (2026, 2031))
    last = None
    for second in range(first, after, 3600):
        offset = datetime.fromtimestamp(second, ZoneInfo(zone)).utcoffset()
        if offset != last:
            changes[second // 3600] = int(offset.total_seconds()) if offset else 0
        last = offset
    return changes


def test_readers_that_are_missing_fail_where_everything_must_be_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="libical is missing"):
        require(False, "libical")

    monkeypatch.delenv("CI")
    with pytest.raises(pytest.skip.Exception, match="libical is missing"):
        require(False, "libical")
