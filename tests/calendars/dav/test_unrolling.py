"""Repetitions are told one by one as icalendar would write a copy of the event for each, but in a
fraction of the time."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import recurring_ical_events
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from cdo_share.availability.repetitions import Repetition
from cdo_share.calendars.dav import texts
from cdo_share.calendars.dav.looking import aware, span_of
from cdo_share.calendars.dav.moments import touches
from cdo_share.calendars.dav.unrolling import DAY, touch, unroll
from tests.pace import measure_least, measure_pace

ZONE = "Europe/Paris"
PACE_THERE = 0.1  # seconds, on the machine on which this was measured


def a_question(first: datetime, after: datetime) -> dict[str, Any]:
    """Return a question for all repetitions in a stretch, each on its own."""
    stretch = {"first": int(first.timestamp()), "after": int(after.timestamp())}
    return {**stretch, "zone": ZONE, "expand": True}


YEAR = a_question(datetime(2027, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC))


def an_entry(*events: tuple[str, ...], name: str = "") -> bytes:
    """Return an entry of events, each as its lines."""
    inside = [line for event in events for line in ("BEGIN:VEVENT", *event, "END:VEVENT")]
    named = [f"X-WR-CALNAME:{name}"] if name else []
    lines = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Test//FR", *named, *inside)
    return "\r\n".join((*lines, "END:VCALENDAR", "")).encode()


def by_icalendar(body: bytes, question: dict[str, Any]) -> bytes:
    """Return what `unroll` returns, with a copy of the event for each repetition."""
    calendar, zone = Calendar.from_ical(body), ZoneInfo(question["zone"])
    made = Calendar()
    for name, value in calendar.property_items(recursive=False):
        if name not in ("BEGIN", "END"):
            made.add(name, value, encode=False)
    repeats = any(name in part for part in calendar.walk("VEVENT") for name in ("RRULE", "RDATE"))
    for event in _copies(calendar, zone, question):
        if not repeats:
            event.pop("RECURRENCE-ID", None)
        for name in ("DTSTART", "DTEND", "RECURRENCE-ID"):
            moment = getattr(event.get(name), "dt", None)
            if isinstance(moment, datetime):
                del event[name]
                event.add(name, aware(moment, zone).astimezone(UTC))
        made.add_component(event)
    written: bytes = made.to_ical()
    return written


def _copies(calendar: Any, zone: ZoneInfo, question: dict[str, Any]) -> Iterator[Any]:
    first, after = (datetime.fromtimestamp(question[name], UTC) for name in ("first", "after"))
    for event in recurring_ical_events.of(calendar).between(first - DAY, after + DAY):
        if touches(span_of(event, zone), first, after):
            yield event


UID = ("UID:a", "DTSTAMP:20261214T090000Z")
HOUR = ("DTSTART;TZID=Europe/Paris:20270104T080000", "DTEND;TZID=Europe/Paris:20270104T090000")
ALARM = ("BEGIN:VALARM", "ACTION:DISPLAY", "DTSTART:20270101T000000Z", "END:VALARM")
ENTRIES = {
    "in a zone": an_entry((*UID, *HOUR, "RRULE:FREQ=DAILY")),
    "in UTC": an_entry((*UID, "DTSTART:20270104T080000Z", "DURATION:PT2H", "RRULE:FREQ=WEEKLY")),
    "anywhere": an_entry((*UID, "DTSTART:20270104T080000", "RRULE:FREQ=DAILY;COUNT=90")),
    "whole days": an_entry((*UID, "DTSTART;VALUE=DATE:20270104", "RRULE:FREQ=DAILY;INTERVAL=3")),
    "through the night of the clocks": an_entry(
        (*UID, "DTSTART;TZID=Europe/Paris:20270327T233000", "DURATION:PT5H", "RRULE:FREQ=DAILY")
    ),
    "without some": an_entry(
        (*UID, *HOUR, "RRULE:FREQ=DAILY", "EXDATE;TZID=Europe/Paris:20270105T080000")
    ),
    "on dates": an_entry((*UID, *HOUR, "RDATE;TZID=Europe/Paris:20270105T080000,20270805T080000")),
    "with periods": an_entry((*UID, *HOUR, "RDATE;VALUE=PERIOD:20270106T080000Z/PT3H")),
    "one moved": an_entry(
        (*UID, *HOUR, "RRULE:FREQ=DAILY;COUNT=9", "SEQUENCE:2"),
        (*UID, "RECURRENCE-ID;TZID=Europe/Paris:20270106T080000", "SUMMARY:autre", *HOUR),
    ),
    "all moved from a day on": an_entry(
        (*UID, *HOUR, "RRULE:FREQ=DAILY;COUNT=9"),
        (
            *(*UID, "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Paris:20270106T080000"),
            *("DTSTART;TZID=Europe/Paris:20270106T100000", "DURATION:PT3H", "SUMMARY:plus tard"),
        ),
    ),
    "a day moved": an_entry(
        (*UID, "DTSTART;VALUE=DATE:20270104", "RRULE:FREQ=DAILY;COUNT=9"),
        (*UID, "RECURRENCE-ID;VALUE=DATE:20270106", "DTSTART;VALUE=DATE:20270109"),
    ),
    "once": an_entry((*UID, *HOUR)),
    "one time of a series that is not there": an_entry(
        (*UID, "RECURRENCE-ID;TZID=Europe/Paris:20270106T080000", *HOUR)
    ),
    "with an alarm": an_entry((*UID, *HOUR, "RRULE:FREQ=MONTHLY", *ALARM)),
    "texts that look like times": an_entry(
        (
            *(*UID, *HOUR, "RRULE:FREQ=MONTHLY", "SUMMARY:a\\nDTSTART:b\\r\\nDTEND:c"),
            *(f"DESCRIPTION:{'x' * 62}DTSTART:20270104", f"LOCATION:{'é' * 200}", "X-DTSTART:1"),
        ),
        name="END:VCALENDAR",
    ),
}


@pytest.mark.parametrize("body", ENTRIES.values(), ids=ENTRIES.keys())
def test_repetitions_are_written_as_by_icalendar(body: bytes) -> None:
    assert unroll(body, YEAR).encode() == by_icalendar(body, YEAR)


RULES = st.builds(
    lambda every, step, more: f"RRULE:FREQ={every};INTERVAL={step}{more}",
    st.sampled_from(("DAILY", "WEEKLY", "MONTHLY", "YEARLY")),
    st.integers(1, 5),
    st.sampled_from(("", ";COUNT=20", ";UNTIL=20270501T000000Z", ";BYDAY=MO,TH", ";BYMONTHDAY=31")),
)
STARTS = st.builds(
    lambda start, form: form.format(f"{start:%Y%m%d}", f"{start:%Y%m%dT%H%M%S}"),
    st.datetimes(datetime(2026, 12, 1), datetime(2027, 12, 1)),  # noqa: DTZ001 (clocks anywhere)
    st.sampled_from(
        (
            "DTSTART;VALUE=DATE:{0}",
            "DTSTART:{1}",
            "DTSTART:{1}Z",
            "DTSTART;TZID=Europe/Paris:{1}",
            "DTSTART;TZID=America/New_York:{1}",
        )
    ),
)


@settings(max_examples=150, deadline=None)
@given(start=STARTS, rule=RULES, length=st.sampled_from(("P1D", "P3D", "PT1H", "PT26H")))
def test_repetitions_of_any_rule_are_written_as_by_icalendar(
    start: str, rule: str, length: str
) -> None:
    body = an_entry((*UID, start, f"DURATION:{length}", rule))

    assert unroll(body, YEAR).encode() == by_icalendar(body, YEAR)


def test_alarm_or_text_would_be_changed_where_lines_are_not_told_apart(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The planted fault: the lines of alarms are taken for those of the event."""
    monkeypatch.setattr(texts, "_ALARMS", "\r\nEND:")
    body = ENTRIES["with an alarm"]

    assert unroll(body, YEAR).encode() != by_icalendar(body, YEAR)


