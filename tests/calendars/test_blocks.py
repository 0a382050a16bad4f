"""Events written by hand are the bytes that icalendar writes."""

import uuid
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Event

from cdo_share.calendars import blocks
from cdo_share.calendars.blocks import event_block
from cdo_share.calendars.contents import feed_event
from cdo_share.calendars.events import FeedEvent
from cdo_share.calendars.models import DetailLevel, FeedOwner
from cdo_share.calendars.text import feed_line, feed_lines
from cdo_share.calendars.zones import ZONE_BLOCKS
from tests.calendars.samples import ZONE, a_reader, a_view, many_views

MONDAY = date(2027, 1, 4)
# Texts as feeds hold them: cleaned, of any script, with what must be escaped and where lines fold.
line = st.text(st.sampled_from("aé🦪 ,;:\\^\"'nN\u00a0–x=") | st.characters(), max_size=250)
instants = st.integers(631_152_000, 3_786_912_000).map(  # seconds since 1970: 1990 to 2090
    lambda seconds: datetime.fromtimestamp(seconds, UTC)
)
degrees = st.floats(-180, 180, allow_nan=False)
events = st.builds(
    FeedEvent,
    uid=st.uuids(version=4),
    sequence=st.integers(0, 10**6),
    created_at=instants,
    last_modified_at=instants,
    day=st.dates(date(1990, 1, 1), date(2090, 1, 1)),
    starts_at=instants,
    ends_at=instants,
    is_all_day=st.booleans(),
    is_opaque=st.booleans(),
    summary=line.map(feed_line).filter(bool),
    description=st.lists(line, max_size=4).map(lambda lines: feed_lines(tuple(lines))),
    location=line.map(feed_line),
    position=st.none() | st.tuples(degrees, degrees),
    url=st.sampled_from(("", "https://partage.example/", f"https://{'sous.' * 20}example/")),
    category=st.sampled_from(("", "Intervention")),
)


def by_icalendar(event: FeedEvent, zone: str) -> bytes:
    """Return the event as icalendar writes it."""
    component = Event()
    component.add("uid", str(event.uid))
    component.add("sequence", event.sequence)
    for name in ("dtstamp", "last-modified"):
        component.add(name, event.last_modified_at)
    component.add("created", event.created_at)
    if event.is_all_day:
        component.add("dtstart", event.day)
        component.add("dtend", event.day + timedelta(days=1))
    else:
        component.add("dtstart", event.starts_at.astimezone(ZoneInfo(zone)))
        component.add("dtend", event.ends_at.astimezone(ZoneInfo(zone)))
    component.add("status", "CONFIRMED")
    component.add("transp", "OPAQUE" if event.is_opaque else "TRANSPARENT")
    for name in ("summary", "description", "location", "url"):
        if value := getattr(event, name):
            component.add(name, value)
    if event.category:
        component.add("categories", [event.category])
    if event.position:
        component.add("geo", tuple(round(number, 4) for number in event.position))
    block: bytes = component.to_ical()
    return block


@settings(max_examples=400, deadline=None)
@given(events, st.sampled_from(sorted(ZONE_BLOCKS)))
def test_event_of_any_values_is_written_as_by_icalendar(event: FeedEvent, zone: str) -> None:
    assert event_block(event, zone) == by_icalendar(event, zone)


@pytest.mark.parametrize("detail", list(DetailLevel))
@pytest.mark.parametrize("owner", list(FeedOwner))
def test_event_of_a_visit_is_written_as_by_icalendar(owner: FeedOwner, detail: DetailLevel) -> None:
    for visit in many_views():
        event = feed_event(visit, a_reader(owner, detail))
        assert event_block(event, ZONE) == by_icalendar(event, ZONE)


@pytest.mark.parametrize("text", ["é" * 60, "a" * 65 + ",,,", "a" * 63 + "^n"])
def test_fold_that_cuts_elsewhere_is_noticed(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The planted fault: lines are cut a byte earlier."""
    event = replace(feed_event(a_view(MONDAY), a_reader()), summary=text)
    right = event_block(event, ZONE) == by_icalendar(event, ZONE)

    blocks._text.cache_clear()
    monkeypatch.setattr(blocks, "MOST_OCTETS", 73)
    wrong = event_block(event, ZONE) == by_icalendar(event, ZONE)
    blocks._text.cache_clear()

    assert (right, wrong) == (True, False)


def test_event_keeps_no_text_of_another(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was written before is kept by its whole text: no name is ever taken for another."""
    first = feed_event(a_view(MONDAY, id=uuid.UUID(int=1, version=4)), a_reader())
    fresh = {}
    for name in ("Un", "Deux", "Un"):
        event = replace(first, summary=name, description=name, location=name)
        kept = event_block(event, ZONE)
        blocks._text.cache_clear()
        fresh[name] = event_block(event, ZONE)
        assert kept == fresh[name]
    assert fresh["Un"] != fresh["Deux"]
