"""Setting the weekly pattern, exceptions and busy times of a CDO."""

from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Engagement, Regime
from cdo_share.availability.busy import ReadBusyTime, ReadCalendar
from cdo_share.availability.models import BusyKind, BusyTime, ExceptionKind, Repeat
from cdo_share.availability.pattern import WHOLE
from cdo_share.availability.queries import get_availability, list_calendars
from cdo_share.availability.service import (
    add_exception,
    drop_part_halfdays,
    edit_exception,
    remove_exception,
    replace_busy_times,
    set_pattern,
)
from cdo_share.availability.wish import CompleteWish, ExceptionWish
from cdo_share.core.errors import Conflict, InvalidInput, NotFound
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
    set_pattern(session, **_keys(cdo), pattern={(0, AM): WHOLE, (0, PM): WHOLE})
    before = get_availability(session, **_keys(cdo)).pattern
    set_pattern(session, **_keys(cdo), pattern={(0, PM): WHOLE, (4, AM): "0110", (4, PM): "0000"})
    after = get_availability(session, **_keys(cdo)).pattern
    set_pattern(session, **_keys(cdo), pattern={})

    assert before == {(0, AM): WHOLE, (0, PM): WHOLE}
    assert after == {(0, PM): WHOLE, (4, AM): "0110"}
    assert get_availability(session, **_keys(cdo)).pattern == {}


def test_pattern_of_one_cdo_leaves_the_others_alone(session: Session, cdo: Engagement) -> None:
    other = an_engagement(session, a_groupement(session))

    set_pattern(session, **_keys(cdo), pattern={(0, AM): WHOLE})

    assert len(get_availability(session, **_keys(other)).pattern) == 10


@pytest.mark.parametrize("hours", ["", "111", "11111", "11x1", "11 1"])
def test_pattern_of_anything_but_four_hours_is_refused(
    session: Session, cdo: Engagement, hours: str
) -> None:
    with pytest.raises(InvalidInput, match="each of the four hours"):
        set_pattern(session, **_keys(cdo), pattern={(0, AM): hours})

    assert get_availability(session, **_keys(cdo)).pattern == {}


def test_pattern_under_forfait_jours_has_no_hours(session: Session) -> None:
    cdo = an_engagement(session, a_groupement(session), pattern=False, regime=Regime.FORFAIT_JOURS)
    set_pattern(session, **_keys(cdo), pattern={(0, AM): WHOLE, (0, PM): "0000"})

    with pytest.raises(InvalidInput, match="whole half-days"):
        set_pattern(session, **_keys(cdo), pattern={(0, AM): "1110"})

    assert get_availability(session, **_keys(cdo)).pattern == {(0, AM): WHOLE}


def test_part_halfdays_leave_the_week_of_who_comes_under_forfait_jours(
    session: Session, cdo: Engagement
) -> None:
    set_pattern(session, **_keys(cdo), pattern={(0, AM): "1100", (1, AM): WHOLE, (1, PM): "0001"})

    assert drop_part_halfdays(session, **_keys(cdo)) == 2
    assert get_availability(session, **_keys(cdo)).pattern == {(1, AM): WHOLE}


@pytest.mark.parametrize(
    ("seen", "is_stored"),
    [({(0, AM): WHOLE}, True), (None, True), ({}, False), ({(0, AM): "1110"}, False)],
)
def test_pattern_written_over_a_week_nobody_saw_is_refused(
    session: Session, cdo: Engagement, seen: dict[tuple[int, Half], str] | None, is_stored: bool
) -> None:
    set_pattern(session, **_keys(cdo), pattern={(0, AM): WHOLE})
    mine = {(4, PM): WHOLE}

    if is_stored:
        set_pattern(session, **_keys(cdo), pattern=mine, seen=seen)
    else:
        with pytest.raises(Conflict):
            set_pattern(session, **_keys(cdo), pattern=mine, seen=seen)

    found = get_availability(session, **_keys(cdo)).pattern
    assert found == (mine if is_stored else {(0, AM): WHOLE})


