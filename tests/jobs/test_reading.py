"""The worker's reader of calendars, against a real server of the test."""

import logging
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, select, text
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from cdo_share.accounts.models import Engagement, Person
from cdo_share.availability.models import (
    CalendarAddress,
    CalendarState,
    ExternalCalendar,
    ReadingFailure,
)
from cdo_share.availability.reading import guard
from cdo_share.availability.reading.fetch import Fetcher
from cdo_share.availability.sealing import Seal
from cdo_share.core.orm import Model, transaction
from cdo_share.jobs import reading
from cdo_share.jobs.reading import CalendarReader, Library, make_library, read_next
from cdo_share.settings import Settings
from tests.availability.reading.conftest import (
    names,  # noqa: F401 - a fixture
    server,  # noqa: F401 - a fixture
)
from tests.availability.reading.files import calendar
from tests.availability.reading.servers import Server, say
from tests.factories import a_calendar_address
from tests.jobs.office import Office, present, wait_until

SEAL = Seal("the key of a test, long enough to be one")
SECRETS = ("secret-path", "Entretien", "Kerlouan", "dupont", "Salaire", "visio.example")
TOMORROW = (datetime.now(UTC) + timedelta(days=1)).replace(hour=9, minute=0, second=0)


def meeting(start: datetime = TOMORROW, uid: str = "a", *lines: str) -> list[str]:
    """Return an hour of an event with a title, a place and guests."""
    return [
        *("BEGIN:VEVENT", f"UID:{uid}", f"DTSTART:{start:%Y%m%dT%H%M%SZ}", "DURATION:PT1H"),
        *("SUMMARY:Entretien annuel", "LOCATION:Kerlouan", "DESCRIPTION:Salaire"),
        *("ATTENDEE;CN=Dupont:mailto:dupont@firm.example", "CONFERENCE:https://visio.example/1"),
        *(*lines, "END:VEVENT"),
    ]


@pytest.fixture
def library(office: Office, server: Server) -> Library:  # noqa: F811
    """Return what reading needs, with a way out to the test's server only."""
    return Library(office.sessions, SEAL, server.fetcher(), "cdo-share.example", SEAL)


@pytest.fixture
def address_id(office: Office, server: Server) -> int:  # noqa: F811
    """Commit an address at the test's server, due now, and return its number."""
    sealed = SEAL.close(server.address("/secret-path/a.ics"))
    with office.sessions() as session, transaction(session):
        cdo = session.scalars(select(Engagement).order_by(Engagement.id)).first()
        assert cdo is not None
        given = {"name": "Google", "address": sealed, "created_at": present()}
        return a_calendar_address(session, cdo, **given).id


def stored(office: Office, address_id: int) -> tuple[ReadingFailure | None, list[datetime] | None]:
    """Return the failure of an address, and when its calendar is busy; None when it has none."""
    with office.sessions() as session:
        address = session.get_one(CalendarAddress, address_id)
        if address.calendar_id is None:
            return address.failure, None
        rows = session.execute(text("SELECT count(*) FROM busy_time")).scalar_one()
        calendar = session.get_one(ExternalCalendar, address.calendar_id)
        assert calendar.state is CalendarState.PREVIEW
        return address.failure, [TOMORROW] * rows


def test_due_address_is_read_and_waits_to_be_accepted(
    office: Office,
    library: Library,
    server: Server,  # noqa: F811
    address_id: int,
) -> None:
    server.answer = say(calendar(meeting()), headers={"ETag": '"one"'})

    assert read_next(library, now=present())

    assert stored(office, address_id) == (None, [TOMORROW])
    assert not read_next(library, now=present())


def test_unchanged_calendar_is_not_sent_again(
    office: Office,
    library: Library,
    server: Server,  # noqa: F811
    address_id: int,
) -> None:
    server.answer = say(calendar(meeting()), headers={"ETag": '"one"'})
    read_next(library, now=present())
    server.answer = say(status=304)

    assert read_next(library, now=present() + timedelta(hours=2))

    assert stored(office, address_id) == (None, [TOMORROW])
    assert server.asked[1]["if-none-match"] == '"one"'


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        (say(status=404), ReadingFailure.NOT_FOUND),
        (say(b"<html>Please log in</html>"), ReadingFailure.NOT_A_CALENDAR),
        (say(b"x" * 11_000_000), ReadingFailure.TOO_LARGE),
    ],
)
def test_reading_that_fails_says_why(
    office: Office,
    library: Library,
    server: Server,  # noqa: F811
    address_id: int,
    answer: Any,
    failure: ReadingFailure,
) -> None:
    server.answer = answer

    assert read_next(library, now=present())

    assert stored(office, address_id) == (failure, None)


def test_address_sealed_by_another_installation_is_refused(
    office: Office, library: Library, address_id: int
) -> None:
    other = replace(library, seal=Seal("another key, long enough"), own_host="")

    assert read_next(other, now=present())

    assert stored(office, address_id) == (ReadingFailure.REFUSED_ADDRESS, None)


