"""Calendars of a CDO's own: looked at, accepted, replaced, forgotten."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Engagement
from cdo_share.availability.external import (
    MOST_CALENDARS,
    accept_calendar,
    forget_address,
    forget_calendar,
    forget_old_previews,
    preview_address,
    preview_file,
)
from cdo_share.availability.external_faults import CalendarWish
from cdo_share.availability.models import (
    BusyTime,
    CalendarAddress,
    CalendarState,
    ExternalCalendar,
)
from cdo_share.availability.queries import get_availability, list_availability, list_calendars
from cdo_share.availability.sealing import Seal
from cdo_share.core.errors import InvalidInput, NotFound
from tests.availability.spans import HOUR, MORNING, a_reading
from tests.factories import a_calendar_address, a_groupement, an_engagement

SEAL = Seal("the key of a test, long enough to be one")
ADDRESS = "https://agenda.example/secret-part/a.ics"
DAY = timedelta(days=1)


@pytest.fixture
def cdo(session: Session) -> Engagement:
    return an_engagement(session, a_groupement(session))


def _keys(cdo: Engagement) -> dict[str, int]:
    return {"groupement_id": cdo.groupement_id, "engagement_id": cdo.id}


def _file(
    session: Session, cdo: Engagement, now: datetime, *starts: datetime, name: str = "Outlook"
) -> ExternalCalendar:
    reading = a_reading(*(starts or (MORNING,)), at=now)
    return preview_file(session, **_keys(cdo), wish=CalendarWish(name=name), reading=reading)


def _address(
    session: Session,
    cdo: Engagement,
    now: datetime,
    *,
    name: str = "Google",
    address: str = ADDRESS,
) -> CalendarAddress:
    wish = CalendarWish(name=name, address=address)
    return preview_address(session, **_keys(cdo), wish=wish, seal=SEAL, now=now)


def _starts(session: Session, cdo: Engagement) -> list[datetime]:
    known = get_availability(session, **_keys(cdo))
    assert known.busy == list_availability(session, [cdo])[cdo.id].busy
    return [start for start, _, _ in known.busy]


def test_preview_counts_only_once_it_is_accepted(
    session: Session, cdo: Engagement, now: datetime
) -> None:
    preview = _file(session, cdo, now)
    before = _starts(session, cdo)

    for _ in range(2):
        accept_calendar(session, **_keys(cdo), calendar_id=preview.id)

    assert (before, _starts(session, cdo)) == ([], [MORNING])


def test_new_calendar_takes_the_place_of_the_old_one_of_its_name_when_accepted(
    session: Session, cdo: Engagement, now: datetime
) -> None:
    old = _file(session, cdo, now)
    accept_calendar(session, **_keys(cdo), calendar_id=old.id)
    new = _file(session, cdo, now, MORNING + DAY)
    assert _starts(session, cdo) == [MORNING]

    accept_calendar(session, **_keys(cdo), calendar_id=new.id)

    assert _starts(session, cdo) == [MORNING + DAY]
    assert [one.id for one in list_calendars(session, **_keys(cdo))] == [new.id]
    assert session.scalar(select(func.count()).select_from(BusyTime)) == 1


def test_second_preview_of_a_file_replaces_the_first(
    session: Session, cdo: Engagement, now: datetime
) -> None:
    first = _file(session, cdo, now)

    second = _file(session, cdo, now, MORNING + DAY, MORNING + HOUR, name=" Outlook\n")

    assert second.id == first.id
    assert [busy.starts_at for busy in second.busy_times] == [MORNING + DAY, MORNING + HOUR]


def test_preview_keeps_what_the_reading_had_to_say(
    session: Session, cdo: Engagement, now: datetime
) -> None:
    reading = a_reading(
        MORNING, at=now, skipped=("a", "b"), own_events=3, warnings=("unknown_zone",)
    )
    wish = CalendarWish(name="Outlook", elsewhere_is_busy=True)

    row = preview_file(session, **_keys(cdo), wish=wish, reading=reading)

    assert (row.skipped_events, row.own_events, row.warnings) == (2, 3, ["unknown_zone"])
    assert (row.first_on, row.last_on) == (reading.first_on, reading.last_on)
    assert (row.read_at, row.elsewhere_is_busy) == (now, True)


def test_address_is_stored_sealed_and_due_now(
    session: Session, cdo: Engagement, now: datetime
) -> None:
    row = _address(session, cdo, now, address=" webcal://Agenda.example/secret-part/a.ics ")

    assert SEAL.open(row.address) == ADDRESS
    assert (row.host, row.next_try_at, row.calendar_id) == ("agenda.example", now, None)
    assert list_calendars(session, **_keys(cdo)) == []


def test_no_row_of_the_database_shows_the_address(
    session: Session, cdo: Engagement, now: datetime
) -> None:
    _address(session, cdo, now)

    row = session.execute(text("SELECT * FROM calendar_address")).mappings().one()

    shown = repr({name: bytes(v) if name == "address" else v for name, v in row.items()})
    assert "agenda.example" in shown
    assert "secret-part" not in shown


def test_wish_does_not_show_its_address() -> None:
    assert "secret" not in repr(CalendarWish(name="Google", address=ADDRESS))


@pytest.mark.parametrize(
    ("name", "address", "fields"),
    [
        ("", ADDRESS, ["name"]),
        ("x" * 81, "", ["name", "address"]),
        ("Google", "http://agenda.example/a.ics", ["address"]),
        ("Google", "https://127.0.0.1/a.ics", ["address"]),
        ("Google", "https://agenda.example:8443/a.ics", ["address"]),
    ],
)
def test_every_fault_of_an_address_is_told_at_its_field(
    session: Session, cdo: Engagement, now: datetime, name: str, address: str, fields: list[str]
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        _address(session, cdo, now, name=name, address=address)

    assert [fault.field for fault in refusal.value.faults] == fields
    assert not any("secret" in str(fault.message) for fault in refusal.value.faults)


def test_one_name_is_looked_at_once(session: Session, cdo: Engagement, now: datetime) -> None:
    _file(session, cdo, now)
    _address(session, cdo, now)

    for act, name in ((_file, "Google"), (_address, "Google"), (_address, "Outlook")):
        with pytest.raises(InvalidInput) as refusal:
            act(session, cdo, now, name=name)
        assert [fault.field for fault in refusal.value.faults] == ["name"]


def test_twenty_calendars_are_the_most(session: Session, cdo: Engagement, now: datetime) -> None:
    for number in range(MOST_CALENDARS - 1):
        _file(session, cdo, now, name=f"File {number}")
    _address(session, cdo, now)

    for act in (_file, _address):
        with pytest.raises(InvalidInput, match="You have 20 calendars"):
            act(session, cdo, now, name="One more")
    _file(session, cdo, now, name="File 0")


def test_forgotten_calendar_leaves_neither_times_nor_address(
    session: Session, cdo: Engagement, now: datetime
) -> None:
    file = _file(session, cdo, now)
    read = _file(session, cdo, now, name="Google")
    a_calendar_address(session, cdo, name="Google", calendar_id=read.id)
    unread = a_calendar_address(session, cdo)
    session.expire_all()

    forget_calendar(session, **_keys(cdo), calendar_id=file.id)
    forget_calendar(session, **_keys(cdo), calendar_id=read.id)
    forget_address(session, **_keys(cdo), address_id=unread.id)

    for kind in (ExternalCalendar, CalendarAddress, BusyTime):
        assert session.scalar(select(func.count()).select_from(kind)) == 0


def test_address_is_forgotten_with_what_was_read_from_it(
    session: Session, cdo: Engagement, now: datetime
) -> None:
    read = _file(session, cdo, now, name="Google")
    address = a_calendar_address(session, cdo, name="Google", calendar_id=read.id)
    session.expire_all()

    forget_address(session, **_keys(cdo), address_id=address.id)

    assert session.scalar(select(func.count()).select_from(ExternalCalendar)) == 0


@pytest.mark.parametrize(("age", "is_kept"), [(timedelta(hours=24), True), (DAY + HOUR, False)])
def test_what_nobody_accepts_for_a_day_is_forgotten(
    session: Session, cdo: Engagement, now: datetime, age: timedelta, is_kept: bool
) -> None:
    accepted = _file(session, cdo, now - age, name="Accepted")
    accept_calendar(session, **_keys(cdo), calendar_id=accepted.id)
    _file(session, cdo, now - age)
    read = _file(session, cdo, now, name="Google")
    a_calendar_address(session, cdo, name="Google", calendar_id=read.id, created_at=now - age)
    a_calendar_address(session, cdo, created_at=now - age)

    forgotten = forget_old_previews(session, now)

    session.expire_all()
    names = [row.name for row in list_calendars(session, **_keys(cdo))]
    assert forgotten == (0 if is_kept else 3)
    assert names == (["Accepted", "Google", "Outlook"] if is_kept else ["Accepted"])
    assert accepted.state is CalendarState.ACTIVE


def test_nothing_of_a_cdo_is_within_reach_of_others(
    session: Session, cdo: Engagement, now: datetime
) -> None:
    calendar, address = _file(session, cdo, now), a_calendar_address(session, cdo)
    colleague = an_engagement(session, a_groupement(session))
    foreign = {"groupement_id": colleague.groupement_id, "engagement_id": cdo.id}
    acts: list[Callable[[dict[str, int]], object]] = [
        lambda whose: accept_calendar(session, **whose, calendar_id=calendar.id),
        lambda whose: forget_calendar(session, **whose, calendar_id=calendar.id),
        lambda whose: forget_address(session, **whose, address_id=address.id),
    ]

    for act in acts:
        for whose in (foreign, _keys(colleague)):
            with pytest.raises(NotFound):
                act(whose)
