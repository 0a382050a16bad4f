"""The bytes of a feed: what every client can rely on."""

import os
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from cdo_share.accounts.models import Regime
from cdo_share.calendars import ics
from cdo_share.calendars.contents import feed_event
from cdo_share.calendars.ics import MAX_BYTES, MAX_EVENTS, render_feed, without_events
from cdo_share.calendars.models import DetailLevel, FeedOwner
from cdo_share.calendars.text import feed_line
from tests.calendars.samples import (
    HOSTILE_NAMES,
    ZONE,
    a_feed,
    a_reader,
    a_view,
    events_of,
    many_views,
    paris,
    property_counts,
    unfolded,
)

MONDAY = date(2027, 1, 4)
HEAD_PROPERTIES = {
    "VERSION": 1,
    "PRODID": 1,
    "NAME": 1,
    "X-WR-CALNAME": 1,
    "X-WR-TIMEZONE": 1,
    "X-APPLE-CALENDAR-COLOR": 1,
    "REFRESH-INTERVAL": 1,
    "X-PUBLISHED-TTL": 1,
    "TZID": 1,
    "X-LIC-LOCATION": 1,
    "TZNAME": 2,
    "TZOFFSETFROM": 2,
    "TZOFFSETTO": 2,
    "RRULE": 2,
    "BEGIN": 4,
    "END": 4,
    "DTSTART": 2,
}
BUSY_PROPERTIES = (
    "BEGIN END UID SEQUENCE DTSTAMP LAST-MODIFIED CREATED DTSTART DTEND STATUS TRANSP SUMMARY"
)
FULL_PROPERTIES = BUSY_PROPERTIES + " DESCRIPTION LOCATION GEO URL CATEGORIES"


@pytest.mark.parametrize(
    ("detail", "names"), [(DetailLevel.FULL, FULL_PROPERTIES), (DetailLevel.BUSY, BUSY_PROPERTIES)]
)
@pytest.mark.parametrize("owner", list(FeedOwner))
def test_feed_holds_exactly_the_allowed_properties(
    owner: FeedOwner, detail: DetailLevel, names: str
) -> None:
    feed = a_feed([a_view(MONDAY)], a_reader(owner, detail))

    assert property_counts(feed) == Counter(HEAD_PROPERTIES) + Counter(names.split())


def test_feed_escapes_its_name() -> None:
    lines = unfolded(a_feed([], name="Le Goff, père; fils"))

    assert r"NAME:Le Goff\, père\; fils" in lines
    assert r"X-WR-CALNAME:Le Goff\, père\; fils" in lines


@pytest.mark.parametrize(
    ("owner", "transp"), [(FeedOwner.CDO, "OPAQUE"), (FeedOwner.MEMBER, "TRANSPARENT")]
)
def test_event_says_whether_it_takes_time(owner: FeedOwner, transp: str) -> None:
    assert f"TRANSP:{transp}" in unfolded(a_feed([a_view(MONDAY)], a_reader(owner)))


def test_feed_without_visits_is_a_valid_calendar_with_its_zone() -> None:
    feed = a_feed([])

    assert property_counts(feed) == Counter(HEAD_PROPERTIES)
    assert [one.name for one in Calendar.from_ical(feed).subcomponents] == ["VTIMEZONE"]


def test_feed_says_how_often_to_ask_with_the_type_of_the_value() -> None:
    lines = unfolded(a_feed([]))

    assert "REFRESH-INTERVAL;VALUE=DURATION:PT1H" in lines
    assert "X-PUBLISHED-TTL:PT1H" in lines


def test_feed_of_many_visits_read_and_written_by_icalendar_is_the_same_bytes() -> None:
    feed = a_feed(many_views())

    assert Calendar.from_ical(feed).to_ical(sorted=False) == feed
    assert len(events_of(feed)) == 40


def test_feed_rendered_twice_in_any_order_is_the_same_bytes() -> None:
    visits = many_views()

    assert a_feed(visits) == a_feed(visits[::-1])


