"""Reports: entries by a filter."""

import pytest

from tests.web.dav.conftest import Device, condition, entry, statuses, tree
from tests.web.dav.reports import ETAGS, MOVED, WEEKLY, ask, found_by, in_time


@pytest.mark.parametrize(
    ("start", "end", "names"),
    [
        ("20270101T000000Z", "20270201T000000Z", ["a.ics", "day.ics", "weekly.ics"]),
        ("20270112T110000Z", "20270112T120000Z", []),
        ("20270112T105959Z", "20270112T120000Z", ["a.ics"]),
        ("20270112T070000Z", "20270112T080000Z", []),
        ("20270119T000000Z", "20270119T090000Z", ["weekly.ics"]),
        ("20270120T000000Z", "20270121T000000Z", []),
        ("20270202T080000Z", "20270202T083000Z", ["weekly.ics"]),
        ("20270209T080000Z", "20270209T083000Z", []),
        # All of 14 January in Paris, where whole days are read.
        ("20270113T230000Z", "20270113T230001Z", ["day.ics"]),
        ("20270114T230000Z", "20270115T000000Z", []),
    ],
)
def test_query_finds_what_lies_in_a_stretch_of_time(
    phone: Device, start: str, end: str, names: list[str]
) -> None:
    phone.put("a.ics", entry())
    weekly = entry("w", DTSTART="20270112T070000Z", DTEND="20270112T073000Z", **WEEKLY)
    phone.put("weekly.ics", weekly.replace("20270112T07", "20270112T08"))
    phone.put("day.ics", entry("d", DTEND="").replace("T080000Z", "").replace("0112", "0114"))

    # On the first Tuesday both are there, so the weekly one is asked about on the others.
    found = found_by(phone, in_time(start, end))

    is_first = start.startswith("20270112")
    assert [name for name in found if not (is_first and name == "weekly.ics")] == names


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ('start="20270118T000000Z"', ["daily.ics", "far.ics", "moved.ics", "weekly.ics"]),
        ('start="20280101T000000Z"', ["daily.ics", "far.ics", "weekly.ics"]),
        ('start="20990101T000000Z"', ["daily.ics", "weekly.ics"]),
        ('end="20270113T000000Z"', ["daily.ics", "moved.ics", "weekly.ics"]),
        ('end="20270112T080000Z"', []),
    ],
)
def test_query_without_a_beginning_or_an_end_is_answered_at_once(
    phone: Device, said: str, names: list[str]
) -> None:
    moved = MOVED.replace("20270119T", "20270113T").replace("20270120T", "20270125T")
    phone.put("weekly.ics", entry("w", RRULE="FREQ=WEEKLY"))
    phone.put("daily.ics", entry("d", RRULE="FREQ=DAILY"))
    phone.put(
        "far.ics",
        entry(
            "f", DTSTART="20270301T080000Z", DTEND="20270301T090000Z", RRULE="FREQ=YEARLY;COUNT=3"
        ),
    )
    series = entry(RRULE="FREQ=DAILY;COUNT=2").replace("END:VCALENDAR", moved + "END:VCALENDAR")
    phone.put("moved.ics", series)

    assert found_by(phone, f"<C:time-range {said}/>") == names


@pytest.mark.parametrize(
    ("clause", "names"),
    [
        ('<C:prop-filter name="SUMMARY"/>', ["a.ics", "b.ics"]),
        ('<C:prop-filter name="LOCATION"/>', ["b.ics"]),
        ('<C:prop-filter name="LOCATION"><C:is-not-defined/></C:prop-filter>', ["a.ics"]),
        (
            '<C:prop-filter name="SUMMARY"><C:text-match>DENT</C:text-match></C:prop-filter>',
            ["a.ics"],
        ),
        (
            '<C:prop-filter name="SUMMARY"><C:text-match collation="i;octet">DENT</C:text-match>'
            "</C:prop-filter>",
            [],
        ),
        (
            '<C:prop-filter name="SUMMARY"><C:text-match negate-condition="yes">dent'
            "</C:text-match></C:prop-filter>",
            ["b.ics"],
        ),
        (
            '<C:prop-filter name="UID"><C:text-match collation="i;octet">b</C:text-match>'
            "</C:prop-filter>",
            ["b.ics"],
        ),
        ('<C:comp-filter name="VALARM"/>', []),
        (
            '<C:comp-filter name="VALARM"><C:is-not-defined/></C:comp-filter>',
            ["a.ics", "b.ics"],
        ),
        ("<C:is-not-defined/>", []),
    ],
)
def test_query_finds_by_properties(phone: Device, clause: str, names: list[str]) -> None:
    phone.put("a.ics", entry())
    phone.put("b.ics", entry("b", SUMMARY="École\\, réunion", LOCATION="Auray"))

    assert found_by(phone, clause) == names


@pytest.mark.parametrize(
    ("clause", "status", "name"),
    [
        ('<C:prop-filter name="X"><C:time-range/></C:prop-filter>', 403, "C:supported-filter"),
        (
            '<C:prop-filter name="X"><C:text-match collation="x"/></C:prop-filter>',
            403,
            "C:supported-collation",
        ),
        ('<C:time-range start="never"/>', 400, ""),
        ("<C:time-range/>", 400, ""),
        ('<C:time-range start="20270102T000000Z" end="20270101T000000Z"/>', 400, ""),
    ],
)
def test_query_that_cannot_be_answered_is_refused(
    phone: Device, clause: str, status: int, name: str
) -> None:
    answer = ask(phone, f"{phone.home}busy/", clause)

    assert answer.status_code == status
    if name:
        assert condition(answer) == name


@pytest.mark.parametrize("name", ["VTODO", "VJOURNAL"])
def test_query_for_other_things_finds_nothing(phone: Device, name: str) -> None:
    phone.put("a.ics", entry())

    answer = phone.report(
        f"{phone.home}busy/",
        f'<C:calendar-query>{ETAGS}<C:filter><C:comp-filter name="VCALENDAR">'
        f'<C:comp-filter name="{name}"/></C:comp-filter></C:filter></C:calendar-query>',
    )

    assert statuses(tree(answer)) == {}
