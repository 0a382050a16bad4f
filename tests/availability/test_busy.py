"""What an iCalendar file says of somebody's working time, line by line of the table of meanings."""

import hashlib
from datetime import UTC, date, datetime

import pytest

from cdo_share.availability.busy import read_busy_times
from cdo_share.availability.found import ReadCalendar
from cdo_share.availability.meaning import Own
from cdo_share.availability.models import BusyKind
from cdo_share.availability.reading.limits import NotACalendar

FIRST, LAST = date(2027, 1, 4), date(2027, 1, 31)
HOUR = ("DTSTART;TZID=Europe/Paris:20270105T090000", "DTEND;TZID=Europe/Paris:20270105T100000")
NINE = [("01-05 08:00", "01-05 09:00")]
OWN = Own(
    emails={"claire@cdo.example"},
    uids={"11111111-2222-4333-8444-555555555555"},
    host="cdo-share.example",
)


def _event(*lines: str, uid: str = "a") -> list[str]:
    return ["BEGIN:VEVENT", f"UID:{uid}", "DTSTAMP:20260901T000000Z", *lines, "END:VEVENT"]


def _file(*parts: list[str], head: tuple[str, ...] = ()) -> bytes:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//EN", *head]
    for part in parts:
        lines += part
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


def _read(*parts: list[str], own: Own = OWN, head: tuple[str, ...] = ()) -> ReadCalendar:
    ics = _file(*parts, head=head)
    return read_busy_times(ics, zone="Europe/Paris", first=FIRST, last=LAST, own=own)


def _times(read: ReadCalendar) -> list[tuple[str, str]]:
    """Return the busy times as UTC texts without the year."""
    assert {busy.starts_at.tzinfo for busy in read.busy_times} <= {UTC}
    return [
        (f"{busy.starts_at:%m-%d %H:%M}", f"{busy.ends_at:%m-%d %H:%M}") for busy in read.busy_times
    ]


def _attendee(answer: str, email: str = "Claire@CDO.example") -> str:
    return f"ATTENDEE;CN=Claire;PARTSTAT={answer}:mailto:{email}"


@pytest.mark.parametrize(
    ("lines", "kind"),
    [
        ((), BusyKind.BUSY),
        (("STATUS:CONFIRMED",), BusyKind.BUSY),
        (("STATUS:CANCELLED",), None),
        (("STATUS:TENTATIVE",), BusyKind.TENTATIVE),
        (("TRANSP:OPAQUE",), BusyKind.BUSY),
        (("TRANSP:TRANSPARENT",), None),
        (("TRANSP:TRANSPARENT", "STATUS:TENTATIVE"), None),
        (("X-MICROSOFT-CDO-BUSYSTATUS:FREE",), None),
        (("X-MICROSOFT-CDO-BUSYSTATUS:BUSY",), BusyKind.BUSY),
        (("X-MICROSOFT-CDO-BUSYSTATUS:OOF",), BusyKind.BUSY),
        (("X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE",), BusyKind.TENTATIVE),
        (("X-MICROSOFT-CDO-BUSYSTATUS:WORKINGELSEWHERE",), BusyKind.TENTATIVE),
        ((_attendee("DECLINED"),), None),
        ((_attendee("TENTATIVE"),), BusyKind.TENTATIVE),
        ((_attendee("NEEDS-ACTION"),), BusyKind.TENTATIVE),
        ((_attendee("ACCEPTED"),), BusyKind.BUSY),
        ((_attendee("DECLINED", "somebody@else.example"),), BusyKind.BUSY),
        ((_attendee("DECLINED", "somebody@else.example"), _attendee("ACCEPTED")), BusyKind.BUSY),
        (("ATTENDEE:mailto:claire@cdo.example",), BusyKind.BUSY),
        (("URL:https://cdo-share.example/visits/1",), None),
        (("URL:https://elsewhere.example/1",), BusyKind.BUSY),
    ],
)
def test_event_takes_time_as_its_properties_mean(
    lines: tuple[str, ...], kind: BusyKind | None
) -> None:
    read = _read(_event(*HOUR, *lines))

    assert [busy.kind for busy in read.busy_times] == ([] if kind is None else [kind])
    assert read.skipped == ()


