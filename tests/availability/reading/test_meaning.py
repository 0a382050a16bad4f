"""Files as real programs write them, through the whole way: sieve, process and meaning."""

from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from cdo_share.availability.meaning import Own
from cdo_share.availability.models import BusyKind
from cdo_share.availability.reading.guard import read_guarded
from tests.availability.reading.files import HOUR, OWN_UID, QUESTION, calendar, event

BUSY, TENTATIVE = BusyKind.BUSY, BusyKind.TENTATIVE
OUTLOOK = "X-MICROSOFT-CDO-BUSYSTATUS:"


def _attendee(answer: str) -> str:
    return f"ATTENDEE;CUTYPE=INDIVIDUAL;CN=Claire;PARTSTAT={answer}:mailto:Claire@CDO.example"


def _listed(kind: str) -> list[str]:
    line = f"FREEBUSY{kind}:20270105T080000Z/PT1H"
    return ["BEGIN:VFREEBUSY", "UID:a", line, "END:VFREEBUSY"]


# Each row of the table of meanings: the event, and what it is.
ROWS: list[tuple[list[str], BusyKind | None]] = [
    (event(*HOUR, "STATUS:CANCELLED"), None),
    (event(*HOUR, "TRANSP:TRANSPARENT"), None),
    (event(*HOUR, f"{OUTLOOK}FREE"), None),
    (_listed(";FBTYPE=FREE"), None),
    (event(*HOUR, _attendee("DECLINED")), None),
    (event(HOUR[0], "DURATION:PT0S"), None),
    (event(*HOUR, "STATUS:TENTATIVE"), TENTATIVE),
    (event(*HOUR, f"{OUTLOOK}TENTATIVE"), TENTATIVE),
    (_listed(";FBTYPE=BUSY-TENTATIVE"), TENTATIVE),
    (event(*HOUR, _attendee("TENTATIVE")), TENTATIVE),
    (event(*HOUR, _attendee("NEEDS-ACTION")), TENTATIVE),
    (event(*HOUR, f"{OUTLOOK}WORKINGELSEWHERE"), TENTATIVE),
    (event(*HOUR, "TRANSP:OPAQUE"), BUSY),
    (event("DTSTART;VALUE=DATE:20270105"), BUSY),
    (event(*HOUR, f"{OUTLOOK}BUSY"), BUSY),
    (event(*HOUR, f"{OUTLOOK}OOF"), BUSY),
    (event(*HOUR, _attendee("ACCEPTED")), BUSY),
    (_listed(""), BUSY),
    (_listed(";FBTYPE=BUSY"), BUSY),
    (_listed(";FBTYPE=BUSY-UNAVAILABLE"), BUSY),
    (event(*HOUR, uid=OWN_UID), None),
    (event(*HOUR, "URL:https://cdo-share.example/"), None),
    (event(*HOUR, "URL:https://elsewhere.example/"), BUSY),
]


def test_every_row_of_the_table_of_meanings_holds_through_the_process() -> None:
    found = [
        [busy.kind for busy in read_guarded(calendar(part), QUESTION).busy_times]
        for part, _ in ROWS
    ]

    assert found == [[] if kind is None else [kind] for _, kind in ROWS]


def test_working_elsewhere_is_busy_for_who_says_so() -> None:
    file = calendar(event(*HOUR, f"{OUTLOOK}WORKINGELSEWHERE"))
    question = replace(QUESTION, own=Own(elsewhere_is_busy=True))

    assert [busy.kind for busy in read_guarded(file, question).busy_times] == [BUSY]


def test_own_visits_are_counted_and_never_block() -> None:
    file = calendar(
        event(*HOUR, uid=OWN_UID),
        event(*HOUR, "URL:https://CDO-Share.example/visits/1", uid="copy"),
        event("DTSTART:20270106T080000Z", "DURATION:PT1H", uid="mine"),
    )

    read = read_guarded(file, QUESTION)

    assert (len(read.busy_times), read.own_events, read.skipped) == (1, 2, ())


OUTLOOK_ZONE = [
    "BEGIN:VTIMEZONE",
    "TZID:Customized Time Zone",
    "BEGIN:STANDARD",
    "DTSTART:16010101T030000",
    "TZOFFSETFROM:+0200",
    "TZOFFSETTO:+0100",
    "RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10",
    "END:STANDARD",
    "BEGIN:DAYLIGHT",
    "DTSTART:16010101T020000",
    "TZOFFSETFROM:+0100",
    "TZOFFSETTO:+0200",
    "RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3",
    "END:DAYLIGHT",
    "END:VTIMEZONE",
]


@pytest.mark.parametrize(
    ("zone", "parts", "warnings"),
    [
        ("", [], ("floating_times",)),
        (";TZID=Nowhere/Atlantis", [], ("unknown_zone",)),
        (";TZID=Customized Time Zone", [], ("unknown_zone",)),
        (";TZID=Customized Time Zone", OUTLOOK_ZONE, ()),
        (";TZID=Romance Standard Time", [], ()),
        (";TZID=W. Europe Standard Time", [], ()),
        (";TZID=/freeassociation.sourceforge.net/Europe/Paris", [], ()),
        (';TZID="Europe/Paris"', [], ()),
    ],
)
def test_times_are_nine_in_the_morning_winter_and_summer(
    zone: str, parts: list[str], warnings: tuple[str, ...]
) -> None:
    days = [
        event(f"DTSTART{zone}:{day}T090000", "DURATION:PT1H", uid=day)
        for day in ("20270105", "20270706")
    ]

    read = read_guarded(calendar(parts, *days), QUESTION)

    assert [f"{busy.starts_at:%m-%d %H:%M}" for busy in read.busy_times] == [
        "01-05 08:00",
        "07-06 07:00",
    ]
    assert read.warnings == warnings


