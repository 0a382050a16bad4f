"""Opening a round and changing it."""

from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Groupement
from cdo_share.core.errors import Conflict, InvalidInput, NotFound
from cdo_share.core.grid import GridKind
from cdo_share.rounds.models import Period, PeriodState
from cdo_share.rounds.opening import edit_round, open_round
from cdo_share.rounds.queries import list_periods
from cdo_share.rounds.wish import RoundWish
from tests.factories import a_groupement, a_period

TODAY = date(2026, 12, 14)


@pytest.fixture
def groupement(session: Session) -> Groupement:
    """Return a groupement."""
    return a_groupement(session)


def a_wish(**values: Any) -> RoundWish:
    """Return a round without a fault."""
    ordinary = {
        "name": "Printemps 2027",
        "starts_on": date(2027, 4, 5),
        "ends_on": date(2027, 7, 2),
        "grid_kind": GridKind.HALF_DAY,
        "closes_on": date(2027, 3, 19),
    }
    return RoundWish(**(ordinary | values))


def opened(session: Session, groupement: Groupement, now: datetime, **values: Any) -> Period:
    return open_round(
        session, groupement_id=groupement.id, wish=a_wish(**values), today=TODAY, now=now
    )


def faults(refusal: pytest.ExceptionInfo[InvalidInput]) -> list[tuple[str, str]]:
    return [(fault.field, str(fault.message)) for fault in refusal.value.faults]


def test_open_round_stores_what_was_wished(
    session: Session, groupement: Groupement, now: datetime
) -> None:
    period = opened(session, groupement, now, name="  Printemps\n2027 ")

    assert list_periods(session, groupement.id) == [period]
    assert (period.name, period.state) == ("Printemps 2027", PeriodState.OPEN)
    assert (period.closes_on, period.opened_at) == (date(2027, 3, 19), now)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (
            {"name": "", "starts_on": None, "ends_on": None, "closes_on": None},
            [
                ("name", "Give a name."),
                ("starts_on", "Choose the first day."),
                ("ends_on", "Choose the last day."),
                ("closes_on", "Choose the last day to answer."),
            ],
        ),
        (
            {"closes_on": date(2026, 12, 13)},
            [("closes_on", "2026-12-13 has passed; choose today or a later day.")],
        ),
        (
            {"closes_on": date(2027, 4, 5)},
            [
                (
                    "closes_on",
                    "Answers must be in before the period begins on 2027-04-05; "
                    "choose an earlier day.",
                )
            ],
        ),
        (
            {"ends_on": date(2027, 4, 4), "closes_on": None},
            [
                (
                    "ends_on",
                    "The last day, 2027-04-04, comes before the first, 2027-04-05; swap them.",
                ),
                ("closes_on", "Choose the last day to answer."),
            ],
        ),
    ],
)
def test_open_round_tells_every_fault_at_once(
    session: Session,
    groupement: Groupement,
    now: datetime,
    values: dict[str, Any],
    expected: list[tuple[str, str]],
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        opened(session, groupement, now, **values)

    assert faults(refusal) == expected
    assert list_periods(session, groupement.id) == []


@pytest.mark.parametrize("closes_on", [TODAY, date(2027, 4, 4)])
def test_open_round_takes_the_first_and_the_last_possible_day(
    session: Session, groupement: Groupement, now: datetime, closes_on: date
) -> None:
    assert opened(session, groupement, now, closes_on=closes_on).closes_on == closes_on


def edited(session: Session, period: Period, **values: Any) -> Period:
    """Return the period after an edit; `version` and `is_planned` beside what is typed."""
    about = {name: values.pop(name) for name in ("version", "is_planned") if name in values}
    names = ("name", "starts_on", "ends_on", "closes_on", "grid_kind")
    typed = {name: getattr(period, name) for name in names} | values
    return edit_round(
        session,
        groupement_id=period.groupement_id,
        period_id=period.id,
        wish=RoundWish(**typed),
        today=TODAY,
        **({"version": period.version} | about),
    )


def test_edit_round_corrects_its_dates_until_something_is_planned(
    session: Session, groupement: Groupement, now: datetime
) -> None:
    period = opened(session, groupement, now)
    dates = {"starts_on": date(2027, 4, 12), "ends_on": date(2027, 6, 25)}

    with pytest.raises(InvalidInput) as refusal:
        edited(session, period, **dates, is_planned=True)
    edited(session, period, **dates)

    assert [field for field, _ in faults(refusal)] == ["starts_on"]
    assert (period.starts_on, period.ends_on) == (date(2027, 4, 12), date(2027, 6, 25))


def test_edit_round_must_not_cover_another_nor_begin_before_its_last_day_to_answer(
    session: Session, groupement: Groupement, now: datetime
) -> None:
    a_period(session, groupement, starts_on=date(2027, 7, 5), ends_on=date(2027, 7, 30))
    period = opened(session, groupement, now)

    with pytest.raises(InvalidInput) as refusal:
        edited(session, period, starts_on=period.closes_on, ends_on=date(2027, 7, 6))

    assert [field for field, _ in faults(refusal)] == ["starts_on", "closes_on"]


def test_edit_round_changes_name_and_day_and_counts_the_version(
    session: Session, groupement: Groupement, now: datetime
) -> None:
    period = opened(session, groupement, now)

    edited(session, period, name="Printemps", closes_on=date(2027, 3, 12))

    session.expire_all()
    assert (period.name, period.closes_on) == ("Printemps", date(2027, 3, 12))
    assert period.version == 2


def test_edit_round_that_somebody_changed_meanwhile_is_refused(
    session: Session, groupement: Groupement, now: datetime
) -> None:
    period = opened(session, groupement, now)
    edited(session, period, name="Printemps")

    with pytest.raises(Conflict):
        edited(session, period, name="Avril à juin", version=1)

    assert period.name == "Printemps"


def test_edit_round_leaves_a_day_that_has_passed_but_takes_no_new_one(
    session: Session, groupement: Groupement
) -> None:
    period = a_period(session, groupement, closes_on=date(2026, 12, 1))
    edited(session, period, name="Janvier")

    with pytest.raises(InvalidInput) as refusal:
        edited(session, period, closes_on=date(2026, 12, 2))

    assert period.name == "Janvier"
    assert [field for field, _ in faults(refusal)] == ["closes_on"]


def test_edit_round_needs_a_name_of_its_own_and_a_day(
    session: Session, groupement: Groupement, now: datetime
) -> None:
    a_period(session, groupement, name="Hiver 2027")
    period = opened(session, groupement, now)

    with pytest.raises(InvalidInput) as refusal:
        edited(session, period, name="Hiver 2027", closes_on=None)

    assert [field for field, _ in faults(refusal)] == ["name", "closes_on"]


def test_edit_round_of_another_groupement_is_not_found(
    session: Session, groupement: Groupement, now: datetime
) -> None:
    period = opened(session, groupement, now)

    with pytest.raises(NotFound):
        edit_round(
            session,
            groupement_id=a_groupement(session).id,
            period_id=period.id,
            wish=RoundWish(
                name="Printemps",
                starts_on=period.starts_on,
                ends_on=period.ends_on,
                grid_kind=period.grid_kind,
                closes_on=None,
            ),
            version=1,
            today=TODAY,
        )
