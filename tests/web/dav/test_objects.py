"""One entry of blocked time: stored as it was sent, or refused without any effect."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Engagement, Person, RoleKind
from cdo_share.availability.models import BlockedTime
from cdo_share.calendars.dav import blocks
from cdo_share.calendars.dav.blocks import MOST_BYTES
from cdo_share.calendars.dav.models import DavItem
from tests.web.dav.conftest import NAMES, Device, calendar, condition, entry, statuses, tree
from tests.web.two_groupements import Tenant

ODD = entry().replace("SUMMARY:Dentiste", "SUMMARY:Den\r\n tiste \\, é \U0001f600\r\nX-ODD;A=b:c")


def test_entry_comes_back_byte_by_byte(phone: Device) -> None:
    put = phone.put("a.ics", ODD)
    got = phone.ask("GET", f"{phone.home}busy/a.ics")

    assert put.status_code == 201
    assert got.data == ODD.encode()
    assert got.headers["ETag"] == put.headers["ETag"]
    assert got.headers["ETag"].startswith('"')
    assert got.headers["Content-Type"] == "text/calendar; charset=utf-8; component=vevent"


def test_entry_in_a_report_has_the_same_bytes(phone: Device) -> None:
    phone.put("a.ics", ODD)

    answer = phone.report(
        f"{phone.home}busy/",
        "<C:calendar-multiget><D:prop><C:calendar-data/></D:prop>"
        f"<D:href>{phone.home}busy/a.ics</D:href></C:calendar-multiget>",
    )

    assert tree(answer).findtext(".//C:calendar-data", namespaces=NAMES) == ODD


def test_head_has_the_headers_of_get(phone: Device) -> None:
    phone.put("a.ics", entry())

    got, head = (phone.ask(method, f"{phone.home}busy/a.ics") for method in ("GET", "HEAD"))

    assert head.data == b""
    names = ("Content-Type", "Content-Length", "ETag", "Last-Modified")
    assert [head.headers[name] for name in names] == [got.headers[name] for name in names]


def test_entry_is_not_sent_again_to_who_has_it(phone: Device) -> None:
    etag = phone.put("a.ics", entry()).headers["ETag"]

    answer = phone.ask("GET", f"{phone.home}busy/a.ics", If_None_Match=etag)

    assert (answer.status_code, answer.data) == (304, b"")


def test_nothing_that_was_written_can_be_read_in_the_database(
    phone: Device, session: Session
) -> None:
    phone.put("a.ics", entry(SUMMARY="Oncologue"))

    sealed = session.scalars(select(DavItem.sealed).where(DavItem.name == "a.ics")).one()
    assert sealed is not None
    assert b"Oncologue" not in sealed
    assert b"VEVENT" not in sealed


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"If_None_Match": "*"}, 412),
        ({"If_Match": '"other"'}, 412),
        ({"If_Match": '"{etag}"'}, 204),
        ({"If_Match": '"other", "{etag}"'}, 204),
        ({"If_Match": "*"}, 204),
        ({"If_None_Match": '"other"'}, 204),
        ({"If_None_Match": '"{etag}"'}, 412),
        ({}, 204),
    ],
)
@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_entry_changes_only_for_who_knows_it(
    phone: Device, headers: dict[str, str], status: int, method: str
) -> None:
    path = f"{phone.home}busy/a.ics"
    etag = phone.put("a.ics", entry()).headers["ETag"].strip('"')
    said = {name: value.format(etag=etag) for name, value in headers.items()}

    answer = phone.ask(method, path, entry(SUMMARY="Autre"), Content_Type="text/calendar", **said)

    assert answer.status_code == status
    stands = phone.ask("GET", path)
    if status == 412:
        assert stands.headers["ETag"] == f'"{etag}"'
    elif method == "PUT":
        assert stands.headers["ETag"] == answer.headers["ETag"] != f'"{etag}"'
    else:
        assert stands.status_code == 404


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_entry_that_is_not_there_meets_no_etag(phone: Device, method: str) -> None:
    path = f"{phone.home}busy/a.ics"

    answer = phone.ask(method, path, entry(), Content_Type="text/calendar", If_Match="*")

    assert answer.status_code == 412
    assert phone.ask("GET", path).status_code == 404


def test_deleted_entry_is_gone_and_may_come_again(phone: Device) -> None:
    path = f"{phone.home}busy/a.ics"
    phone.put("a.ics", entry())

    assert phone.ask("DELETE", path).status_code == 204
    assert phone.ask("GET", path).status_code == 404
    assert phone.ask("DELETE", path).status_code == 404
    assert phone.put("a.ics", entry(), If_None_Match="*").status_code == 201


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ("", "C:valid-calendar-data"),
        ("<html></html>", "C:valid-calendar-data"),
        (entry(DTSTART="morgen"), "C:valid-calendar-data"),
        (entry(DTSTART=""), "C:valid-calendar-data"),
        (entry(UID=""), "C:valid-calendar-data"),
        (entry(SUMMARY="a\x07b"), "C:valid-calendar-data"),
        (entry().encode() + b"\xff", "C:valid-calendar-data"),
        (entry(RRULE="FREQ=SECONDLY"), "C:valid-calendar-data"),
        (entry(RRULE="FREQ=DAILY;INTERVAL=0"), "C:valid-calendar-data"),
        (entry(DTEND="20270101T000000Z"), "C:valid-calendar-data"),
        (entry()[:-20], "C:valid-calendar-data"),
        (entry() + entry("b"), "C:valid-calendar-data"),
        (calendar(""), "C:valid-calendar-object-resource"),
        (
            entry().replace("VERSION", "METHOD:REQUEST\r\nVERSION"),
            "C:valid-calendar-object-resource",
        ),
        (
            calendar("BEGIN:VTODO\r\nUID:a\r\nDTSTAMP:20261214T090000Z\r\nEND:VTODO\r\n"),
            "C:supported-calendar-component",
        ),
        (entry(SUMMARY="x" * MOST_BYTES), "C:max-resource-size"),
    ],
)
def test_what_is_no_entry_is_refused_with_the_reason(
    phone: Device, session: Session, body: str | bytes, name: str
) -> None:
    answer = phone.put("a.ics", body)

    assert (answer.status_code, condition(answer)) == (403, name)
    assert phone.ask("GET", f"{phone.home}busy/a.ics").status_code == 404
    assert session.scalars(select(BlockedTime)).all() == []


def test_two_events_in_one_entry_are_refused(phone: Device) -> None:
    event = entry()[entry().index("BEGIN:VEVENT") : entry().index("END:VCALENDAR")]

    answer = phone.put("a.ics", calendar(event + event.replace("UID:a", "UID:b")))

    assert condition(answer) == "C:valid-calendar-object-resource"


def test_entry_of_exactly_the_most_bytes_is_stored(phone: Device) -> None:
    room = MOST_BYTES - len(entry(SUMMARY="x"))

    assert phone.put("a.ics", entry(SUMMARY="x" * (room + 1))).status_code == 201


def test_other_kind_of_file_is_refused(phone: Device) -> None:
    answer = phone.put("a.ics", entry(), Content_Type="text/plain")

    assert condition(answer) == "C:supported-calendar-data"


def test_same_event_under_another_name_is_refused(phone: Device) -> None:
    phone.put("a b.ics", entry())

    answer = phone.put("b.ics", entry())

    assert (answer.status_code, condition(answer)) == (403, "C:no-uid-conflict")
    assert tree(answer).findtext(".//D:href", namespaces=NAMES) == f"{phone.home}busy/a%20b.ics"
    assert phone.ask("GET", f"{phone.home}busy/b.ics").status_code == 404


def test_another_event_in_the_place_of_one_is_refused(phone: Device) -> None:
    phone.put("a.ics", entry())

    assert condition(phone.put("a.ics", entry("b"))) == "C:no-uid-conflict"


def test_entries_are_not_stored_without_end(phone: Device, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "MOST_ENTRIES", 1)
    phone.put("a.ics", entry())

    assert phone.put("b.ics", entry("b")).status_code == 507
    assert phone.put("a.ics", entry(SUMMARY="Autre")).status_code == 204


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_visits_are_not_written(phone: Device, visits: str, method: str) -> None:
    before = phone.sync(visits)
    path = next(iter(before[0]))

    answer = phone.ask(method, path, entry(), Content_Type="text/calendar")
    new = phone.ask(method, f"{visits}new.ics", entry(), Content_Type="text/calendar")

    assert (answer.status_code, condition(answer)) == (403, "D:need-privileges")
    assert (new.status_code, condition(new)) == (403, "D:need-privileges")
    assert phone.sync(visits) == before


@pytest.mark.parametrize("method", ["MKCALENDAR", "MKCOL", "MOVE", "COPY"])
@pytest.mark.parametrize("path", ["busy/a.ics", "own/", "busy/"])
def test_calendars_are_neither_made_nor_moved(phone: Device, method: str, path: str) -> None:
    phone.put("a.ics", entry())

    answer = phone.ask(method, phone.home + path, Destination=f"{phone.home}busy/b.ics")

    assert answer.status_code == 403
    found = statuses(tree(phone.propfind(f"{phone.home}busy/", "D:getetag", depth="1")))
    assert list(found) == [f"{phone.home}busy/", f"{phone.home}busy/a.ics"]


@pytest.mark.parametrize("path", ["", "busy/", "other"])
def test_calendar_itself_is_not_deleted(phone: Device, path: str) -> None:
    assert phone.ask("DELETE", phone.home + path).status_code == 403


@pytest.mark.parametrize("method", ["POST", "LOCK", "BREW"])
def test_other_methods_are_told_which_there_are(phone: Device, method: str) -> None:
    answer = phone.ask(method, f"{phone.home}busy/a.ics")

    assert answer.status_code == 405
    assert "PROPFIND" in answer.headers["Allow"]


@pytest.mark.parametrize(
    "method", ["GET", "PUT", "DELETE", "PROPFIND", "PROPPATCH", "REPORT", "MKCALENDAR", "OPTIONS"]
)
def test_place_of_somebody_else_is_forbidden_whether_it_is_there_or_not(
    tenant: Tenant, phone: Device, device_of: Callable[[Person], Device], method: str
) -> None:
    other = device_of(tenant.people[RoleKind.COORDINATOR])

    answers = [
        phone.ask(method, f"{home}busy/a.ics", entry(), Depth="0")
        for home in (other.home, "/dav/0123456789abcdef/")
    ]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert answers[0].data == answers[1].data


def test_contract_that_ended_takes_blocked_time_and_visits_from_the_phone(
    tenant: Tenant, phone: Device, visits: str, session: Session
) -> None:
    session.get_one(Engagement, tenant.addresses["engagement_id"]).is_active = False
    session.commit()

    assert phone.propfind("/dav/", "D:displayname").status_code == 401
    assert phone.propfind(visits, "D:displayname").status_code == 401
