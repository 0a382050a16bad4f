"""Stretches that differ from the usual week: stored, changed, removed, none against another."""

from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Engagement
from cdo_share.availability.models import ExceptionKind, Repeat
from cdo_share.availability.queries import get_availability
from cdo_share.availability.service import (
    add_exception,
    edit_exception,
    remove_exception,
)
from cdo_share.availability.wish import CompleteWish, ExceptionWish
from cdo_share.core.errors import Conflict, InvalidInput
from cdo_share.core.grid import Half
from tests.availability.conftest import a_leave, keys_of

AM, PM = Half.AM, Half.PM
MORNING = datetime(2027, 1, 5, 8, tzinfo=UTC)


def test_exception_is_stored_and_removed(session: Session, cdo: Engagement) -> None:
    leave = add_exception(session, **keys_of(cdo), wish=a_leave(starts_half=PM))
    stored = get_availability(session, **keys_of(cdo)).exceptions

    remove_exception(session, **keys_of(cdo), exception_id=leave.id)

    assert stored == (leave,)
    assert (leave.kind, leave.starts_on, leave.starts_half) == (
        ExceptionKind.LEAVE,
        date(2027, 2, 8),
        PM,
    )
    assert (leave.ends_on, leave.ends_half) == (date(2027, 2, 12), PM)
    assert get_availability(session, **keys_of(cdo)).exceptions == ()


@pytest.mark.parametrize("repeats", [Repeat.NEVER, Repeat.WEEKLY, Repeat.MONTHLY])
def test_days_that_no_plan_reaches_are_refused_each_at_its_field(
    session: Session, cdo: Engagement, repeats: Repeat
) -> None:
    days = {"starts_on": date(9999, 12, 20), "ends_on": date(9999, 12, 26)}
    wish = a_leave(**days, repeats=repeats, repeats_until=date(9999, 12, 31))

    with pytest.raises(InvalidInput) as refusal:
        add_exception(session, **keys_of(cdo), wish=wish)

    if repeats is not Repeat.NEVER:
        days["repeats_until"] = date(9999, 12, 31)
    assert [(fault.field, fault.msgid % fault.values) for fault in refusal.value.faults] == [
        (field, f"{day} is too far away; choose a day from 2000-01-01 to 2100-12-31.")
        for field, day in days.items()
    ]


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
                    "ends_half",
                    "On 2027-02-08 the morning comes before the afternoon; swap the two.",
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
        add_exception(session, **keys_of(cdo), wish=a_leave(**values))

    assert [(fault.field, str(fault.message)) for fault in refusal.value.faults] == expected
    assert get_availability(session, **keys_of(cdo)).exceptions == ()


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
        ({"kind": ExceptionKind.EXTRA, "starts_on": date(2027, 2, 1), "ends_half": AM}, True),
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
def test_exception_beside_a_leave_must_not_repeat_it_nor_lie_in_it(
    session: Session, cdo: Engagement, values: dict[str, Any], is_accepted: bool
) -> None:
    add_exception(session, **keys_of(cdo), wish=a_leave())

    if is_accepted:
        add_exception(session, **keys_of(cdo), wish=a_leave(**values))
    else:
        with pytest.raises(InvalidInput, match="2027-02-08 to 2027-02-12"):
            add_exception(session, **keys_of(cdo), wish=a_leave(**values))

    assert len(get_availability(session, **keys_of(cdo)).exceptions) == 1 + is_accepted


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
        add_exception(session, **keys_of(cdo), wish=_tuesdays(**values))

    assert [(fault.field, str(fault.message)) for fault in refusal.value.faults] == expected
    assert get_availability(session, **keys_of(cdo)).exceptions == ()


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

    stored = add_exception(session, **keys_of(cdo), wish=wish)

    assert (stored.repeats, stored.repeats_until) == (repeats, until)


def test_last_day_of_a_stretch_that_does_not_repeat_is_not_kept(
    session: Session, cdo: Engagement
) -> None:
    stored = add_exception(session, **keys_of(cdo), wish=_tuesdays(repeats=Repeat.NEVER))

    assert (stored.repeats, stored.repeats_until) == (Repeat.NEVER, None)


