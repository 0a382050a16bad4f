"""What of a file reaches the parser, and what is dropped before."""

from datetime import date

import pytest

from cdo_share.availability.reading.limits import NotACalendar, TooManyEvents
from cdo_share.availability.reading.sieve import Sifted, sift
from tests.availability.reading.files import HOUR, calendar, event, series

FIRST, LAST = date(2026, 12, 7), date(2028, 1, 18)


def _sift(*parts: list[str]) -> Sifted:
    return sift(calendar(*parts), first=FIRST, last=LAST, emails=["Claire@cdo.example"])


def _kept(*parts: list[str]) -> list[str]:
    """Return the UIDs that are left, in order."""
    lines = _sift(*parts).ics.decode().splitlines()
    return [line.removeprefix("UID:") for line in lines if line.startswith("UID:")]


def test_only_properties_that_count_are_left() -> None:
    secret = ("SUMMARY:Dupont", "LOCATION:Vannes", "DESCRIPTION:Salaire", "X-A:b", "ATTACH:c")
    guests = (
        "ATTENDEE;PARTSTAT=DECLINED:mailto:claire@CDO.example",
        "ATTENDEE;CN=Dupont:mailto:dupont@firm.example",
        "ORGANIZER;CN=Dupont:mailto:dupont@firm.example",
    )
    alarm = ("BEGIN:VALARM", "TRIGGER:-PT5M", "UID:alarm", "END:VALARM")

    lines = _sift(event(*HOUR, *secret, *guests, *alarm)).ics.decode().splitlines()

    assert lines[3:-1] == ["BEGIN:VEVENT", "UID:a", *HOUR, guests[0], "END:VEVENT"]


@pytest.mark.parametrize(
    ("lines", "is_kept"),
    [
        (("DTSTART:20261203T090000Z", "DTEND:20261204T090000Z"), False),
        (("DTSTART:20261203T090000Z", "DTEND:20261205T090000Z"), True),
        (("DTSTART:20280120T090000Z",), True),
        (("DTSTART:20280121T090000Z",), False),
        (("DTSTART:20151105T090000Z", "DURATION:PT1H"), False),
        (("DTSTART:20260105T090000Z", "DURATION:P380D"), True),
        (("DTSTART:20151105T090000Z", "RRULE:FREQ=DAILY"), True),
        (("DTSTART:20151105T090000Z", "RRULE:FREQ=DAILY;COUNT=3"), True),
        (("DTSTART:20151105T090000Z", "RRULE:FREQ=DAILY;UNTIL=20261130"), False),
        (("DTSTART:20151105T090000Z", "RRULE:FREQ=DAILY;UNTIL=20261210T090000Z"), True),
        (("DTSTART:20151105T090000Z", "RDATE:20270105T090000Z"), True),
        (("DTSTART:20151105T090000Z", "RECURRENCE-ID:20270105T090000Z"), True),
        (("DTSTART:20270105T090000Z", "RECURRENCE-ID:20151105T090000Z"), True),
        (("DTSTART:20151105T090000Z", "RECURRENCE-ID:20151106T090000Z"), False),
        (
            ("DTSTART:20151105T090000Z", "RECURRENCE-ID;RANGE=THISANDFUTURE:20151106T090000Z"),
            True,
        ),
    ],
)
def test_what_lies_outside_the_days_is_dropped(lines: tuple[str, ...], is_kept: bool) -> None:
    assert _kept(event(*lines)) == (["a"] if is_kept else [])
    assert _sift(event(*lines)).skipped == []


def test_later_version_that_moved_out_of_the_days_still_replaces_the_earlier_one() -> None:
    old = event(*HOUR, "SEQUENCE:1")
    new = event("DTSTART:20151105T090000Z", "SEQUENCE:2")

    assert _kept(old, new) == ["a", "a"]


def test_old_repetitions_that_were_moved_do_not_keep_each_other() -> None:
    past = [
        event(f"DTSTART:2015110{day}T090000Z", f"RECURRENCE-ID:2015110{day}T080000Z")
        for day in range(1, 6)
    ]

    assert _kept(series("RRULE:FREQ=WEEKLY", start="20151101T080000Z"), *past) == ["a"]


def test_tasks_journals_and_nested_events_are_dropped() -> None:
    task = ["BEGIN:VTODO", "UID:task", "DTSTART:20270105T090000Z", "END:VTODO"]
    nested = event(*HOUR, *event(*HOUR, uid="inner"))

    assert _kept(task, nested) == ["a"]


def test_limits_of_the_whole_file_are_exact() -> None:
    rules = [series("RRULE:FREQ=YEARLY", uid=str(number)) for number in range(301)]

    assert len(_kept(*rules[:300])) == 300
    with pytest.raises(TooManyEvents):
        _kept(*rules)


def test_file_that_does_not_begin_as_a_calendar_is_none() -> None:
    with pytest.raises(NotACalendar):
        sift(b"Hello: there\r\n" + calendar(), first=FIRST, last=LAST, emails=[])
