"""What devices ask in reports, and what they are told."""

from werkzeug.test import TestResponse

from tests.web.dav.conftest import NAMES, Device, statuses, tree

DATA = "<D:prop><D:getetag/><C:calendar-data/></D:prop>"
ETAGS = "<D:prop><D:getetag/></D:prop>"
MOVED = (
    "BEGIN:VEVENT\r\nUID:a\r\nDTSTAMP:20261214T090000Z\r\nRECURRENCE-ID:20270119T080000Z\r\n"
    "DTSTART:20270120T080000Z\r\nDTEND:20270120T110000Z\r\nEND:VEVENT\r\n"
)
WEEKLY = {"RRULE": "FREQ=WEEKLY;COUNT=4"}


def ask(device: Device, path: str, condition: str, prop: str = ETAGS) -> TestResponse:
    """Return the answer to a query whose condition stands within VEVENT."""
    return device.report(
        path,
        f'<C:calendar-query>{prop}<C:filter><C:comp-filter name="VCALENDAR">'
        f'<C:comp-filter name="VEVENT">{condition}</C:comp-filter>'
        "</C:comp-filter></C:filter></C:calendar-query>",
    )


def found_by(device: Device, condition: str) -> list[str]:
    """Return the names of the entries of blocked time that meet a condition."""
    answer = ask(device, f"{device.home}busy/", condition)
    assert answer.status_code == 207, answer.text
    return sorted(path.rsplit("/", 1)[1] for path in statuses(tree(answer)))


def in_time(start: str, end: str) -> str:
    """Return the condition of a stretch of time."""
    return f'<C:time-range start="{start}" end="{end}"/>'


def data_of(answer: TestResponse) -> list[str]:
    """Return the calendars in an answer."""
    return [one.text or "" for one in tree(answer).iterfind(".//C:calendar-data", NAMES)]