def test_weekly_meeting_with_a_life_equals_a_list_made_by_hand() -> None:
    at = "TZID=Europe/Paris:2027"
    weekly = event(
        f"DTSTART;{at}0308T090000",
        "DURATION:PT1H",
        "RRULE:FREQ=WEEKLY;UNTIL=20270419",
        f"EXDATE;{at}0315T090000",
    )
    moved = event(f"RECURRENCE-ID;{at}0329T090000", f"DTSTART;{at}0330T140000", "DURATION:PT2H")
    cancelled = event(
        f"RECURRENCE-ID;{at}0405T090000", f"DTSTART;{at}0405T090000", "STATUS:CANCELLED"
    )
    orphan = event(
        f"RECURRENCE-ID;{at}0301T090000", f"DTSTART;{at}0302T090000", "DURATION:PT1H", uid="b"
    )

    read = read_guarded(calendar(weekly, moved, cancelled, orphan), QUESTION)

    assert [f"{busy.starts_at:%m-%d %H:%M}–{busy.ends_at:%H:%M}" for busy in read.busy_times] == [
        "03-02 08:00–09:00",
        "03-08 08:00–09:00",
        "03-22 08:00–09:00",
        "03-30 12:00–14:00",
        "04-12 07:00–08:00",
        "04-19 07:00–08:00",
    ]


def _starts(*parts: list[str]) -> list[str]:
    """Return when the events begin, local days and hours, and see that none is skipped."""
    read = read_guarded(calendar(*parts), QUESTION)
    assert read.skipped == ()
    paris = ZoneInfo("Europe/Paris")
    return [f"{busy.starts_at.astimezone(paris):%Y-%m-%d %H:%M}" for busy in read.busy_times]


@pytest.mark.parametrize(
    "lines",
    [
        ("RRULE:FREQ=HOURLY;INTERVAL=24;COUNT=3",),
        ("RRULE:FREQ=MINUTELY;INTERVAL=1440;COUNT=3",),
        ("RRULE:FREQ=DAILY;BYHOUR=9;BYMINUTE=0;BYSECOND=0;COUNT=3",),
        ("RRULE:FREQ=WEEKLY;BYDAY=TU,WE,TH;BYHOUR=09;BYMINUTE=0;COUNT=3",),
    ],
)
def test_days_written_another_way_are_days(lines: tuple[str, ...]) -> None:
    assert _starts(event(*HOUR, *lines)) == [f"2027-01-0{day} 09:00" for day in (5, 6, 7)]


@pytest.mark.parametrize(
    ("start", "rule", "starts"),
    [
        ("19650105", "FREQ=YEARLY", ["2027-01-05 00:00", "2028-01-05 00:00"]),
        ("19640229", "FREQ=YEARLY;UNTIL=20291231", []),
        ("19600105", "FREQ=YEARLY;INTERVAL=2", ["2028-01-05 00:00"]),
        ("19690606T090000", "FREQ=WEEKLY;INTERVAL=30", ["2027-07-02 09:00"]),
        (
            "19690131",
            "FREQ=MONTHLY;INTERVAL=6",
            ["2027-01-31 00:00", "2027-07-31 00:00"],
        ),
    ],
)
def test_what_began_before_1970_still_comes(start: str, rule: str, starts: list[str]) -> None:
    assert _starts(event(f"DTSTART:{start}", "DURATION:P1D", f"RRULE:{rule}")) == starts


def test_moved_start_gives_the_days_that_the_early_one_gives() -> None:
    rule = "RRULE:FREQ=DAILY;INTERVAL=11"
    first = date(1968, 3, 1)
    days = (first + timedelta(days=11 * number) for number in range(3000))
    inside = [day for day in days if QUESTION.first <= day <= QUESTION.last]

    found = _starts(event("DTSTART:19680301T090000", "DURATION:PT1H", rule))
    assert found == [f"{day} 09:00" for day in inside]


@pytest.mark.parametrize(
    "lines",
    [
        ("DTSTART;VALUE=DATE:20261201", "DTEND;VALUE=DATE:20280501"),
        ("DTSTART;VALUE=DATE:20250901", "DTEND;VALUE=DATE:20280501"),
        ("DTSTART:20250901T000000", "DURATION:P900D"),
    ],
)
def test_leave_of_more_than_a_year_takes_all_the_days_read(lines: tuple[str, ...]) -> None:
    (busy,) = read_guarded(calendar(event(*lines)), QUESTION).busy_times

    assert busy.starts_at.date() == QUESTION.first - timedelta(days=1)  # midnight in Paris
    assert busy.ends_at.date() == QUESTION.last
    assert busy.kind is BUSY


@pytest.mark.parametrize("name", ["STATUS", "TRANSP", "URL", "UID"])
def test_event_with_a_very_long_value_takes_its_time(name: str) -> None:
    lines = ["BEGIN:VEVENT", *HOUR, f"{name}:https://visio.example/{'a' * 2_100}", "END:VEVENT"]

    assert _starts(lines) == ["2027-01-05 09:00"]


def test_event_that_cannot_be_read_has_the_same_mark_in_every_reading() -> None:
    broken = [event(HOUR[0], HOUR[0], uid="x"), event(HOUR[0], "DURATION:-PT1H", uid="y")]
    nameless = ["BEGIN:VEVENT", "DTSTART:soon", "END:VEVENT"]

    first = read_guarded(calendar(*broken, nameless), QUESTION).skipped
    again = read_guarded(calendar(nameless, event(*HOUR), *broken), QUESTION).skipped

    assert len(set(first)) == 3
    assert first == again
