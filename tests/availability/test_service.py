"""Setting the weekly pattern, exceptions and busy times of a CDO."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Engagement
from cdo_share.availability.busy import ReadBusyTime, ReadCalendar
from cdo_share.availability.keeping import replace_busy_times
from cdo_share.availability.models import BusyKind, BusyTime, ExceptionKind
from cdo_share.availability.queries import get_availability, list_calendars
from cdo_share.availability.service import (
    add_exception,
    remove_exception,
    set_pattern,
)
from cdo_share.availability.wish import ExceptionWish
from cdo_share.core.errors import InvalidInput, NotFound
from cdo_share.core.grid import Half
from tests.factories import a_groupement, an_engagement

AM, PM = Half.AM, Half.PM
MORNING = datetime(2027, 1, 5, 8, tzinfo=UTC)


@pytest.fixture
def cdo(session: Session) -> Engagement:
    """Return a CDO whose weekly pattern is empty."""
    return an_engagement(session, a_groupement(session), pattern=False)


def _keys(cdo: Engagement) -> dict[str, int]:
    return {"groupement_id": cdo.groupement_id, "engagement_id": cdo.id}


def _leave(**values: Any) -> ExceptionWish:
    ordinary = {
        "kind": ExceptionKind.LEAVE,
        "starts_on": date(2027, 2, 8),
        "ends_on": date(2027, 2, 12),
    }
    return ExceptionWish(**(ordinary | values))


def _read(*starts: datetime, skipped: int = 0) -> ReadCalendar:
    times = (
        ReadBusyTime(start, start + timedelta(hours=1), BusyKind.BUSY, b"\0" * 32)
        for start in starts
    )
    return ReadCalendar(tuple(times), skipped)


def test_pattern_is_replaced_as_a_whole(session: Session, cdo: Engagement) -> None:
    set_pattern(session, **_keys(cdo), pattern={(0, AM), (0, PM)})
    before = get_availability(session, **_keys(cdo)).pattern
    set_pattern(session, **_keys(cdo), pattern=[(0, PM), (4, AM), (4, AM)])
    after = get_availability(session, **_keys(cdo)).pattern
    set_pattern(session, **_keys(cdo), pattern=[])

    assert before == {(0, AM), (0, PM)}
    assert after == {(0, PM), (4, AM)}
    assert get_availability(session, **_keys(cdo)).pattern == frozenset()


def test_pattern_of_one_cdo_leaves_the_others_alone(session: Session, cdo: Engagement) -> None:
    other = an_engagement(session, a_groupement(session))

    set_pattern(session, **_keys(cdo), pattern={(0, AM)})

    assert len(get_availability(session, **_keys(other)).pattern) == 10


@pytest.mark.parametrize("weekday", [-1, 5])
def test_pattern_outside_the_working_week_is_refused(
    session: Session, cdo: Engagement, weekday: int
) -> None:
    set_pattern(session, **_keys(cdo), pattern={(0, AM)})

    with pytest.raises(InvalidInput) as refusal:
        set_pattern(session, **_keys(cdo), pattern={(weekday, AM)})

    assert [fault.field for fault in refusal.value.faults] == ["pattern"]
    assert get_availability(session, **_keys(cdo)).pattern == {(0, AM)}


def test_exception_is_stored_and_removed(session: Session, cdo: Engagement) -> None:
    leave = add_exception(session, **_keys(cdo), wish=_leave(starts_half=PM))
    stored = get_availability(session, **_keys(cdo)).exceptions

    remove_exception(session, **_keys(cdo), exception_id=leave.id)

    assert stored == (leave,)
    assert (leave.kind, leave.starts_on, leave.starts_half) == (
        ExceptionKind.LEAVE,
        date(2027, 2, 8),
        PM,
    )
    assert (leave.ends_on, leave.ends_half) == (date(2027, 2, 12), PM)
    assert get_availability(session, **_keys(cdo)).exceptions == ()


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (
            {"starts_on": None, "ends_on": None},
            [
                ("starts_on", "Give the first day."),
                ("ends_on", "Give the last day; for a single day, the same as the first."),
            ],
        ),
        ({"starts_on": None}, [("starts_on", "Give the first day.")]),
        (
            {"ends_on": date(2027, 2, 7)},
            [
                (
                    "ends_on",
                    "The end, 2027-02-07, comes before the beginning, 2027-02-08; swap them.",
                )
            ],
        ),
        (
            {"ends_on": date(2027, 2, 8), "starts_half": PM, "ends_half": AM},
            [
                (
                    "ends_on",
                    "The end, 2027-02-08, comes before the beginning, 2027-02-08; swap them.",
                )
            ],
        ),
        (
            {"ends_on": date(2028, 2, 9)},
            [("ends_on", "This lasts 367 days; enter 366 at most, then enter the rest.")],
        ),
    ],
)
def test_exception_with_faults_is_refused_with_all_of_them(
    session: Session,
    cdo: Engagement,
    values: dict[str, Any],
    expected: list[tuple[str, str]],
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        add_exception(session, **_keys(cdo), wish=_leave(**values))

    assert [(fault.field, str(fault.message)) for fault in refusal.value.faults] == expected
    assert get_availability(session, **_keys(cdo)).exceptions == ()


@pytest.mark.parametrize(
    ("values", "is_accepted"),
    [
        ({}, False),
        ({"ends_half": AM}, True),
        ({"kind": ExceptionKind.TRAINING}, True),
        ({"kind": ExceptionKind.EXTRA}, False),
        ({"kind": ExceptionKind.EXTRA, "starts_on": date(2027, 2, 12), "starts_half": PM}, False),
        (
            {
                "kind": ExceptionKind.EXTRA,
                "starts_on": date(2027, 2, 13),
                "ends_on": date(2027, 2, 15),
            },
            True,
        ),
        ({"kind": ExceptionKind.EXTRA, "starts_on": date(2027, 2, 1), "ends_half": AM}, False),
        (
            {
                "kind": ExceptionKind.EXTRA,
                "starts_on": date(2027, 2, 1),
                "ends_on": date(2027, 2, 7),
            },
            True,
        ),
    ],
)
def test_exception_beside_a_leave_must_not_repeat_or_contradict_it(
    session: Session, cdo: Engagement, values: dict[str, Any], is_accepted: bool
) -> None:
    add_exception(session, **_keys(cdo), wish=_leave())

    if is_accepted:
        add_exception(session, **_keys(cdo), wish=_leave(**values))
    else:
        with pytest.raises(InvalidInput, match="2027-02-08 to 2027-02-12"):
            add_exception(session, **_keys(cdo), wish=_leave(**values))

    assert len(get_availability(session, **_keys(cdo)).exceptions) == 1 + is_accepted


def test_busy_times_of_a_calendar_replace_those_read_before(
    session: Session, cdo: Engagement, now: datetime
) -> None:
    days = [MORNING + timedelta(days=offset) for offset in range(3)]
    keys = {**_keys(cdo), "name": "Google"}
    replace_busy_times(session, **keys, read=_read(days[0], days[1], skipped=2), now=now)
    replace_busy_times(session, **_keys(cdo), name="Outlook", read=_read(days[2]), now=now)
    later = now + timedelta(days=1)

    replace_busy_times(session, **keys, read=_read(days[1]), now=later)

    calendars = list_calendars(session, **_keys(cdo))
    busy = get_availability(session, **_keys(cdo)).busy
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
        replace_busy_times(session, **_keys(cdo), name=name, read=_read(MORNING), now=now)

    assert str(refusal.value.message) == "Name the calendar in 1 to 80 characters."
    assert list_calendars(session, **_keys(cdo)) == []


def test_nothing_of_a_cdo_is_within_reach_of_another_groupement(
    session: Session, cdo: Engagement, now: datetime
) -> None:
    leave = add_exception(session, **_keys(cdo), wish=_leave())
    foreign = {"groupement_id": a_groupement(session).id, "engagement_id": cdo.id}
    colleague = an_engagement(session, a_groupement(session))
    acts = [
        lambda: set_pattern(session, **foreign, pattern={(0, AM)}),
        lambda: add_exception(session, **foreign, wish=_leave()),
        lambda: remove_exception(session, **foreign, exception_id=leave.id),
        lambda: remove_exception(session, **_keys(colleague), exception_id=leave.id),
        lambda: remove_exception(session, **_keys(cdo), exception_id=leave.id + 1000),
        lambda: replace_busy_times(session, **foreign, name="x", read=_read(MORNING), now=now),
        lambda: get_availability(session, **foreign),
        lambda: list_calendars(session, **foreign),
    ]

    for act in acts:
        with pytest.raises(NotFound):
            act()

    known = get_availability(session, **_keys(cdo))
    assert (known.pattern, known.exceptions, known.busy) == (frozenset(), (leave,), ())
