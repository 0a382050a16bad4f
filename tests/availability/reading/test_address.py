"""Addresses as people paste them, and as attackers write them."""

import pytest

from cdo_share.availability.reading.address import locate


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("https://agenda.example/a.ics", "https://agenda.example/a.ics"),
        (" https://Agenda.Example/A.ics \n", "https://agenda.example/A.ics"),
        ("webcal://agenda.example/a.ics", "https://agenda.example/a.ics"),
        ("WEBCAL://agenda.example/a.ics", "https://agenda.example/a.ics"),
        ("webcals://agenda.example/a.ics", "https://agenda.example/a.ics"),
        ("https://agenda.example", "https://agenda.example/"),
        ("https://agenda.example:443/a.ics", "https://agenda.example/a.ics"),
        ("https://agenda.example./a.ics?b=c&d=%40#e", "https://agenda.example/a.ics?b=c&d=%40"),
        (
            "https://outlook.office365.com/owa/calendar/a%40b.example/c/calendar.ics",
            "https://outlook.office365.com/owa/calendar/a%40b.example/c/calendar.ics",
        ),
    ],
)
def test_address_of_a_calendar_is_taken(typed: str, stored: str) -> None:
    location = locate(typed)

    assert location is not None
    assert location.address == stored


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "agenda.example/a.ics",
        "http://agenda.example/a.ics",
        "ftp://agenda.example/a.ics",
        "file:///etc/passwd",
        "gopher://agenda.example/",
        "https:agenda.example/a.ics",
        "https:///a.ics",
        "https://localhost/a.ics",
        "https://127.0.0.1/a.ics",
        "https://127.1/a.ics",
        "https://0/a.ics",
        "https://0.0.0.0/a.ics",
        "https://2130706433/a.ics",
        "https://0x7f.1/a.ics",
        "https://0x7f000001/a.ics",
        "https://0177.0.0.1/a.ics",
        "https://[::1]/a.ics",
        "https://[::ffff:127.0.0.1]/a.ics",
        "https://[64:ff9b::7f00:1]/a.ics",
        "https://169.254.169.254/latest/meta-data/",
        "https://①②⑦.⓪.⓪.①/a.ics",
        "https://agenda。example/a.ics",
        "https://anna:secret@agenda.example/a.ics",
        "https://agenda.example@127.0.0.1/a.ics",
        "https://127.0.0.1\\@agenda.example/a.ics",
        "https://agenda.example\\@127.0.0.1/a.ics",
        "https://agenda.example:abc/a.ics",
        "https://agenda.example:99999/a.ics",
        "https://agenda.example/a\r\nHost: b",
        "https://agenda.example/a b.ics",
        "https://agenda.example/\x00",
        "https://-agenda.example/a.ics",
        "https://agenda..example/a.ics",
        "https://" + "a" * 300 + ".example/a.ics",
        "https://agenda.example/" + "a" * 2_000,
    ],
)
def test_anything_else_is_refused(typed: str) -> None:
    assert locate(typed) is None
