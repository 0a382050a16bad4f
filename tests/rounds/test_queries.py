"""Reading periods and closed days."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from cdo_share.core.errors import NotFound
from cdo_share.rounds.models import ClosedDay, PeriodState
from cdo_share.rounds.queries import (
    find_current_period,
    find_round,
    get_period,
    list_closed_days,
    list_periods,
    list_working_days,
)
from tests.factories import a_groupement, a_period

WINTER = {"starts_on": date(2027, 1, 4), "ends_on": date(2027, 1, 29)}
SPRING = {"starts_on": date(2027, 3, 1), "ends_on": date(2027, 3, 26)}


def test_list_periods_gives_those_of_the_groupement_by_date(session: Session) -> None:
    groupement, other = a_groupement(session), a_groupement(session)
    spring = a_period(session, groupement, **SPRING)
    winter = a_period(session, groupement, **WINTER)
    a_period(session, other)

    assert list_periods(session, groupement.id) == [winter, spring]


def test_get_period_of_another_groupement_is_not_found(session: Session) -> None:
    groupement, other = a_groupement(session), a_groupement(session)
    period = a_period(session, groupement)

    assert get_period(session, groupement.id, period.id) is period
    with pytest.raises(NotFound):
        get_period(session, other.id, period.id)
    with pytest.raises(NotFound):
        get_period(session, groupement.id, period.id + 1000)


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 12, 1), "winter"),
        (date(2027, 1, 4), "winter"),
        (date(2027, 1, 29), "winter"),
        (date(2027, 1, 30), "spring"),
        (date(2027, 3, 26), "spring"),
        (date(2028, 1, 1), "spring"),
    ],
)
def test_current_period_is_the_present_one_else_the_next_else_the_last(
    session: Session, today: date, expected: str
) -> None:
    groupement = a_groupement(session)
    a_period(session, groupement, name="winter", **WINTER)
    a_period(session, groupement, name="spring", **SPRING)

    period = find_current_period(session, groupement.id, today)

    assert period is not None
    assert period.name == expected


def test_current_period_of_a_groupement_without_any_is_none(session: Session) -> None:
    groupement = a_groupement(session)

    assert find_current_period(session, groupement.id, date(2027, 1, 4)) is None


def test_closed_days_within_the_bounds_leave_the_working_days(session: Session) -> None:
    groupement, other = a_groupement(session), a_groupement(session)
    period = a_period(session, groupement, starts_on=date(2027, 1, 4), ends_on=date(2027, 1, 8))
    for owner, day in ((groupement, 3), (groupement, 8), (groupement, 4), (other, 6)):
        session.add(ClosedDay(groupement_id=owner.id, day=date(2027, 1, day), name="Fermé"))
    session.flush()

    closed = list_closed_days(session, groupement.id, period.starts_on, period.ends_on)

    assert [row.day.day for row in closed] == [4, 8]
    assert [day.day for day in list_working_days(session, period)] == [5, 6, 7]


def test_find_round_prefers_the_one_that_is_asked_about(session: Session) -> None:
    groupement, today = a_groupement(session), date(2027, 1, 11)
    winter = a_period(session, groupement, state=PeriodState.LOCKED, **WINTER)
    spring = a_period(session, groupement, closes_on=date(2027, 2, 12), **SPRING)

    asked = find_round(session, groupement.id, today)
    spring.state = PeriodState.LOCKED
    after_closing = find_round(session, groupement.id, today)

    assert (asked, after_closing) == (spring, winter)


def test_find_round_without_a_last_day_is_the_current_period(session: Session) -> None:
    groupement = a_groupement(session)
    winter = a_period(session, groupement, **WINTER)
    a_period(session, groupement, **SPRING)

    assert find_round(session, groupement.id, date(2027, 1, 11)) is winter
    assert find_round(session, a_groupement(session).id, date(2027, 1, 11)) is None