@pytest.mark.parametrize(("elsewhere", "kind"), [(False, "tentative"), (True, "busy")])
def test_working_elsewhere_takes_time_as_the_cdo_says(elsewhere: bool, kind: str) -> None:
    event = _event(*HOUR, "X-MICROSOFT-CDO-BUSYSTATUS:WORKINGELSEWHERE")

    read = _read(event, own=Own(elsewhere_is_busy=elsewhere))

    assert [busy.kind for busy in read.busy_times] == [kind]


def test_visit_of_ours_that_came_back_does_not_block() -> None:
    ours = _event(*HOUR, uid="11111111-2222-4333-8444-555555555555")

    assert _read(ours).busy_times == ()
    assert _read(ours).own_events == 1
    assert _times(_read(ours, own=Own())) == NINE


def test_event_without_an_address_is_not_taken_for_ours_when_no_host_is_known() -> None:
    assert _times(_read(_event(*HOUR), own=Own())) == NINE


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (HOUR, NINE),
        (("DTSTART:20270105T080000Z", "DURATION:PT1H"), NINE),
        (("DTSTART:20270105T090000", "DTEND:20270105T100000"), NINE),
        (("DTSTART;TZID=Nowhere/Atlantis:20270105T090000", "DURATION:PT1H"), NINE),
        (("DTSTART;TZID=Romance Standard Time:20270105T090000", "DURATION:PT1H"), NINE),
        (("DTSTART;TZID=America/New_York:20270105T030000", "DURATION:PT1H"), NINE),
        (("DTSTART;VALUE=DATE:20270105",), [("01-04 23:00", "01-05 23:00")]),
        (
            ("DTSTART;VALUE=DATE:20270105", "DTEND;VALUE=DATE:20270107"),
            [("01-04 23:00", "01-06 23:00")],
        ),
        (("DTSTART:20270105T080000Z",), []),
        (("DTSTART:20270105T080000Z", "DTEND:20270105T080000Z"), []),
    ],
)
def test_times_are_read_in_their_zone_or_that_of_the_cdo(
    lines: tuple[str, ...], expected: list[tuple[str, str]]
) -> None:
    assert _times(_read(_event(*lines))) == expected


@pytest.mark.parametrize("zone", ["America/New_York", "Nowhere/Atlantis"])
def test_floating_time_is_read_in_the_zone_of_the_cdo_whatever_the_file_calls_its_own(
    zone: str,
) -> None:
    event = _event("DTSTART:20270105T090000", "DURATION:PT1H")

    assert _times(_read(event, head=(f"X-WR-TIMEZONE:{zone}",))) == NINE


@pytest.mark.parametrize(
    ("start", "end", "is_seen"),
    [
        ("20270103T220000Z", "20270103T230000Z", False),
        ("20270103T220000Z", "20270103T230100Z", True),
        ("20270131T225900Z", "20270201T100000Z", True),
        ("20270131T230000Z", "20270201T100000Z", False),
        ("20261201T000000Z", "20270301T000000Z", True),
    ],
)
def test_only_times_that_touch_the_local_days_are_returned(
    start: str, end: str, is_seen: bool
) -> None:
    read = _read(_event(f"DTSTART:{start}", f"DTEND:{end}"))

    assert len(read.busy_times) == is_seen


@pytest.mark.parametrize(
    ("start", "warnings"),
    [
        ("DTSTART:20270105T090000", ("floating_times",)),
        ("DTSTART;TZID=Nowhere/Atlantis:20270105T090000", ("unknown_zone",)),
        ("DTSTART;TZID=Romance Standard Time:20270105T090000", ()),
        ("DTSTART:20270105T090000Z", ()),
        ("DTSTART;VALUE=DATE:20270105", ()),
        ("DTSTART:20250105T090000", ()),
    ],
)
def test_time_that_may_be_misread_is_told(start: str, warnings: tuple[str, ...]) -> None:
    assert _read(_event(start, "DURATION:PT1H")).warnings == warnings


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("TZID=Pacific/Auckland:20270201T080000", "01-31 19:00"),
        ("TZID=Pacific/Honolulu:20270103T140000", "01-04 00:00"),
    ],
)
def test_time_of_the_first_or_last_day_is_found_in_whatever_zone_it_is_written(
    start: str, expected: str
) -> None:
    read = _read(_event(f"DTSTART;{start}", "DURATION:PT1H"))

    assert [begins for begins, _ in _times(read)] == [expected]