def test_pattern_sent_twice_is_no_conflict_with_itself(session: Session, cdo: Engagement) -> None:
    for _ in range(2):
        set_pattern(session, **_keys(cdo), pattern={(4, PM): WHOLE}, seen={})

    assert get_availability(session, **_keys(cdo)).pattern == {(4, PM): WHOLE}


@pytest.mark.parametrize("weekday", [-1, 5])
def test_pattern_outside_the_working_week_is_refused(
    session: Session, cdo: Engagement, weekday: int
) -> None:
    set_pattern(session, **_keys(cdo), pattern={(0, AM): WHOLE})

    with pytest.raises(InvalidInput) as refusal:
        set_pattern(session, **_keys(cdo), pattern={(weekday, AM): WHOLE})

    assert [fault.field for fault in refusal.value.faults] == ["pattern"]
    assert get_availability(session, **_keys(cdo)).pattern == {(0, AM): WHOLE}


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


def _tuesdays(**values: Any) -> ExceptionWish:
    """Return every Tuesday morning of February 2027, out of the usual week."""
    ordinary: dict[str, Any] = {
        "kind": ExceptionKind.OTHER_WORK,
        "starts_on": date(2027, 2, 2),
        "ends_on": date(2027, 2, 2),
        "ends_half": AM,
        "repeats": Repeat.WEEKLY,
        "repeats_until": date(2027, 2, 28),
    }
    return ExceptionWish(**(ordinary | values))


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"repeats_until": None}, [("repeats_until", "Give the day until which it repeats.")]),
        (
            {"repeats_until": date(2027, 2, 1)},
            [
                (
                    "repeats_until",
                    "It repeats until 2027-02-01, which comes before its first day, 2027-02-02; "
                    "choose a later day.",
                )
            ],
        ),
        (
            {"ends_on": date(2027, 2, 9)},
            [
                (
                    "ends_on",
                    "This lasts 8 days and would meet its own repetition; "
                    "enter 7 at most, or choose a longer interval.",
                )
            ],
        ),
        (
            {"repeats_until": date(2034, 10, 3)},
            [
                (
                    "repeats_until",
                    "Until 2034-10-03 it comes more than 400 times; choose an earlier day, "
                    "you can renew it later.",
                )
            ],
        ),
        (
            {"starts_on": None, "repeats_until": None},
            [
                ("starts_on", "Give the first day."),
                ("repeats_until", "Give the day until which it repeats."),
            ],
        ),
        (
            {"ends_on": date(2027, 2, 1), "repeats_until": None},
            [
                (
                    "ends_on",
                    "The end, 2027-02-01, comes before the beginning, 2027-02-02; swap them.",
                ),
                ("repeats_until", "Give the day until which it repeats."),
            ],
        ),
    ],
)
def test_repeating_exception_with_faults_is_refused_with_all_of_them(
    session: Session, cdo: Engagement, values: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        add_exception(session, **_keys(cdo), wish=_tuesdays(**values))

    assert [(fault.field, str(fault.message)) for fault in refusal.value.faults] == expected
    assert get_availability(session, **_keys(cdo)).exceptions == ()


@pytest.mark.parametrize(
    ("repeats", "ends_on", "until"),
    [
        (Repeat.WEEKLY, date(2027, 2, 8), date(2034, 9, 26)),
        (Repeat.FORTNIGHTLY, date(2027, 2, 15), date(2042, 5, 20)),
        (Repeat.MONTHLY, date(2027, 3, 1), date(2060, 5, 20)),
    ],
)
def test_repeating_exception_just_inside_its_bounds_is_stored(
    session: Session, cdo: Engagement, repeats: Repeat, ends_on: date, until: date
) -> None:
    wish = _tuesdays(repeats=repeats, ends_on=ends_on, ends_half=PM, repeats_until=until)

    stored = add_exception(session, **_keys(cdo), wish=wish)

    assert (stored.repeats, stored.repeats_until) == (repeats, until)


def test_last_day_of_a_stretch_that_does_not_repeat_is_not_kept(
    session: Session, cdo: Engagement
) -> None:
    stored = add_exception(session, **_keys(cdo), wish=_tuesdays(repeats=Repeat.NEVER))

    assert (stored.repeats, stored.repeats_until) == (Repeat.NEVER, None)


@pytest.mark.parametrize(
    ("values", "clash"),
    [
        ({}, "2027-02-02 to 2027-02-02"),
        ({"starts_half": PM, "ends_half": PM}, None),
        ({"kind": ExceptionKind.LEAVE}, None),
        ({"kind": ExceptionKind.EXTRA}, "2027-02-02 to 2027-02-02"),
        ({"kind": ExceptionKind.EXTRA, "starts_half": PM, "ends_half": PM}, None),
        (
            {
                "kind": ExceptionKind.EXTRA,
                "starts_on": date(2027, 2, 16),
                "ends_on": date(2027, 2, 17),
                "repeats": Repeat.NEVER,
            },
            "2027-02-16 to 2027-02-16",
        ),
        (
            {
                "kind": ExceptionKind.EXTRA,
                "starts_on": date(2027, 1, 26),
                "ends_on": date(2027, 1, 26),
                "repeats": Repeat.FORTNIGHTLY,
            },
            "2027-02-09 to 2027-02-09",
        ),
        (
            {"starts_on": date(2027, 2, 23), "ends_on": date(2027, 2, 23), "repeats": Repeat.NEVER},
            "2027-02-23 to 2027-02-23",
        ),
        (
            {
                "kind": ExceptionKind.EXTRA,
                "starts_on": date(2027, 3, 2),
                "ends_on": date(2027, 3, 2),
                "repeats_until": date(2027, 6, 30),
            },
            None,
        ),
    ],
)
def test_exception_beside_one_that_repeats_must_not_repeat_or_contradict_it(
    session: Session, cdo: Engagement, values: dict[str, Any], clash: str | None
) -> None:
    add_exception(session, **_keys(cdo), wish=_tuesdays())

    if clash is None:
        add_exception(session, **_keys(cdo), wish=_tuesdays(**values))
    else:
        with pytest.raises(InvalidInput, match=clash):
            add_exception(session, **_keys(cdo), wish=_tuesdays(**values))

    assert len(get_availability(session, **_keys(cdo)).exceptions) == 1 + (clash is None)


def test_exception_is_changed_beside_the_others_and_not_beside_itself(
    session: Session, cdo: Engagement
) -> None:
    leave = add_exception(session, **_keys(cdo), wish=_leave())
    in_march = {"starts_on": date(2027, 3, 2), "ends_on": date(2027, 3, 2)}
    march = _tuesdays(**in_march, repeats_until=date(2027, 3, 30))
    add_exception(session, **_keys(cdo), wish=march)
    seen = CompleteWish.of(leave).line
    change = {"exception_id": leave.id, "seen": seen}

    shorter = _leave(ends_on=date(2027, 2, 10))
    edit_exception(session, **_keys(cdo), wish=shorter, **change)

    assert (leave.ends_on, leave.kind) == (date(2027, 2, 10), ExceptionKind.LEAVE)
    with pytest.raises(Conflict):
        edit_exception(session, **_keys(cdo), wish=_leave(), **change)
    other = _leave(kind=ExceptionKind.EXTRA, ends_on=date(2027, 3, 2))
    with pytest.raises(InvalidInput, match="2027-03-02"):
        edit_exception(session, **_keys(cdo), wish=other, exception_id=leave.id)
    assert leave.ends_on == date(2027, 2, 10)


def test_removed_exception_comes_back_as_it_was(session: Session, cdo: Engagement) -> None:
    stored = add_exception(session, **_keys(cdo), wish=_tuesdays())

    removed = remove_exception(session, **_keys(cdo), exception_id=stored.id)
    again = add_exception(session, **_keys(cdo), wish=ExceptionWish(**asdict(removed)))

    assert CompleteWish.of(again) == removed == _tuesdays().completed()


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
        lambda: set_pattern(session, **foreign, pattern={(0, AM): WHOLE}),
        lambda: add_exception(session, **foreign, wish=_leave()),
        lambda: edit_exception(session, **foreign, exception_id=leave.id, wish=_leave()),
        lambda: edit_exception(session, **_keys(colleague), exception_id=leave.id, wish=_leave()),
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
    assert (known.pattern, known.exceptions, known.busy) == ({}, (leave,), ())