def test_installation_never_reads_the_loopback_address(
    office: Office,
    server: Server,  # noqa: F811
    address_id: int,
    settings: Settings,
) -> None:
    made = make_library(settings, office.sessions)
    production = replace(made, seal=SEAL)

    assert read_next(production, now=present())

    assert stored(office, address_id) == (ReadingFailure.REFUSED_ADDRESS, None)
    assert server.paths == []


def test_own_host_and_own_answers_reach_the_reader(
    office: Office,
    library: Library,
    server: Server,  # noqa: F811
    address_id: int,
) -> None:
    with office.sessions() as session:
        statement = select(Person.email).join(Engagement, Engagement.person_id == Person.id)
        email = session.scalars(statement.order_by(Engagement.id)).first()
    server.answer = say(
        calendar(
            meeting(TOMORROW, "own", "URL:https://cdo-share.example/"),
            meeting(TOMORROW, "declined", f"ATTENDEE;PARTSTAT=DECLINED:mailto:{email}"),
            meeting(TOMORROW, "mine"),
        )
    )

    read_next(library, now=present())

    assert stored(office, address_id) == (None, [TOMORROW])
    with office.sessions() as session:
        assert session.scalars(select(ExternalCalendar.own_events)).one() == 1


def dump(session: Session) -> str:
    """Return every row of every table as text."""
    rows = []
    for table in Model.metadata.sorted_tables:
        for row in session.execute(table.select()).mappings():
            rows.append(
                repr({k: bytes(v) if isinstance(v, memoryview) else v for k, v in row.items()})
            )
    return "\n".join(rows)


@pytest.mark.parametrize("is_found", [True, False])
def test_no_title_place_guest_or_address_in_database_or_logs(
    office: Office,
    library: Library,
    server: Server,  # noqa: F811
    address_id: int,
    caplog: pytest.LogCaptureFixture,
    is_found: bool,
) -> None:
    server.answer = say(calendar(meeting())) if is_found else say(b"Entretien", status=500)

    with capture_logs() as logs, caplog.at_level(logging.DEBUG):
        read_next(library, now=present())

    with office.sessions() as session:
        everything = "\n".join([dump(session), repr(logs), caplog.text])
    assert "agenda.example" in everything
    assert f"'address_id': {address_id}" in everything
    assert [word for word in SECRETS if word in everything] == []


def test_no_transaction_is_open_while_a_server_answers(
    office: Office,
    library: Library,
    server: Server,  # noqa: F811
    address_id: int,
) -> None:
    engine = office.sessions.kw["bind"]
    is_open: set[int] = set()
    event.listen(engine, "begin", lambda connection: is_open.add(id(connection)))
    for ending in ("commit", "rollback"):
        event.listen(engine, ending, lambda connection: is_open.discard(id(connection)))
    seen: list[int] = []

    def answer(handler: Any) -> None:
        seen.append(len(is_open))
        say(calendar(meeting()))(handler)

    server.answer = answer
    read_next(library, now=present())

    assert seen == [0]


@pytest.fixture
def reader(library: Library, monkeypatch: pytest.MonkeyPatch) -> Callable[[], CalendarReader]:
    """Return a maker of readers with short pauses."""
    monkeypatch.setattr(reading, "PAUSE_SECONDS", 0.05)
    return lambda: CalendarReader(library, threading.Event())


def test_reader_reads_what_is_due_and_stops(
    office: Office,
    server: Server,  # noqa: F811
    address_id: int,
    reader: Callable[[], CalendarReader],
) -> None:
    server.answer = say(calendar(meeting()))
    thread = reader()
    thread.start()

    wait_until(lambda: stored(office, address_id)[1] is not None)
    thread._stopping.set()
    thread.join(10)

    assert not thread.is_alive()


def test_reader_goes_on_after_the_system_refused_a_process(
    office: Office,
    server: Server,  # noqa: F811
    address_id: int,
    reader: Callable[[], CalendarReader],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server.answer = say(calendar(meeting()))
    real, failures = reading.read_next, [OSError("no more processes"), RuntimeError("odd")]

    def sometimes(library: Library, *, now: datetime) -> bool:
        if failures:
            raise failures.pop()
        return real(library, now=now)

    monkeypatch.setattr(reading, "read_next", sometimes)
    thread = reader()
    with capture_logs() as logs:
        thread.start()
        wait_until(lambda: stored(office, address_id)[1] is not None)
    thread._stopping.set()
    thread.join(10)

    told = [entry["reason"] for entry in logs if entry["event"] == "calendars_not_read"]
    assert told == ["RuntimeError", "OSError"]


def test_reader_says_so_and_ends_where_no_process_can_be_limited(
    reader: Callable[[], CalendarReader], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "is_confinable", lambda: False)

    with capture_logs() as logs:
        reader().run()

    assert [entry["event"] for entry in logs] == ["calendars_not_read"]


def test_fetcher_of_an_installation_is_the_strict_one(settings: Settings, office: Office) -> None:
    library = make_library(settings, office.sessions)

    assert vars(library.fetcher).keys() == vars(Fetcher()).keys()
    assert library.fetcher._is_allowed is Fetcher()._is_allowed
    assert library.fetcher._ports == {443}