WEEKLY = ("DTSTART;TZID=Europe/Paris:20270104T090000", "DURATION:PT1H")


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        (("RRULE:FREQ=WEEKLY;COUNT=3",), ["01-04", "01-11", "01-18"]),
        (("RRULE:FREQ=WEEKLY",), ["01-04", "01-11", "01-18", "01-25"]),
        (("RRULE:FREQ=WEEKLY;UNTIL=20270118",), ["01-04", "01-11", "01-18"]),
        (("RRULE:FREQ=WEEKLY;UNTIL=20270117",), ["01-04", "01-11"]),
        (("RRULE:FREQ=WEEKLY;UNTIL=20270118T075959Z",), ["01-04", "01-11"]),
        (("RRULE:FREQ=WEEKLY;UNTIL=20270118T080000Z",), ["01-04", "01-11", "01-18"]),
        (
            ("RRULE:FREQ=WEEKLY;COUNT=3", "EXDATE;TZID=Europe/Paris:20270111T090000"),
            ["01-04", "01-18"],
        ),
        (("RRULE:FREQ=WEEKLY;COUNT=3", "EXDATE;VALUE=DATE:20270111"), ["01-04", "01-18"]),
        (("RDATE;TZID=Europe/Paris:20270107T090000",), ["01-04", "01-07"]),
    ],
)
def test_repetitions_follow_their_rule(rule: tuple[str, ...], days: list[str]) -> None:
    times = _times(_read(_event(*WEEKLY, *rule)))

    assert times == [(f"{day} 08:00", f"{day} 09:00") for day in days]


@pytest.mark.parametrize(
    ("start", "rule", "days"),
    [
        ("DTSTART;VALUE=DATE:20270104", "RRULE:FREQ=DAILY;UNTIL=20270106", 3),
        ("DTSTART:20270104T090000", "RRULE:FREQ=DAILY;UNTIL=20270106", 3),
        ("DTSTART:20270104T230000Z", "RRULE:FREQ=DAILY;UNTIL=20270106", 3),
    ],
)
def test_rule_that_ends_on_a_date_includes_that_day(start: str, rule: str, days: int) -> None:
    length = "DURATION:P1D" if "VALUE" in start else "DURATION:PT1H"

    assert len(_read(_event(start, length, rule)).busy_times) == days


def test_repetition_keeps_its_clock_time_across_the_change_to_summer() -> None:
    event = _event(
        "DTSTART;TZID=Europe/Paris:20270326T090000", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=4"
    )

    read = read_busy_times(
        _file(event), zone="Europe/Paris", first=date(2027, 3, 26), last=date(2027, 3, 29)
    )

    assert [start for start, _ in _times(read)] == [
        "03-26 08:00",
        "03-27 08:00",
        "03-28 07:00",
        "03-29 07:00",
    ]


def test_moved_cancelled_and_orphan_overrides_replace_their_repetition() -> None:
    moved = _event(
        "RECURRENCE-ID;TZID=Europe/Paris:20270111T090000",
        "DTSTART;TZID=Europe/Paris:20270112T140000",
        "DURATION:PT2H",
    )
    cancelled = _event(
        "RECURRENCE-ID;TZID=Europe/Paris:20270118T090000",
        "DTSTART;TZID=Europe/Paris:20270118T090000",
        "DURATION:PT1H",
        "STATUS:CANCELLED",
    )
    orphan = _event(
        "RECURRENCE-ID;TZID=Europe/Paris:20270115T090000",
        "DTSTART;TZID=Europe/Paris:20270115T100000",
        "DURATION:PT1H",
        uid="b",
    )

    read = _read(_event(*WEEKLY, "RRULE:FREQ=WEEKLY;COUNT=4"), moved, cancelled, orphan)

    assert _times(read) == [
        ("01-04 08:00", "01-04 09:00"),
        ("01-12 13:00", "01-12 15:00"),
        ("01-15 09:00", "01-15 10:00"),
        ("01-25 08:00", "01-25 09:00"),
    ]
    assert read.skipped == ()


def test_event_written_twice_counts_as_its_latest_version() -> None:
    old = _event(*HOUR, "SEQUENCE:1")
    new = _event("DTSTART:20270106T080000Z", "DURATION:PT1H", "SEQUENCE:2")

    assert _times(_read(new, old)) == [("01-06 08:00", "01-06 09:00")]


