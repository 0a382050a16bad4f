"""Reports: entries by name, by a filter, by what changed, and when somebody is busy."""

import uuid
from datetime import UTC, datetime, timedelta
from xml.etree.ElementTree import Element

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from cdo_share.calendars.dav.changes import REMEMBERED, forget_deleted
from cdo_share.calendars.models import DetailLevel, Feed, FeedOwner
from cdo_share.core.clock import utc_now
from cdo_share.publishing.cancelling import CancelWish, cancel_visit
from cdo_share.publishing.models import CancelledBy
from tests.web.dav.conftest import NAMES, Device, condition, entry, rebuild, statuses, tree
from tests.web.two_groupements import Tenant

DATA = "<D:prop><D:getetag/><C:calendar-data/></D:prop>"
ETAGS = "<D:prop><D:getetag/></D:prop>"
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


def test_visits_have_the_bytes_of_the_feed(
    phone: Device, visits: str, tenant: Tenant, session: Session
) -> None:
    feed = session.scalars(
        select(Feed).where(Feed.owner == FeedOwner.CDO, Feed.detail == DetailLevel.FULL)
    ).one()
    block = feed.body[feed.body.index(b"BEGIN:VEVENT") :]

    (path,) = phone.sync(visits)[0]
    got = phone.ask("GET", path)

    assert got.data.endswith(block)
    assert got.data.count(b"BEGIN:VTIMEZONE") == got.data.count(b"BEGIN:VEVENT") == 1
    assert path == f"{visits}{tenant.addresses['visit_id']}.ics"
    (told,) = data_of(ask(phone, visits, "", DATA))
    assert told.encode() == got.data


def test_multiget_tells_each_address_once_and_which_are_not_there(
    phone: Device, visits: str
) -> None:
    phone.put("a.ics", entry())
    paths = [f"{phone.home}busy/a.ics", f"{phone.home}busy/b.ics", f"{visits}a.ics", "http://x["]

    answer = phone.report(
        f"{phone.home}busy/",
        f"<C:calendar-multiget>{DATA}"
        + "".join(f"<D:href>{path}</D:href>" for path in paths)
        + "</C:calendar-multiget>",
    )

    assert statuses(tree(answer)) == dict(zip(paths, ("200", "404", "404", "404"), strict=True))
    assert data_of(answer) == [entry()]


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


MOVED = (
    "BEGIN:VEVENT\r\nUID:a\r\nDTSTAMP:20261214T090000Z\r\nRECURRENCE-ID:20270119T080000Z\r\n"
    "DTSTART:20270120T080000Z\r\nDTEND:20270120T110000Z\r\nEND:VEVENT\r\n"
)


def shaped(device: Device, shape: str, start: str, end: str) -> list[str]:
    """Return the calendars of a query that wants them in a shape for a stretch of time."""
    said = f'start="{start}" end="{end}"'
    prop = f"<D:prop><C:calendar-data><C:{shape} {said}/></C:calendar-data></D:prop>"
    return data_of(ask(device, f"{device.home}busy/", in_time(start, end), prop))


def test_expand_tells_each_repetition_on_its_own_in_utc(phone: Device) -> None:
    series = entry(**WEEKLY).replace("END:VCALENDAR", MOVED + "END:VCALENDAR")
    assert phone.put("a.ics", series).status_code == 201

    (told,) = shaped(phone, "expand", "20270112T000000Z", "20270127T000000Z")

    assert told.count("BEGIN:VEVENT") == 3
    starts = sorted(line for line in told.splitlines() if line.startswith("DTSTART"))
    assert starts == [f"DTSTART:202701{day}T080000Z" for day in ("12", "20", "26")]
    names = sorted(line for line in told.splitlines() if line.startswith("RECURRENCE-ID"))
    assert names == [f"RECURRENCE-ID:202701{day}T080000Z" for day in ("12", "19", "26")]
    assert "RRULE" not in told


def test_expand_of_a_visit_is_in_utc(phone: Device, visits: str) -> None:
    said = 'start="20270101T000000Z" end="20270301T000000Z"'
    prop = f"<D:prop><C:calendar-data><C:expand {said}/></C:calendar-data></D:prop>"

    (told,) = data_of(ask(phone, visits, "", prop))

    assert "DTSTART:20270129T0" in told
    assert "TZID" not in told
    assert "RECURRENCE-ID" not in told


def test_limit_leaves_out_moved_repetitions_of_other_times(phone: Device) -> None:
    series = entry(**WEEKLY).replace("END:VCALENDAR", MOVED + "END:VCALENDAR")
    phone.put("a.ics", series)

    (near,) = shaped(phone, "limit-recurrence-set", "20270119T000000Z", "20270121T000000Z")
    (far,) = shaped(phone, "limit-recurrence-set", "20270126T000000Z", "20270127T000000Z")

    assert (near.count("BEGIN:VEVENT"), far.count("BEGIN:VEVENT")) == (2, 1)
    assert "RRULE:FREQ=WEEKLY;COUNT=4" in far


def test_more_repetitions_than_are_told_are_refused(phone: Device) -> None:
    phone.put("a.ics", entry(RRULE="FREQ=DAILY"))
    said = 'start="20270101T000000Z" end="20990101T000000Z"'
    prop = f"<D:prop><C:calendar-data><C:expand {said}/></C:calendar-data></D:prop>"

    answer = ask(phone, f"{phone.home}busy/", "", prop)

    assert condition(answer) == "D:number-of-matches-within-limits"


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


