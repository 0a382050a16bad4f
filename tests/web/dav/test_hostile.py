"""What is sent to do harm: bombs, outside entities, floods, bodies without end."""

import io
import time

import pytest
from defusedxml import ElementTree as Defused

from cdo_share.calendars.dav import markup
from cdo_share.calendars.dav.blocks import MOST_BYTES
from cdo_share.web.dav.call import MOST_MARKUP_BYTES
from cdo_share.web.dav.propfind import MOST_ASKED
from tests.web.dav.conftest import Device, condition, entry
from tests.web.dav.reports import found_by

LAUGHS = "".join(f'<!ENTITY l{number} "{f"&l{number - 1};" * 10}">' for number in range(1, 10))
BOMBS = {
    "billion laughs": f'<!DOCTYPE d [<!ENTITY l0 "ha">{LAUGHS}]><propfind xmlns="DAV:">'
    "<prop><a>&l9;</a></prop></propfind>",
    "quadratic": f'<!DOCTYPE d [<!ENTITY l "{"x" * 50_000}">]><propfind xmlns="DAV:"><prop>'
    f"<a>{'&l;' * 5_000}</a></prop></propfind>",
    "file": '<!DOCTYPE d [<!ENTITY l SYSTEM "file:///etc/passwd">]><propfind xmlns="DAV:"><prop>'
    "<a>&l;</a></prop></propfind>",
    "outside type": '<!DOCTYPE d SYSTEM "http://127.0.0.1:9/d.dtd"><propfind xmlns="DAV:"/>',
    "plain type": '<!DOCTYPE propfind><propfind xmlns="DAV:"><allprop/></propfind>',
    "parameter": '<!DOCTYPE d [<!ENTITY % l SYSTEM "http://127.0.0.1:9/"> %l;]>'
    '<propfind xmlns="DAV:"/>',
    "cut off": '<propfind xmlns="DAV:"><prop>',
    "no encoding": '<?xml version="1.0" encoding="nonsense"?><propfind xmlns="DAV:"/>',
    "undeclared": "<D:propfind><D:prop/></D:propfind>",
}


@pytest.mark.parametrize("name", BOMBS)
@pytest.mark.parametrize("method", ["PROPFIND", "REPORT", "PROPPATCH"])
def test_bomb_is_refused_at_once(phone: Device, name: str, method: str) -> None:
    began = time.process_time()

    answer = phone.ask(method, f"{phone.home}busy/", BOMBS[name], Depth="0")

    assert answer.status_code == 400
    assert time.process_time() - began < 1


def test_bomb_goes_off_where_nobody_looks(phone: Device, monkeypatch: pytest.MonkeyPatch) -> None:
    """The planted fault: document types are read."""

    def careless(body: bytes, *, forbid_dtd: bool) -> object:
        return Defused.fromstring(body, forbid_dtd=False, forbid_entities=False)

    monkeypatch.setattr(markup, "fromstring", careless)

    answer = phone.ask("PROPFIND", f"{phone.home}busy/", BOMBS["plain type"], Depth="0")

    assert answer.status_code == 207


def test_very_deep_document_does_no_harm(phone: Device) -> None:
    deep = f'<propfind xmlns="DAV:"><prop>{"<a>" * 50_000}{"</a>" * 50_000}</prop></propfind>'

    answer = phone.ask("PROPFIND", f"{phone.home}busy/", deep, Depth="0")

    assert answer.status_code == 207


class Endless(io.RawIOBase):
    """A body without end; `read_bytes` is how much of it was taken."""

    def __init__(self) -> None:
        self.read_bytes = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        self.read_bytes += size
        return b" " * size


@pytest.mark.parametrize(
    ("method", "most", "status"),
    [("PUT", MOST_BYTES, 403), ("PROPFIND", MOST_MARKUP_BYTES, 413)],
)
def test_body_without_end_is_read_no_further_than_what_is_taken(
    phone: Device, method: str, most: int, status: int
) -> None:
    body = Endless()

    answer = phone.client.open(
        f"{phone.home}busy/a.ics",
        method=method,
        headers={"Content-Type": "text/calendar", "Depth": "0"},
        environ_overrides={"wsgi.input": body, "wsgi.input_terminated": True},
        auth=(phone.email, phone.password),
    )

    assert answer.status_code == status
    assert body.read_bytes <= most + 1


