"""Two workers at one calendar, and two clicks at one moment."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from threading import Event
from time import sleep

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Engagement
from cdo_share.availability.external import (
    accept_calendar,
    forget_address,
    forget_calendar,
    forget_old_previews,
    preview_file,
)
from cdo_share.availability.external_faults import CalendarWish
from cdo_share.availability.models import (
    BusyTime,
    CalendarAddress,
    CalendarState,
    ExternalCalendar,
)
from cdo_share.availability.reading.fetch import Validators
from cdo_share.availability.readings import claim_due, record_reading
from cdo_share.core.orm import transaction
from tests.availability.spans import HOUR, MORNING, a_reading
from tests.factories import a_calendar_address, a_groupement, an_engagement
from tests.publishing.conftest import own_engine  # noqa: F401 - a fixture
from tests.races import race

ROUNDS = 5
DAY = timedelta(days=1)


@pytest.fixture
def cdo(own_engine: Engine) -> dict[str, int]:  # noqa: F811
    """Return the numbers that name a CDO."""
    with Session(own_engine) as session, transaction(session):
        row = an_engagement(session, a_groupement(session))
        return {"groupement_id": row.groupement_id, "engagement_id": row.id}


def test_three_workers_never_read_one_host_at_once(
    own_engine: Engine,  # noqa: F811
    cdo: dict[str, int],
    now: datetime,
) -> None:
    with Session(own_engine) as session, transaction(session):
        owner = session.get_one(Engagement, cdo["engagement_id"])
        for _ in range(3):
            a_calendar_address(session, owner, next_try_at=now)
    for number in range(ROUNDS):
        claimed: list[int] = []

        def claim(session: Session, claimed: list[int] = claimed) -> None:
            found = claim_due(session, now)
            claimed.extend([found.address_id] if found else [])

        assert race(own_engine, [claim] * 3) == ["done"] * 3, number
        assert len(claimed) == 1
        with Session(own_engine) as session, transaction(session):
            for row in session.scalars(select(CalendarAddress)):
                row.tried_at, row.next_try_at = None, now


def test_preview_sent_three_times_at_once_is_stored_once(
    own_engine: Engine,  # noqa: F811
    cdo: dict[str, int],
    now: datetime,
) -> None:
    wish, reading = CalendarWish(name="Outlook"), a_reading(MORNING, at=now)
    acts = [partial(preview_file, wish=wish, reading=reading, **cdo)] * 3

    assert [race(own_engine, acts) for _ in range(ROUNDS)] == [["done"] * 3] * ROUNDS
    with Session(own_engine) as session:
        assert session.scalar(select(func.count()).select_from(ExternalCalendar)) == 1


def test_two_that_accept_at_once_leave_one_calendar(
    own_engine: Engine,  # noqa: F811
    cdo: dict[str, int],
    now: datetime,
) -> None:
    wish, reading = CalendarWish(name="Outlook"), a_reading(MORNING, at=now)
    for _ in range(ROUNDS):
        with Session(own_engine) as session, transaction(session):
            calendar_id = preview_file(session, **cdo, wish=wish, reading=reading).id
        acts = [partial(accept_calendar, calendar_id=calendar_id, **cdo)] * 3

        assert race(own_engine, acts) == ["done"] * 3
        with Session(own_engine) as session:
            assert session.scalars(select(ExternalCalendar.id)).all() == [calendar_id]


def test_calendar_accepted_while_old_previews_are_forgotten_is_not_forgotten(
    own_engine: Engine,  # noqa: F811
    cdo: dict[str, int],
    now: datetime,
) -> None:
    wish, reading = CalendarWish(name="Outlook"), a_reading(MORNING, at=now - 2 * DAY)
    with Session(own_engine) as session, transaction(session):
        calendar_id = preview_file(session, **cdo, wish=wish, reading=reading).id
    may_commit, is_waiting = Event(), Event()

    def accept() -> None:
        with Session(own_engine) as session, transaction(session):
            accept_calendar(session, calendar_id=calendar_id, **cdo)
            is_waiting.set()
            may_commit.wait(0.5)

    with ThreadPoolExecutor(1) as pool:
        accepting = pool.submit(accept)
        is_waiting.wait(5)
        with Session(own_engine) as session, transaction(session):
            forgotten = forget_old_previews(session, now)
        may_commit.set()
        accepting.result()

    assert forgotten == 0
    with Session(own_engine) as session:
        assert session.get_one(ExternalCalendar, calendar_id).state is CalendarState.ACTIVE


@pytest.mark.parametrize("what", ["address", "calendar"])
def test_address_forgotten_while_its_reading_is_written_leaves_nothing(
    own_engine: Engine,  # noqa: F811
    cdo: dict[str, int],
    now: datetime,
    what: str,
) -> None:
    address_id, calendar_id = _an_address(own_engine, cdo, now, is_read=what == "calendar")
    is_written = Event()

    def write() -> None:
        with Session(own_engine) as session, transaction(session):
            claim = claim_due(session, now)
        assert claim is not None
        with Session(own_engine) as session, transaction(session):
            reading = a_reading(MORNING + DAY, at=now)
            record_reading(session, claim, reading, Validators(), share=0.5)
            is_written.set()
            sleep(0.3)

    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(write)
        is_written.wait(5)
        with Session(own_engine) as session, transaction(session):
            if what == "calendar":
                forget_calendar(session, **cdo, calendar_id=calendar_id)
            else:
                forget_address(session, **cdo, address_id=address_id)
        writing.result()

    with Session(own_engine) as session:
        for table in (BusyTime, ExternalCalendar, CalendarAddress):
            assert session.scalar(select(func.count()).select_from(table)) == 0


def _an_address(
    engine: Engine, cdo: dict[str, int], now: datetime, *, is_read: bool
) -> tuple[int, int]:
    """Return the numbers of an address that is due and of its calendar, 0 before the first one."""
    with Session(engine) as session, transaction(session):
        owner = session.get_one(Engagement, cdo["engagement_id"])
        address = a_calendar_address(session, owner, next_try_at=now - HOUR)
        if is_read:
            claim = claim_due(session, now - HOUR)
            assert claim is not None
            reading = a_reading(MORNING, at=now - HOUR)
            record_reading(session, claim, reading, Validators(), share=0.5)
            address.next_try_at = now
        return address.id, address.calendar_id or 0
