"""Two workers at one calendar, and two clicks at one moment."""

from datetime import datetime
from functools import partial

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Engagement
from cdo_share.availability.external import accept_calendar, preview_file
from cdo_share.availability.external_faults import CalendarWish
from cdo_share.availability.models import CalendarAddress, ExternalCalendar
from cdo_share.availability.readings import claim_due
from cdo_share.core.orm import transaction
from tests.availability.spans import MORNING, a_reading
from tests.factories import a_calendar_address, a_groupement, an_engagement
from tests.publishing.conftest import own_engine  # noqa: F401 - a fixture
from tests.races import race

ROUNDS = 5


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
