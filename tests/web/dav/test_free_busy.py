"""Reports: when somebody is busy."""

import pytest
from werkzeug.test import TestResponse

from tests.web.dav.conftest import Device, condition, entry
from tests.web.dav.reports import WEEKLY, in_time


def busy_lines(answer: TestResponse) -> list[str]:
    """Return the busy times of a free-busy answer."""
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"].startswith("text/calendar")
    return [line for line in answer.text.splitlines() if line.startswith("FREEBUSY")]


def free_busy(device: Device, path: str) -> TestResponse:
    """Return when somebody is busy in January 2027."""
    body = f"<C:free-busy-query>{in_time('20270101T000000Z', '20270201T000000Z')}"
    return device.report(path, f"{body}</C:free-busy-query>")


def test_free_busy_merges_visits_and_blocked_time(phone: Device, visits: str) -> None:
    phone.put("a.ics", entry())
    phone.put("b.ics", entry("b", DTSTART="20270112T100000Z", DTEND="20270112T120000Z"))
    phone.put("c.ics", entry("c", DTSTART="20270113T100000Z", DTEND="20270113T120000Z", **WEEKLY))
    phone.put("d.ics", entry("d", TRANSP="TRANSPARENT", DTSTART="20270111T100000Z"))
    phone.put("e.ics", entry("e", STATUS="TENTATIVE"))

    blocked = busy_lines(free_busy(phone, f"{phone.home}busy/"))
    taken = busy_lines(free_busy(phone, visits))

    assert blocked == [
        "FREEBUSY;FBTYPE=BUSY:20270112T080000Z/20270112T120000Z",
        "FREEBUSY;FBTYPE=BUSY:20270113T100000Z/20270113T120000Z",
        "FREEBUSY;FBTYPE=BUSY:20270120T100000Z/20270120T120000Z",
        "FREEBUSY;FBTYPE=BUSY:20270127T100000Z/20270127T120000Z",
        "FREEBUSY;FBTYPE=BUSY-TENTATIVE:20270112T080000Z/20270112T110000Z",
    ]
    assert len(taken) == 1
    assert "20270129T" in taken[0]
    assert sorted(busy_lines(free_busy(phone, phone.home))) == sorted(blocked + taken)


def test_free_busy_tells_nothing_but_times(phone: Device) -> None:
    phone.put("a.ics", entry())

    assert "Dentiste" not in free_busy(phone, phone.home).text


@pytest.mark.parametrize(("end", "status"), [("20290311T000000Z", 200), ("20290312T000000Z", 403)])
def test_free_busy_of_years_is_refused(phone: Device, end: str, status: int) -> None:
    asked = in_time("20270101T000000Z", end)

    answer = phone.report(phone.home, f"<C:free-busy-query>{asked}</C:free-busy-query>")

    assert answer.status_code == status
    if status == 403:
        assert condition(answer) == "D:number-of-matches-within-limits"
