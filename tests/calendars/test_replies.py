"""Answers in any form that mail programs give them; whatever is no answer is none."""

import gzip
from datetime import UTC, date, datetime
from email.message import EmailMessage

import pytest

from cdo_share.calendars.replies import MOST_BYTES, Said, read_mail
from tests.answers import STAMP, a_mail, an_answer, nested

UID = "00000000-0000-4000-8000-000000000001"
TO = f"reponses+17.{'5' * 24}@partage.example"
ANSWER = an_answer(uid=UID, organizer=TO)
SAID = Said(
    kind="ACCEPTED",
    uid=UID,
    attendee="annick@biscuits.example",
    sequence=0,
    stamped_at=STAMP,
)


def with_file(calendar: str, name: str, kind: str = "application/octet-stream") -> EmailMessage:
    message = a_mail(None, to=TO)
    main, _, sub = kind.partition("/")
    message.add_attachment(calendar.encode(), maintype=main, subtype=sub, filename=name)
    return message


FORMS = {
    "base64": a_mail(ANSWER, to=TO).as_bytes(),
    "quoted-printable": a_mail(ANSWER, to=TO, cte="quoted-printable").as_bytes(),
    "lines that end in LF": a_mail(
        an_answer(uid=UID, organizer=TO, end="\n"), to=TO, cte="8bit"
    ).as_bytes(),
    "no organizer": a_mail(an_answer(uid=UID, organizer=""), to=TO).as_bytes(),
    "method in the header only": a_mail(
        an_answer(uid=UID, organizer=TO, method=None), to=TO
    ).as_bytes(),
    "a file": with_file(ANSWER, "reply.ics").as_bytes(),
    "another type": with_file(ANSWER, "x", "application/ics").as_bytes(),
    "within another mail": nested(a_mail(ANSWER, to=TO), 3),
    "a mark before the first letter": with_file("\ufeff" + ANSWER, "reply.ics").as_bytes(),
    "windows-1252": a_mail(None, to=TO).as_bytes().split(b"\n\n")[0].split(b"Content-Type")[0]
    + b"Content-Type: text/calendar; method=REPLY; charset=windows-1252\n\n"
    + ANSWER.encode("windows-1252"),
    "a charset that nobody knows": a_mail(None, to=TO).as_bytes().split(b"Content-Type")[0]
    + b"Content-Type: text/calendar; method=REPLY; charset=x-none\n\n"
    + ANSWER.encode(),
}


@pytest.mark.parametrize("form", FORMS)
def test_answer_is_read_in_any_form(form: str) -> None:
    assert read_mail(FORMS[form]).said == SAID


def test_answer_is_known_by_where_it_was_sent_and_by_its_organizer() -> None:
    mail = read_mail(a_mail(ANSWER, to="Bureau <b@ge.example>", Delivered_To=TO).as_bytes())

    assert mail.addresses == (TO, "b@ge.example", TO)


def test_first_of_several_calendars_that_answers_counts() -> None:
    message = a_mail(ANSWER.replace("REPLY", "REQUEST"), to=TO, params={"method": "REQUEST"})
    message.add_attachment(ANSWER.encode(), maintype="text", subtype="calendar", filename="a.ics")

    assert read_mail(message.as_bytes()).said == SAID


@pytest.mark.parametrize(("kind", "sequence"), [("DECLINED", 4), ("TENTATIVE", None)])
def test_answer_says_what_and_to_which_number(kind: str, sequence: int | None) -> None:
    calendar = an_answer(uid=UID, organizer=TO, status=kind, sequence=sequence)
    said = read_mail(a_mail(calendar, to=TO).as_bytes()).said

    assert said is not None
    assert (said.kind, said.sequence) == (kind, sequence)


def test_counter_proposal_is_the_wish_for_another_date() -> None:
    calendar = an_answer(uid=UID, organizer=TO, status="TENTATIVE", method="COUNTER")
    said = read_mail(a_mail(calendar, to=TO, params={"method": "COUNTER"}).as_bytes()).said

    assert said is not None
    assert (said.kind, said.wished) == ("COUNTER", (datetime(2027, 1, 4, 8, tzinfo=UTC),))


ZONE = "BEGIN:VTIMEZONE\r\nTZID:Paris\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n" + (
    "TZOFFSETFROM:+0100\r\nTZOFFSETTO:+0100\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
)


@pytest.mark.parametrize(
    ("lines", "wished"),
    [
        ("DTSTART;VALUE=DATE:20270107", (date(2027, 1, 7),)),
        (
            "DTSTART:20270107T130000Z\r\nDTEND:20270107T150000Z",
            (datetime(2027, 1, 7, 13, tzinfo=UTC), datetime(2027, 1, 7, 15, tzinfo=UTC)),
        ),
        ("DTSTART;TZID=Paris:20270107T140000", (datetime(2027, 1, 7, 13, tzinfo=UTC),)),
        ("DTSTART:20270107T140000", (datetime(2027, 1, 7, 14),)),  # noqa: DTZ001
        ("DTSTART:jeudi", ()),
        ("DTEND:20270107T150000Z", ()),
    ],
    ids=["a day", "hours", "another zone", "no zone", "nonsense", "no start"],
)
def test_counter_proposal_says_which_date_is_wished(
    lines: str, wished: tuple[date | datetime, ...]
) -> None:
    calendar = an_answer(uid=UID, organizer=TO, status="TENTATIVE", method="COUNTER")
    calendar = calendar.replace("BEGIN:VEVENT", f"{ZONE}BEGIN:VEVENT")
    calendar = calendar.replace("DTSTART:20270104T080000Z", lines)
    said = read_mail(a_mail(calendar, to=TO, params={"method": "COUNTER"}).as_bytes()).said

    assert said is not None
    assert said.wished == wished