def test_feed_rendered_by_two_processes_is_the_same_bytes() -> None:
    code = (
        "import hashlib; from tests.calendars.samples import a_feed, many_views;"
        "print(hashlib.sha256(a_feed(many_views())).hexdigest())"
    )
    root = Path(__file__).parents[2]
    seen = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=root,
            env=os.environ | {"PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }

    assert len(seen) == 1


def test_event_of_a_timed_visit_carries_the_zone_and_the_right_instants() -> None:
    winter, summer = a_view(MONDAY), a_view(date(2027, 7, 5))

    lines = unfolded(a_feed([winter, summer]))

    assert "DTSTART;TZID=Europe/Paris:20270104T090000" in lines
    assert "DTEND;TZID=Europe/Paris:20270705T123000" in lines
    first, second = events_of(a_feed([winter, summer]))
    assert first.start.astimezone(UTC) == datetime(2027, 1, 4, 8, 0, tzinfo=UTC)
    assert second.start.astimezone(UTC) == datetime(2027, 7, 5, 7, 0, tzinfo=UTC)


@pytest.mark.parametrize("sunday", [date(2027, 3, 28), date(2027, 10, 31)])
def test_event_around_a_change_of_the_clocks_keeps_start_and_duration(sunday: date) -> None:
    days = [sunday + timedelta(days=shift) for shift in (-1, 0, 1)]

    events = events_of(a_feed([a_view(day, length=2) for day in days]))

    found = [(event.start.astimezone(UTC), event.end.astimezone(UTC)) for event in events]
    assert found == [(paris(day, 9), paris(day, 17)) for day in days]
    assert {end - start for start, end in found} == {timedelta(hours=8)}


def test_event_on_forfait_jours_is_a_day_without_clock_times() -> None:
    visit = a_view(MONDAY, 1, regime=Regime.FORFAIT_JOURS)

    lines = unfolded(a_feed([visit]))

    assert "DTSTART;VALUE=DATE:20270104" in lines
    assert "DTEND;VALUE=DATE:20270105" in lines
    assert [line for line in lines if ":30" in line or "T13" in line] == []


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_feed_with_a_hostile_name_everywhere_has_no_line_more(name: str) -> None:
    visit = a_view(
        MONDAY,
        member_name=name,
        title=name,
        cdo_name=name,
        cdo_phone=name,
        address=name,
        commune=name,
    )
    reader = a_reader(FeedOwner.GROUPEMENT)

    feed = a_feed([visit], reader, name=feed_line(name))

    assert property_counts(feed) == property_counts(a_feed([a_view(MONDAY)], reader))
    assert events_of(feed)[0]["SUMMARY"] == feed_event(visit, reader).summary


anything = st.text(st.characters(exclude_categories=[]), max_size=60)


@settings(max_examples=300, deadline=None)
@given(anything, anything, anything, st.sampled_from(list(FeedOwner)))
def test_feed_with_any_text_in_any_field_has_no_line_more(
    name: str, title: str, place: str, owner: FeedOwner
) -> None:
    visit = a_view(
        MONDAY, member_name=name, title=title, cdo_name=name, cdo_phone=title, address=place
    )
    reader = a_reader(owner)

    feed = a_feed([visit], reader)

    assert property_counts(feed) == property_counts(a_feed([a_view(MONDAY)], reader))
    (event,) = events_of(feed)
    meant = feed_event(visit, reader)
    assert (event["SUMMARY"], event["DESCRIPTION"]) == (meant.summary, meant.description)
    assert event["LOCATION"] == meant.location


def test_feed_with_uncleaned_text_fails_the_strict_reading() -> None:
    event = replace(feed_event(a_view(MONDAY), a_reader()), summary="a\u2028b")
    feed = render_feed(name="Visits", zone=ZONE, events=[event], more="")

    with pytest.raises(AssertionError):
        unfolded(feed)


def test_feed_of_the_most_events_is_whole_and_small_enough() -> None:
    day = date(2027, 1, 4)
    visits = [a_view(day + timedelta(days=number // 2), number % 2) for number in range(MAX_EVENTS)]

    feed = a_feed(visits)

    assert len(events_of(feed)) == MAX_EVENTS
    assert len(feed) < MAX_BYTES
    assert b"More visits" not in feed


@pytest.mark.parametrize("too_many", [1, 1_000])
def test_feed_of_too_many_events_drops_the_latest_and_says_so(too_many: int) -> None:
    day = date(2027, 1, 4)
    visits = [
        a_view(day + timedelta(days=number // 2), number % 2)
        for number in range(MAX_EVENTS + too_many)
    ]

    events = events_of(a_feed(visits[::-1]))

    assert len(events) == MAX_EVENTS
    assert [str(event["UID"]) for event in events[:-1]] == [
        str(visit.id) for visit in visits[: MAX_EVENTS - 1]
    ]
    notice = events[-1]
    assert (str(notice["SUMMARY"]), notice["DTSTART"].dt, str(notice["TRANSP"])) == (
        "More visits on the site",
        visits[MAX_EVENTS - 1].day,
        "TRANSPARENT",
    )


def test_feed_of_too_many_bytes_stays_below_the_limit_and_says_so() -> None:
    day = date(2027, 1, 4)
    long = {"title": "🦪" * 120, "member_name": "🦪" * 120, "address": "🦪" * 200}
    visits = [a_view(day + timedelta(days=number), **long) for number in range(600)]

    feed = a_feed(visits)

    assert MAX_BYTES - 6_000 < len(feed) <= MAX_BYTES
    assert str(events_of(feed)[-1]["SUMMARY"]) == "More visits on the site"


def test_feed_of_exactly_the_most_bytes_is_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    visits = many_views()
    whole = a_feed(visits)

    monkeypatch.setattr(ics, "MAX_BYTES", len(whole))
    exactly = a_feed(visits)
    monkeypatch.setattr(ics, "MAX_BYTES", len(whole) - 1)
    one_less = a_feed(visits)

    assert exactly == whole
    assert str(events_of(one_less)[-1]["SUMMARY"]) == "More visits on the site"


def test_without_events_leaves_the_same_calendar_empty() -> None:
    assert without_events(a_feed(many_views(), name="Zoé")) == a_feed([], name="Zoé")
    assert without_events(a_feed([], name="Zoé")) == a_feed([], name="Zoé")