def test_body_that_says_to_be_too_long_is_not_read(phone: Device) -> None:
    body = Endless()

    answer = phone.client.open(
        f"{phone.home}busy/a.ics",
        method="PUT",
        headers={"Content-Type": "text/calendar"},
        environ_overrides={"wsgi.input": body, "CONTENT_LENGTH": str(MOST_BYTES + 1)},
        auth=(phone.email, phone.password),
    )

    assert condition(answer) == "C:max-resource-size"
    assert body.read_bytes == 0


def test_nothing_is_read_of_who_is_not_let_in(phone: Device) -> None:
    body = Endless()

    answer = phone.client.open(
        "/dav/",
        method="PROPFIND",
        environ_overrides={"wsgi.input": body, "wsgi.input_terminated": True},
    )

    assert answer.status_code == 401
    assert body.read_bytes == 0


@pytest.mark.parametrize(
    "path",
    ["a/b/c/d", "busy/..", "busy/%00", "busy/a%0d%0aX: 1", "%2e%2e/%2e%2e", "busy/" + "x" * 300],
)
def test_odd_address_names_nothing(phone: Device, path: str) -> None:
    for method in ("GET", "PUT", "PROPFIND"):
        answer = phone.ask(method, phone.home + path, entry(), Depth="0")
        assert answer.status_code in (403, 404)


def test_foreign_host_is_refused(phone: Device) -> None:
    answer = phone.ask("PROPFIND", "/dav/", Host="evil.example", Depth="0")

    assert answer.status_code == 400


def test_series_that_would_take_hours_is_refused_in_seconds(
    phone: Device,
) -> None:
    hostile = entry(DTSTART="19710101T080000Z", DTEND="19710101T090000Z")
    rules = "RRULE:FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30\r\n"
    began = time.monotonic()

    answer = phone.put("a.ics", hostile.replace("END:VEVENT", f"{rules}END:VEVENT"))

    assert condition(answer) == "C:valid-calendar-data"
    assert time.monotonic() - began < 13


def test_zone_that_repeats_every_second_is_refused_or_does_no_harm(phone: Device) -> None:
    zone = (
        "BEGIN:VTIMEZONE\r\nTZID:Own\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n"
        "RRULE:FREQ=SECONDLY\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0100\r\nEND:STANDARD\r\n"
        "END:VTIMEZONE\r\n"
    )
    body = entry().replace("BEGIN:VEVENT", f"{zone}BEGIN:VEVENT")
    began = time.monotonic()

    answer = phone.put("a.ics", body.replace("DTSTART:", "DTSTART;TZID=Own:").replace("00Z", "00"))

    assert answer.status_code in (201, 403)
    assert time.monotonic() - began < 13
    assert phone.propfind(f"{phone.home}busy/", "D:getetag", depth="1").status_code == 207


@pytest.mark.parametrize(("count", "status"), [(MOST_ASKED, 207), (MOST_ASKED + 1, 413)])
def test_question_for_properties_without_end_is_refused(
    phone: Device, count: int, status: int
) -> None:
    names = [f"A:x{number}" for number in range(count)]
    pointed = "".join(f'<D:property name="x{number}"/>' for number in range(count))

    assert phone.propfind(phone.home, *names, *names[:1], depth="1").status_code == status
    expanded = phone.report(phone.home, f"<D:expand-property>{pointed}</D:expand-property>")
    assert expanded.status_code == status


@pytest.mark.parametrize("name", ["", "a b", "1a", "a>", "a}b", "x" * 101])
def test_property_whose_name_xml_does_not_have_is_refused(phone: Device, name: str) -> None:
    asked = f'<D:expand-property><D:property name="{name}"/></D:expand-property>'

    assert phone.report(phone.home, asked).status_code == 400


def test_property_without_a_namespace_is_refused(phone: Device) -> None:
    asked = '<D:expand-property><D:property name="a" namespace=""/></D:expand-property>'

    assert phone.report(phone.home, asked).status_code == 400


@pytest.mark.parametrize("start", ["20270118T000000Z", "20990101T000000Z"])
def test_rule_that_never_comes_hides_no_other_entry(phone: Device, start: str) -> None:
    never = entry("n", RRULE="FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30")
    assert phone.put("never.ics", never).status_code in (201, 403)
    phone.put("weekly.ics", entry("w", RRULE="FREQ=WEEKLY"))

    found = found_by(phone, f'<C:time-range start="{start}"/>')

    assert found == ["weekly.ics"]