@pytest.mark.parametrize("report", ["<C:nonsense/>", "<D:version-tree/>"])
def test_report_that_is_not_known_is_refused(phone: Device, report: str) -> None:
    answer = phone.report(f"{phone.home}busy/", report)

    assert (answer.status_code, condition(answer)) == (403, "D:supported-report")


def test_sync_tells_exactly_what_changed(phone: Device) -> None:
    busy = f"{phone.home}busy/"
    first, empty = phone.sync(busy)
    phone.put("a.ics", entry())
    phone.put("b.ics", entry("b"))
    both, second = phone.sync(busy)
    phone.put("a.ics", entry(SUMMARY="Autre"))
    phone.ask("DELETE", f"{busy}b.ics")
    last, third = phone.sync(busy, second)

    assert first == {}
    assert both == {f"{busy}a.ics": "200", f"{busy}b.ics": "200"}
    assert last == {f"{busy}a.ics": "200", f"{busy}b.ics": "404"}
    # Each replay says the same, from wherever it begins.
    assert phone.sync(busy, second) == (last, third)
    assert phone.sync(busy, empty) == (last, third)
    assert phone.sync(busy, third) == ({}, third)
    assert phone.sync(busy) == ({f"{busy}a.ics": "200"}, third)


def test_sync_in_pieces_misses_nothing(phone: Device) -> None:
    busy = f"{phone.home}busy/"
    for number in range(5):
        phone.put(f"{number}.ics", entry(str(number)))
    more = "<D:limit><D:nresults>2</D:nresults></D:limit>"

    seen: list[str] = []
    token = ""
    for _ in range(3):
        changes, token = phone.sync(busy, token, more)
        seen += [path for path, status in changes.items() if status == "200"]
        assert (changes.get(busy) == "507") == (len(seen) < 5)

    assert seen == [f"{busy}{number}.ics" for number in range(5)]
    assert phone.sync(busy, token) == ({}, token)


@pytest.mark.parametrize("token", ["data:,0-0", "nonsense", "data:,0123456789abcdef-0", "{more}"])
def test_token_that_was_never_given_out_is_refused(phone: Device, token: str) -> None:
    busy = f"{phone.home}busy/"
    known = phone.sync(busy)[1]
    asked = token.format(more=known.rpartition("-")[0] + "-7")

    answer = sync_answer(phone, busy, asked)

    assert (answer.status_code, condition(answer)) == (403, "D:valid-sync-token")


def test_token_from_before_what_is_forgotten_is_refused(phone: Device, session: Session) -> None:
    busy = f"{phone.home}busy/"
    phone.put("a.ics", entry())
    _, old = phone.sync(busy)
    phone.ask("DELETE", f"{busy}a.ics")
    phone.put("b.ics", entry("b"))
    _, known = phone.sync(busy)

    soon, late = utc_now() + REMEMBERED, utc_now() + REMEMBERED + timedelta(minutes=1)
    assert forget_deleted(session, soon - timedelta(minutes=1)) == 0
    assert phone.sync(busy, old)[0] == {f"{busy}a.ics": "404", f"{busy}b.ics": "200"}
    assert forget_deleted(session, late) == 1
    session.commit()

    assert phone.sync(busy, known) == ({}, known)
    assert condition(sync_answer(phone, busy, old)) == "D:valid-sync-token"


def sync_answer(device: Device, path: str, token: str) -> TestResponse:
    """Return the answer to who knows a token."""
    return device.report(
        path,
        f"<D:sync-collection><D:sync-token>{token}</D:sync-token><D:sync-level>1</D:sync-level>"
        f"{ETAGS}</D:sync-collection>",
    )


def test_sync_of_visits_tells_a_cancelled_one(
    phone: Device, visits: str, tenant: Tenant, session: Session
) -> None:
    path = f"{visits}{tenant.addresses['visit_id']}.ics"
    before, token = phone.sync(visits)
    cancel(session, tenant)

    assert before == {path: "200"}
    changes, after = phone.sync(visits, token)
    assert (changes, after != token) == ({path: "404"}, True)
    assert phone.sync(visits, token) == (changes, after)
    assert phone.sync(visits) == ({}, after)


def cancel(session: Session, tenant: Tenant) -> None:
    """Cancel the visit in good time, so that it vanishes from calendars."""
    wish = CancelWish(
        visit_id=uuid.UUID(str(tenant.addresses["visit_id"])),
        cancelled_by=CancelledBy.COORDINATOR,
        person_id=None,
        is_replaced=False,
    )
    now = datetime(2026, 12, 14, 9, tzinfo=UTC)
    cancel_visit(session, groupement_id=tenant.groupement.id, wish=wish, now=now)
    rebuild(session, tenant)


def test_calendar_tag_changes_with_every_change_and_only_then(phone: Device) -> None:
    busy = f"{phone.home}busy/"

    def tag() -> str:
        found = tree(phone.propfind(busy, "CS:getctag")).find(".//CS:getctag", NAMES)
        assert isinstance(found, Element)
        return found.text or ""

    tags = [tag(), tag()]
    phone.put("a.ics", entry())
    tags.append(tag())
    phone.ask("DELETE", f"{busy}a.ics")
    tags.append(tag())
    phone.ask("DELETE", f"{busy}a.ics")
    tags.append(tag())

    assert tags[0] == tags[1]
    assert tags[3] == tags[4]
    assert len(set(tags)) == 3