@pytest.mark.parametrize(
    ("values", "clash"),
    [
        ({}, "2027-02-02 to 2027-02-02"),
        ({"starts_half": PM, "ends_half": PM}, None),
        ({"kind": ExceptionKind.LEAVE}, None),
        ({"kind": ExceptionKind.EXTRA}, "away from 2027-02-02 to 2027-02-02"),
        ({"kind": ExceptionKind.EXTRA, "starts_half": PM, "ends_half": PM}, None),
        (
            {
                "kind": ExceptionKind.EXTRA,
                "starts_on": date(2027, 2, 16),
                "ends_on": date(2027, 2, 17),
                "repeats": Repeat.NEVER,
            },
            None,
        ),
        (
            {
                "kind": ExceptionKind.EXTRA,
                "starts_on": date(2027, 1, 26),
                "ends_on": date(2027, 1, 26),
                "repeats": Repeat.FORTNIGHTLY,
            },
            None,
        ),
        (
            {"starts_on": date(2027, 2, 23), "ends_on": date(2027, 2, 23), "repeats": Repeat.NEVER},
            "from 2027-02-02 to 2027-02-02 repeats and comes on 2027-02-23 already",
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
def test_exception_beside_one_that_repeats_must_not_repeat_it_nor_lie_in_it(
    session: Session, cdo: Engagement, values: dict[str, Any], clash: str | None
) -> None:
    add_exception(session, **keys_of(cdo), wish=_tuesdays())

    if clash is None:
        add_exception(session, **keys_of(cdo), wish=_tuesdays(**values))
    else:
        with pytest.raises(InvalidInput, match=clash):
            add_exception(session, **keys_of(cdo), wish=_tuesdays(**values))

    assert len(get_availability(session, **keys_of(cdo)).exceptions) == 1 + (clash is None)


def test_leave_is_stored_over_extra_time_that_repeats(session: Session, cdo: Engagement) -> None:
    fridays = ExceptionWish(
        kind=ExceptionKind.EXTRA,
        starts_on=date(2027, 5, 7),
        starts_half=PM,
        ends_on=date(2027, 5, 7),
        repeats=Repeat.WEEKLY,
        repeats_until=date(2027, 7, 30),
    )
    leave = ExceptionWish(
        kind=ExceptionKind.LEAVE, starts_on=date(2027, 6, 7), ends_on=date(2027, 6, 11)
    )

    for wishes in ((fridays, leave), (leave, fridays)):
        rows = [add_exception(session, **keys_of(cdo), wish=wish) for wish in wishes]
        for row in rows:
            remove_exception(session, **keys_of(cdo), exception_id=row.id)


def test_afternoon_before_the_morning_of_one_day_is_told_as_such(
    session: Session, cdo: Engagement
) -> None:
    day = date(2027, 3, 15)
    wish = ExceptionWish(
        kind=ExceptionKind.LEAVE, starts_on=day, starts_half=PM, ends_on=day, ends_half=Half.AM
    )

    with pytest.raises(InvalidInput, match="the morning comes before the afternoon"):
        add_exception(session, **keys_of(cdo), wish=wish)


def test_exception_is_changed_beside_the_others_and_not_beside_itself(
    session: Session, cdo: Engagement
) -> None:
    leave = add_exception(session, **keys_of(cdo), wish=a_leave())
    in_march = {"starts_on": date(2027, 3, 2), "ends_on": date(2027, 3, 2)}
    march = _tuesdays(**in_march, repeats_until=date(2027, 3, 30))
    add_exception(session, **keys_of(cdo), wish=march)
    seen = CompleteWish.of(leave).line
    change = {"exception_id": leave.id, "seen": seen}

    shorter = a_leave(ends_on=date(2027, 2, 10))
    edit_exception(session, **keys_of(cdo), wish=shorter, **change)

    assert (leave.ends_on, leave.kind) == (date(2027, 2, 10), ExceptionKind.LEAVE)
    with pytest.raises(Conflict):
        edit_exception(session, **keys_of(cdo), wish=a_leave(), **change)
    other = _tuesdays(**in_march, repeats=Repeat.NEVER)
    with pytest.raises(InvalidInput, match="2027-03-02"):
        edit_exception(session, **keys_of(cdo), wish=other, exception_id=leave.id)
    assert get_availability(session, **keys_of(cdo)).exceptions[0].ends_on == date(2027, 2, 10)


def test_removed_exception_comes_back_as_it_was(session: Session, cdo: Engagement) -> None:
    stored = add_exception(session, **keys_of(cdo), wish=_tuesdays())

    removed = remove_exception(session, **keys_of(cdo), exception_id=stored.id)
    again = add_exception(session, **keys_of(cdo), wish=ExceptionWish(**asdict(removed)))

    assert CompleteWish.of(again) == removed == _tuesdays().completed()