@pytest.mark.parametrize(
    "lines",
    [
        ("DURATION:PT1H",),
        ("DTSTART:garbage", "DURATION:PT1H"),
        ("DTSTART:20270105T080000Z", "DURATION:garbage"),
        ("DTSTART:20270105T080000Z", "DURATION:P3300000D"),
        ("DTSTART:20270105T080000Z", "DTSTART:20270106T080000Z"),
        ("DTSTART:20270105T080000Z", "DURATION:PT1H", "RRULE:FREQ=NEVER"),
    ],
)
def test_broken_event_is_skipped_and_counted_and_the_others_are_read(
    lines: tuple[str, ...],
) -> None:
    read = _read(_event(*lines, uid="broken"), _event(*HOUR))

    assert (_times(read), len(read.skipped)) == (NINE, 1)


def test_free_busy_list_is_read_by_its_kinds() -> None:
    listed = [
        "BEGIN:VFREEBUSY",
        "UID:list",
        "FREEBUSY:20270105T080000Z/PT1H",
        "FREEBUSY;FBTYPE=BUSY-UNAVAILABLE:20270106T080000Z/20270106T090000Z",
        "FREEBUSY;FBTYPE=BUSY-TENTATIVE:20270107T080000Z/PT1H,20270108T080000Z/PT1H",
        "FREEBUSY;FBTYPE=FREE:20270111T080000Z/PT1H",
        "FREEBUSY:20260101T080000Z/PT1H",
        "END:VFREEBUSY",
    ]

    read = _read(listed)

    assert [(f"{busy.starts_at:%m-%d}", busy.kind) for busy in read.busy_times] == [
        ("01-05", BusyKind.BUSY),
        ("01-06", BusyKind.BUSY),
        ("01-07", BusyKind.TENTATIVE),
        ("01-08", BusyKind.TENTATIVE),
    ]


def test_busy_time_keeps_a_hash_of_the_uid_and_no_word_of_the_event() -> None:
    secret = ("SUMMARY:Entretien Dupont", "LOCATION:Vannes", "DESCRIPTION:Salaire")

    read = _read(_event(*HOUR, *secret, uid="event-1@host"))

    assert read.busy_times[0].uid_sha256 == hashlib.sha256(b"event-1@host").digest()
    assert not any(word in repr(read) for word in ("Dupont", "Vannes", "Salaire"))


def test_busy_times_come_in_order_whatever_the_order_of_the_file() -> None:
    late = _event("DTSTART:20270120T080000Z", "DURATION:PT1H", uid="late")

    read = _read(late, _event(*HOUR), late)

    assert [busy.starts_at for busy in read.busy_times] == [
        datetime(2027, 1, 5, 8, tzinfo=UTC),
        datetime(2027, 1, 20, 8, tzinfo=UTC),
    ]


def test_events_without_a_uid_do_not_replace_each_other() -> None:
    nameless = [
        [
            line
            for line in _event(f"DTSTART:2027010{day}T080000Z", "DURATION:PT1H")
            if "UID" not in line
        ]
        for day in (5, 6)
    ]

    assert [start for start, _ in _times(_read(*nameless))] == ["01-05 08:00", "01-06 08:00"]


def test_file_with_two_calendars_is_read_whole() -> None:
    second = _file(_event("DTSTART:20270106T080000Z", "DURATION:PT1H", uid="b"))

    read = read_busy_times(
        _file(_event(*HOUR)) + second, zone="Europe/Paris", first=FIRST, last=LAST
    )

    assert [start for start, _ in _times(read)] == ["01-05 08:00", "01-06 08:00"]


@pytest.mark.parametrize(
    "ics",
    [
        b"",
        b"<html><body>Please log in</body></html>",
        b"BEGIN:VEVENT\r\nUID:a\r\nEND:VEVENT\r\n",
        _file(_event(*HOUR)).decode().encode("utf-16"),
        _file(_event(*HOUR))[:90],
    ],
)
def test_file_that_is_no_calendar_is_refused(ics: bytes) -> None:
    with pytest.raises(NotACalendar):
        read_busy_times(ics, zone="Europe/Paris", first=FIRST, last=LAST)


def test_calendar_without_events_is_free() -> None:
    assert _read() == ReadCalendar(())