TWENTY = [
    an_entry(
        (
            *(f"UID:u{n}", "DTSTAMP:20261214T090000Z", "SUMMARY:Dentiste", "RRULE:FREQ=DAILY"),
            *(f"DTSTART;TZID={ZONE}:20270104T{8 + n % 10:02}0000", "DURATION:PT1H"),
        )
    )
    for n in range(20)
]


def tell_twenty() -> None:
    """Find and tell all of twenty daily series in a year, as a device that asks for them is."""
    for body in TWENTY:
        assert touch(body, YEAR)
        assert unroll(body, YEAR).count("BEGIN:VEVENT") == 362


def test_twenty_daily_series_of_a_year_are_told_within_a_second() -> None:
    took = measure_least(tell_twenty) / measure_pace()

    print(f"twenty daily series, a year of each: {took:.1f} paces")
    assert took < 1.0 / PACE_THERE


def test_copies_of_the_event_would_take_more_than_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    """The planted fault: a copy for each repetition, as it was."""
    monkeypatch.setattr(Repetition, "as_component", _with_copy)
    monkeypatch.setattr(texts.Texts, "of", lambda self, one: "".join(self._write(one)))

    assert measure_least(tell_twenty) / measure_pace() > 1.0 / PACE_THERE


def _with_copy(one: Repetition, keep_recurrence_attributes: bool) -> Repetition:
    assert not keep_recurrence_attributes
    one.event()
    return one
