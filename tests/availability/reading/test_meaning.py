"""Files as real programs write them, through the whole way: sieve, process and meaning."""

from dataclasses import replace

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

    assert (len(read.busy_times), read.own_events, read.skipped_events) == (1, 2, 0)


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
