"""Busy times of a CDO's calendars, and what another groupement may not reach."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Engagement
from cdo_share.availability.found import ReadBusyTime, ReadCalendar
from cdo_share.availability.keeping import replace_busy_times
from cdo_share.availability.models import BusyKind, BusyTime
from cdo_share.availability.pattern import WHOLE
from cdo_share.availability.queries import get_availability, list_calendars
from cdo_share.availability.service import (
    add_exception,
    edit_exception,
    remove_exception,
    set_pattern,
)
from cdo_share.core.errors import InvalidInput, NotFound
from cdo_share.core.grid import Half
from tests.availability.conftest import a_leave, keys_of
from tests.factories import a_groupement, an_engagement

AM, PM = Half.AM, Half.PM
MORNING = datetime(2027, 1, 5, 8, tzinfo=UTC)


def _read(*starts: datetime, skipped: int = 0) -> ReadCalendar:
    times = (
        ReadBusyTime(start, start + timedelta(hours=1), BusyKind.BUSY, b"\0" * 32)
        for start in starts
    )
    return ReadCalendar(tuple(times), tuple(map(str, range(skipped))))


def test_busy_times_of_a_calendar_replace_those_read_before(
    session: Session, cdo: Engagement, now: datetime
) -> None:
    days = [MORNING + timedelta(days=offset) for offset in range(3)]
    keys = {**keys_of(cdo), "name": "Google"}
    replace_busy_times(session, **keys, read=_read(days[0], days[1], skipped=2), now=now)
    replace_busy_times(session, **keys_of(cdo), name="Outlook", read=_read(days[2]), now=now)
    later = now + timedelta(days=1)

    replace_busy_times(session, **keys, read=_read(days[1]), now=later)

    calendars = list_calendars(session, **keys_of(cdo))
    busy = get_availability(session, **keys_of(cdo)).busy
    assert [(row.name, row.read_at, row.skipped_events) for row in calendars] == [
        ("Google", later, 0),
        ("Outlook", now, 0),
    ]
    assert busy == tuple((day, day + timedelta(hours=1), BusyKind.BUSY) for day in days[1:])
    assert session.scalar(select(func.count()).select_from(BusyTime)) == 2


@pytest.mark.parametrize("name", ["", " \n", "x" * 81])
def test_busy_times_without_a_usable_name_are_refused(
    session: Session, cdo: Engagement, now: datetime, name: str
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        replace_busy_times(session, **keys_of(cdo), name=name, read=_read(MORNING), now=now)

    assert str(refusal.value.message) == "Name the calendar in 1 to 80 characters."
    assert list_calendars(session, **keys_of(cdo)) == []


def test_nothing_of_a_cdo_is_within_reach_of_another_groupement(
    session: Session, cdo: Engagement, now: datetime
) -> None:
    leave = add_exception(session, **keys_of(cdo), wish=a_leave())
    foreign = {"groupement_id": a_groupement(session).id, "engagement_id": cdo.id}
    colleague = an_engagement(session, a_groupement(session))
    acts = [
        lambda: set_pattern(session, **foreign, pattern={(0, AM): WHOLE}),
        lambda: add_exception(session, **foreign, wish=a_leave()),
        lambda: edit_exception(session, **foreign, exception_id=leave.id, wish=a_leave()),
        lambda: edit_exception(
            session, **keys_of(colleague), exception_id=leave.id, wish=a_leave()
        ),
        lambda: remove_exception(session, **foreign, exception_id=leave.id),
        lambda: remove_exception(session, **keys_of(colleague), exception_id=leave.id),
        lambda: remove_exception(session, **keys_of(cdo), exception_id=leave.id + 1000),
        lambda: replace_busy_times(session, **foreign, name="x", read=_read(MORNING), now=now),
        lambda: get_availability(session, **foreign),
        lambda: list_calendars(session, **foreign),
    ]

    for act in acts:
        with pytest.raises(NotFound):
            act()

    known = get_availability(session, **keys_of(cdo))
    assert (known.pattern, known.exceptions, known.busy) == ({}, (leave,), ())
