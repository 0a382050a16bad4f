"""“Nothing this time”, taken back, and taken back by a demand."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Groupement, Member
from cdo_share.core.errors import Conflict, NotFound
from cdo_share.demands.service import restore_demand, submit_demand, withdraw_demand
from cdo_share.rounds.member_answers import (
    list_answered_members,
    say_nothing_needed,
    take_back_answer,
)
from cdo_share.rounds.models import MemberAnswer, Period, PeriodState
from tests.demands.wishes import a_wish
from tests.factories import a_groupement, a_member, a_period


@pytest.fixture
def groupement(session: Session) -> Groupement:
    return a_groupement(session)


@pytest.fixture
def period(session: Session, groupement: Groupement) -> Period:
    return a_period(session, groupement)


@pytest.fixture
def member(session: Session, groupement: Groupement) -> Member:
    return a_member(session, groupement)


def keys(member: Member, period: Period) -> dict[str, int]:
    """Return how the services name member and period."""
    return {
        "groupement_id": member.groupement_id,
        "member_id": member.id,
        "period_id": period.id,
    }


def say(session: Session, member: Member, period: Period, now: datetime) -> MemberAnswer:
    """Say that the member needs nothing."""
    return say_nothing_needed(session, person_id=None, now=now, **keys(member, period))


def answered(session: Session, period: Period) -> list[int]:
    """Return the members who need nothing."""
    return list(list_answered_members(session, period.groupement_id, period.id))


def test_said_twice_the_first_time_stands(
    session: Session, member: Member, period: Period, now: datetime
) -> None:
    say(session, member, period, now)
    say(session, member, period, now + timedelta(hours=1))

    assert list_answered_members(session, period.groupement_id, period.id) == {member.id: now}


def test_taken_back_it_is_no_answer(
    session: Session, member: Member, period: Period, now: datetime
) -> None:
    say(session, member, period, now)
    for _ in range(2):
        take_back_answer(session, **keys(member, period))

    assert answered(session, period) == []


def test_closed_round_takes_no_answer(
    session: Session, member: Member, period: Period, now: datetime
) -> None:
    period.state = PeriodState.LOCKED
    with pytest.raises(Conflict, match="is closed"):
        say(session, member, period, now)


def test_member_of_another_groupement_is_not_found(
    session: Session, member: Member, period: Period, now: datetime
) -> None:
    foreign = a_member(session, a_groupement(session))
    with pytest.raises(NotFound):
        say_nothing_needed(
            session,
            person_id=None,
            now=now,
            **(keys(member, period) | {"member_id": foreign.id}),
        )


def test_a_demand_takes_its_place(
    session: Session, member: Member, period: Period, now: datetime
) -> None:
    say(session, member, period, now)
    demand = submit_demand(session, wish=a_wish(), now=now, **keys(member, period))
    after_stating = answered(session, period)
    who = {"groupement_id": member.groupement_id, "member_id": member.id}
    withdraw_demand(session, demand_id=demand.id, now=now, **who)
    say(session, member, period, now)
    restore_demand(session, demand_id=demand.id, now=now, **who)

    assert (after_stating, answered(session, period)) == ([], [])