@pytest.mark.parametrize(
    ("name", "kind", "is_wrapped"),
    [
        ("winmail.dat", "application/octet-stream", True),
        ("WINMAIL.DAT", "application/octet-stream", True),
        ("a.bin", "application/ms-tnef", True),
        ("a.bin", "application/vnd.ms-tnef", True),
        ("a.bin", "application/octet-stream", False),
    ],
)
def test_answer_in_the_form_of_outlook_is_known(name: str, kind: str, *, is_wrapped: bool) -> None:
    mail = read_mail(with_file("\x78\x9f\x3e\x22", name, kind).as_bytes())

    assert (mail.is_wrapped, mail.said) == (is_wrapped, None)


DELEGATED = ANSWER.replace(
    "END:VEVENT", "ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:jo@biscuits.example\r\nEND:VEVENT"
)
TWO_EVENTS = ANSWER.replace(
    "END:VEVENT\r\n", "END:VEVENT\r\nBEGIN:VEVENT\r\nUID:x\r\nEND:VEVENT\r\n"
)
NO_ANSWERS = {
    "text only": a_mail(None, to=TO).as_bytes(),
    "no method": a_mail(
        an_answer(uid=UID, organizer=TO, method=None), to=TO, params={"component": "VEVENT"}
    ).as_bytes(),
    "a request": a_mail(ANSWER.replace("REPLY", "REQUEST"), to=TO).as_bytes(),
    "no stamp": a_mail(an_answer(uid=UID, organizer=TO, stamp=None), to=TO).as_bytes(),
    "delegated": a_mail(DELEGATED, to=TO).as_bytes(),
    "two visits": a_mail(TWO_EVENTS, to=TO).as_bytes(),
    "no number": a_mail(ANSWER.replace("SEQUENCE:0", "SEQUENCE:zéro"), to=TO).as_bytes(),
    "no calendar": a_mail("BEGIN:VCALENDAR", to=TO).as_bytes(),
    "winmail.dat": with_file("\x78\x9f\x3e\x22", "winmail.dat", "application/ms-tnef").as_bytes(),
    "too large": a_mail(ANSWER.replace("SUMMARY:", "SUMMARY:" + "x" * 70_000), to=TO).as_bytes(),
    "packed": with_file(gzip.compress(b"0" * 10**7).decode("latin-1"), "a.ics").as_bytes(),
}


@pytest.mark.parametrize("form", NO_ANSWERS)
def test_mail_without_an_answer_has_none_and_says_to_whom_it_is(form: str) -> None:
    mail = read_mail(NO_ANSWERS[form])

    assert (mail.said, TO in mail.addresses) == (None, True)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00" * 1000,
        b"To: " + b"<" * 200_000 + b"\n\n",
        nested(a_mail(ANSWER, to=TO), 5_000),
        b"".join(b"H%d: x\n" % number for number in range(40_000)) + b"\n",
        a_mail(ANSWER.replace("SUMMARY:", "\r\n".join(["BEGIN:VEVENT"] * 4_000)), to=TO).as_bytes(),
        b"Content-Type: multipart/mixed; boundary=a\n\n" + b"--a\n\n" * 100_000,
        b"x" * (MOST_BYTES + 1),
    ],
    ids=["nothing", "zeros", "brackets", "nested", "headers", "events", "parts", "large"],
)
def test_bomb_is_no_answer_and_leaves_us_alive(raw: bytes) -> None:
    began = datetime.now(UTC)

    assert read_mail(raw).said is None
    assert (datetime.now(UTC) - began).total_seconds() < 20


@pytest.mark.parametrize(
    ("headers", "is_automatic"),
    [
        ({"Auto_Submitted": "auto-replied"}, True),
        ({"Auto_Submitted": "no"}, False),
        ({"Return_Path": "<>"}, True),
        ({"Return_Path": "<annick@biscuits.example>"}, False),
        ({}, False),
    ],
)
def test_mail_of_a_machine_is_known(headers: dict[str, str], *, is_automatic: bool) -> None:
    assert read_mail(a_mail(None, to=TO, **headers).as_bytes()).is_automatic is is_automatic


def test_report_of_a_server_is_of_a_machine() -> None:
    text = f"To: {TO}\nContent-Type: multipart/report; boundary=a\n\n--a\n\nx\n--a--\n"

    assert read_mail(text.encode()).is_automatic
