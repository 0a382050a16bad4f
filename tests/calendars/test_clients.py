"""The feed as foreign programs read it: all events, the same texts and instants.

What each program needs is in `tools.py`; where it is missing its tests are left out, and fail
where CI=true. vdirsyncer and Thunderbird, which fetch by themselves, are in test_vdirsyncer.py
and test_thunderbird.py.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from cdo_share.calendars.contents import feed_event
from cdo_share.calendars.ics import render_feed
from cdo_share.calendars.zones import ZONE_BLOCKS
from tests.calendars.readers import NAMES, NOTHING_ELSE, Reader, plain, reader_named
from tests.calendars.samples import ZONE, a_feed, a_reader, golden_views, paris
from tests.calendars.tools import HERE, printed_json, require

ONE_DAY = timedelta(days=1)
OVERSEAS = "Indian/Reunion"
SUMMER = frozenset(("Europe/Paris", "America/Miquelon"))  # where clocks change
VISITS = golden_views()
FEED = a_feed(VISITS)
NIGHTS = {plain(paris(day, 1)) for day in (date(2027, 3, 28), date(2027, 10, 31))}
OVERSEAS_VISITS = golden_views(OVERSEAS)


def meant(visits: Any = VISITS, zone: str = ZONE) -> list[dict[str, Any]]:
    """Return what the feed is meant to say, from the visits and not from its bytes."""
    events = (feed_event(visit, a_reader(zone=zone)) for visit in visits)
    return by_uid(
        {
            "uid": str(event.uid),
            "summary": event.summary,
            "start": plain(event.day if event.is_all_day else event.starts_at),
            "end": plain(event.day + ONE_DAY if event.is_all_day else event.ends_at),
        }
        for event in events
    )


def by_uid(events: Any) -> list[dict[str, Any]]:
    """Return events in one order: khal lists those of a day as it likes."""
    return sorted(events, key=lambda event: str(event["uid"]))


def sorted_reading(reading: dict[str, Any]) -> dict[str, Any]:
    return reading | {"events": by_uid(reading["events"])}


@pytest.fixture
def reader_of(request: pytest.FixtureRequest) -> Callable[[str], Reader]:
    """Return a function that gives the reader of a name."""
    return lambda name: reader_named(name, request)


def test_golden_feed_holds_every_kind_of_visit() -> None:
    read = meant()

    assert len(read) == len(VISITS) == 45
    assert {type(event["start"]) for event in read} == {int, str}
    assert {visit.is_on_site for visit in VISITS} == {True, False}
    assert len({visit.state for visit in VISITS}) == 2
    hours = {(event["end"] - event["start"]) / 3600 for event in read if event["start"] in NIGHTS}
    assert hours == {2.0, 4.0}  # from one to four o'clock when the clocks change


@pytest.mark.parametrize("name", NAMES)
def test_golden_feed_is_read_as_it_was_meant(reader_of: Callable[[str], Reader], name: str) -> None:
    read = reader_of(name)(FEED)

    assert sorted_reading(read) == {"events": meant()} | NOTHING_ELSE.get(name, {})


@pytest.mark.parametrize("name", NAMES)
def test_golden_feed_overseas_is_read_as_it_was_meant(
    reader_of: Callable[[str], Reader], name: str
) -> None:
    feed = a_feed(OVERSEAS_VISITS, a_reader(zone=OVERSEAS))

    read = reader_of(name)(feed)

    assert sorted_reading(read) == {"events": meant(OVERSEAS_VISITS, OVERSEAS)} | (
        NOTHING_ELSE.get(name, {})
    )


def replaced(old: bytes, new: bytes, count: int = -1) -> bytes:
    """Return the feed with a fault; the fault is really there."""
    wrong = FEED.replace(old, new, count)
    assert wrong != FEED
    return wrong


FAULTS = {
    "an hour later": lambda: replaced(b":20270325T090000", b":20270325T100000"),
    "another title": lambda: replaced(b"SUMMARY:", b"SUMMARY:x", 1),
    "summer two hours ahead": lambda: replaced(b"TZOFFSETTO:+0200", b"TZOFFSETTO:+0300"),
    "no zone": lambda: replaced(b";TZID=Europe/Paris", b""),
    "one UID for two": lambda: replaced(str(VISITS[0].id).encode(), str(VISITS[1].id).encode(), 1),
    "a METHOD": lambda: replaced(b"VERSION:2.0\r\n", b"VERSION:2.0\r\nMETHOD:PUBLISH\r\n"),
    "no date": lambda: replaced(b"LAST-MODIFIED:2026", b"LAST-MODIFIED:last", 1),
    "not UTF-8": lambda: replaced("é".encode(), b"\xe9"),
    "two categories": lambda: replaced(b"CATEGORIES:Visit", b"CATEGORIES:Visit,on site"),
    "no type of the refresh": lambda: replaced(b";VALUE=DURATION", b""),
}
# Each program finds what it is there for.
FINDS = [
    ("icalendar", "an hour later"),
    ("icalendar", "another title"),
    ("icalendar", "no zone"),
    ("ical.js", "summer two hours ahead"),
    ("ical.js", "no type of the refresh"),
    ("node-ical", "an hour later"),
    ("node-ical", "one UID for two"),
    ("node-ical", "two categories"),
    ("libical", "summer two hours ahead"),
    ("libical", "a METHOD"),
    ("libical", "no date"),
    ("vobject", "summer two hours ahead"),
    ("vobject", "no zone"),
    ("sabre/vobject", "no zone"),
    ("sabre/vobject", "not UTF-8"),
    ("khal", "an hour later"),
    ("khal", "no zone"),
    ("khal", "one UID for two"),
]


@pytest.mark.parametrize(("name", "fault"), FINDS)
def test_reader_finds_a_planted_fault(
    reader_of: Callable[[str], Reader], name: str, fault: str
) -> None:
    read = reader_of(name)(FAULTS[fault]())

    assert sorted_reading(read) != {"events": meant()} | NOTHING_ELSE.get(name, {})


@pytest.mark.parametrize("zone", sorted(ZONE_BLOCKS))
def test_zone_in_libical_equals_zoneinfo_at_every_hour_of_five_years(
    libical_python: Path, zone: str
) -> None:
    feed = render_feed(name="Visits", zone=zone, events=[], more="")
    command = [libical_python, HERE / "libical_reader.py", "offsets", "2026", "2030"]

    changes = dict(printed_json(command, feed))

    assert changes == zoneinfo_changes(zone)
    assert len(changes) == (11 if zone in SUMMER else 1)


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
