"""Opening and locking a period, marking closed days."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from cdo_share.core.errors import Conflict, InvalidInput, NotFound
from cdo_share.core.grid import HOURS, GridKind
from cdo_share.rounds.models import Period, PeriodState
from cdo_share.rounds.queries import list_closed_days, list_periods
from cdo_share.rounds.service import (
    add_closed_day,
    lock_period,
    open_period,
    remove_closed_day,
    reopen_period,
)
from tests.factories import a_groupement, a_period


def _open(session: Session, groupement_id: int, **values: Any) -> Period:
    ordinary = {
        "name": "Hiver 2027",
        "starts_on": date(2027, 1, 4),
        "ends_on": date(2027, 3, 26),
        "grid_kind": GridKind.HALF_DAY,
    }
    return open_period(session, groupement_id=groupement_id, **(ordinary | values))


def _faults(refusal: pytest.ExceptionInfo[InvalidInput]) -> list[tuple[str, str]]:
    return [(fault.field, str(fault.message)) for fault in refusal.value.faults]


def test_open_period_stores_an_open_period_with_its_grid(session: Session) -> None:
    groupement = a_groupement(session)

    period = _open(session, groupement.id, name="  Hiver\n2027 ", grid_kind=GridKind.HOUR)

    assert list_periods(session, groupement.id) == [period]
    assert (period.name, period.state, period.grid) == ("Hiver 2027", PeriodState.OPEN, HOURS)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"name": " \n "}, [("name", "Give a name.")]),
        (
            {"name": "x" * 81},
            [("name", "The name has 81 characters; shorten it to 80 at most.")],
        ),
        (
            {"ends_on": date(2027, 1, 3)},
            [
                (
                    "ends_on",
                    "The last day, 2027-01-03, comes before the first, 2027-01-04; swap them.",
                )
            ],
        ),
        (
            {"ends_on": date(2027, 1, 4) + timedelta(days=27 * 7)},
            [
                (
                    "ends_on",
                    "A period lasts 27 weeks at most; choose a last day before 2027-07-12.",
                )
            ],
        ),
        (
            {"starts_on": date(2027, 1, 9), "ends_on": date(2027, 1, 10)},
            [
                (
                    "ends_on",
                    "There is no day from Monday to Friday up to 2027-01-10; "
                    "choose a later last day.",
                )
            ],
        ),
        (
            {"name": "", "ends_on": date(2027, 1, 3)},
            [
                ("name", "Give a name."),
                (
                    "ends_on",
                    "The last day, 2027-01-03, comes before the first, 2027-01-04; swap them.",
                ),
            ],
        ),
    ],
)
def test_open_period_with_faults_is_refused_with_all_of_them(
    session: Session, values: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    groupement = a_groupement(session)

    with pytest.raises(InvalidInput) as refusal:
        _open(session, groupement.id, **values)

    assert _faults(refusal) == expected
    assert list_periods(session, groupement.id) == []


def test_open_period_of_the_greatest_length_is_accepted(session: Session) -> None:
    groupement = a_groupement(session)

    period = _open(session, groupement.id, ends_on=date(2027, 1, 3) + timedelta(days=27 * 7))

    assert period.ends_on == date(2027, 7, 11)


def test_open_period_beside_another_may_touch_but_not_meet_it(session: Session) -> None:
    groupement, other = a_groupement(session), a_groupement(session)
    _open(session, groupement.id)
    _open(session, other.id)

    with pytest.raises(InvalidInput) as refusal:
        _open(session, groupement.id, starts_on=date(2027, 3, 26), ends_on=date(2027, 4, 30))
    follower = _open(
        session,
        groupement.id,
        name="Printemps 2027",
        starts_on=date(2027, 3, 27),
        ends_on=date(2027, 4, 30),
    )

    assert _faults(refusal) == [
        ("name", "Another period is called Hiver 2027; choose another name."),
        (
            "starts_on",
            "The period Hiver 2027 already covers 2027-01-04 to 2027-03-26; "
            "choose dates outside it.",
        ),
    ]
    assert [period.name for period in list_periods(session, groupement.id)] == [
        "Hiver 2027",
        follower.name,
    ]


def test_lock_and_reopen_move_the_state_and_refuse_to_repeat(session: Session) -> None:
    groupement = a_groupement(session)
    keys = {"groupement_id": groupement.id, "period_id": a_period(session, groupement).id}

    assert lock_period(session, **keys).state is PeriodState.LOCKED
    with pytest.raises(Conflict):
        lock_period(session, **keys)
    assert reopen_period(session, **keys).state is PeriodState.OPEN
    with pytest.raises(Conflict):
        reopen_period(session, **keys)


@pytest.mark.parametrize("act", [lock_period, reopen_period])
def test_lock_and_reopen_of_a_foreign_period_are_not_found(session: Session, act: Any) -> None:
    period = a_period(session, a_groupement(session))

    with pytest.raises(NotFound):
        act(session, groupement_id=a_groupement(session).id, period_id=period.id)
    assert period.state is PeriodState.OPEN


def test_add_closed_day_is_kept_once(session: Session) -> None:
    groupement = a_groupement(session)
    easter = {"groupement_id": groupement.id, "day": date(2027, 3, 29)}

    add_closed_day(session, name=" Lundi de  Pâques", **easter)
    with pytest.raises(InvalidInput) as refusal:
        add_closed_day(session, name="", **easter)

    closed = list_closed_days(session, groupement.id, date(2027, 1, 1), date(2027, 12, 31))
    assert [(row.day, row.name) for row in closed] == [(date(2027, 3, 29), "Lundi de Pâques")]
    assert _faults(refusal) == [
        ("day", "2027-03-29 is marked as closed already; choose another."),
        ("name", "Give a name."),
    ]


def test_remove_closed_day_makes_an_ordinary_day_of_it(session: Session) -> None:
    groupement, day = a_groupement(session), date(2027, 3, 29)
    add_closed_day(session, groupement_id=groupement.id, day=day, name="Lundi de Pâques")

    remove_closed_day(session, groupement_id=groupement.id, day=day)

    assert list_closed_days(session, groupement.id, day, day) == []


def test_remove_closed_day_of_another_groupement_is_not_found(session: Session) -> None:
    groupement, day = a_groupement(session), date(2027, 3, 29)
    add_closed_day(session, groupement_id=groupement.id, day=day, name="Lundi de Pâques")

    with pytest.raises(NotFound):
        remove_closed_day(session, groupement_id=a_groupement(session).id, day=day)
