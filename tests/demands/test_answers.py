"""Who has answered a round."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Groupement, Invitation, RoleKind
from cdo_share.demands.answers import Answering, list_answering
from cdo_share.demands.models import DemandState
from cdo_share.rounds.models import CdoAnswer, MemberAnswer, Period, Reminder
from cdo_share.rounds.reminded import address_sha256
from tests.factories import (
    CREATED_AT,
    a_demand,
    a_groupement,
    a_member,
    a_period,
    a_person,
    a_role,
    an_engagement,
)
from tests.statements import recorded_statements

LATER = datetime(2026, 12, 1, 10, 0, tzinfo=UTC)


@pytest.fixture
def groupement(session: Session) -> Groupement:
    """Return a groupement."""
    return a_groupement(session)


@pytest.fixture
def period(session: Session, groupement: Groupement) -> Period:
    """Return a period."""
    return a_period(session, groupement)


def answering(session: Session, period: Period) -> list[Answering]:
    return list_answering(session, period.groupement_id, period.id)


def test_member_answers_with_a_demand_or_by_needing_nothing(
    session: Session, groupement: Groupement, period: Period
) -> None:
    asks, needs_nothing, silent = (
        a_member(session, groupement, name=name) for name in ("Asks", "Needs nothing", "Silent")
    )
    a_demand(session, asks, period, created_at=LATER)
    a_demand(session, asks, period)
    answer = {"groupement_id": groupement.id, "period_id": period.id, "answered_at": LATER}
    session.add(MemberAnswer(member_id=needs_nothing.id, **answer))

    found = answering(session, period)

    assert [(one.name, one.demands, one.answered_at) for one in found] == [
        ("Asks", 2, CREATED_AT),
        ("Needs nothing", 0, LATER),
        ("Silent", 0, None),
    ]
    assert [one.has_answered for one in found] == [True, True, False]
    assert {one.subject_id for one in found} == {asks.id, needs_nothing.id, silent.id}


def test_withdrawn_demand_and_demand_of_another_period_are_no_answer(
    session: Session, groupement: Groupement, period: Period
) -> None:
    member = a_member(session, groupement)
    a_demand(session, member, period, state=DemandState.WITHDRAWN)
    a_demand(session, member, a_period(session, groupement))

    assert [one.has_answered for one in answering(session, period)] == [False]


def test_cdo_answers_by_confirming(
    session: Session, groupement: Groupement, period: Period
) -> None:
    zoe, yann = (
        an_engagement(session, groupement, person_id=a_person(session, name=name).id)
        for name in ("Zoé", "Yann")
    )
    an_engagement(session, groupement, is_active=False)
    session.add(
        CdoAnswer(
            groupement_id=groupement.id,
            period_id=period.id,
            engagement_id=zoe.id,
            answered_at=LATER,
        )
    )

    found = answering(session, period)

    assert [(one.kind, one.subject_id, one.answered_at) for one in found] == [
        (RoleKind.CDO, yann.id, None),
        (RoleKind.CDO, zoe.id, LATER),
    ]


def test_people_and_open_invitations_of_a_member_are_told(
    session: Session, groupement: Groupement, period: Period
) -> None:
    member = a_member(session, groupement)
    annick = a_person(session, email="annick@firm.example", last_login_at=LATER)
    gone = a_person(session, is_active=False)
    for person in (annick, gone):
        a_role(session, person, groupement, RoleKind.MEMBER, member_id=member.id)
    for number, email in enumerate(("annick@firm.example", "loic@firm.example") * 2):
        session.add(
            Invitation(
                token_sha256=bytes([number]) * 32,
                groupement_id=groupement.id,
                email=email,
                name="",
                kind=RoleKind.MEMBER,
                member_id=member.id,
                created_at=CREATED_AT + timedelta(days=number),
                expires_at=CREATED_AT + timedelta(days=number + 3),
            )
        )
    session.add(
        Reminder(
            groupement_id=groupement.id,
            period_id=period.id,
            address_sha256=address_sha256(annick.email),
            person_id=annick.id,
            reminded_at=LATER,
        )
    )

    (one,) = answering(session, period)

    assert one.people == (annick,)
    assert [(i.email, i.created_at) for i in one.invitations] == [
        ("loic@firm.example", CREATED_AT + timedelta(days=3))
    ]
    assert (one.reminded_at, one.last_login_at) == (LATER, LATER)


def test_answers_of_another_groupement_stay_there(
    session: Session, groupement: Groupement, period: Period
) -> None:
    other = a_groupement(session)
    a_demand(session, a_member(session, other), a_period(session, other))

    assert answering(session, period) == []


def test_list_answering_sends_the_same_statements_for_one_and_for_ten(
    session: Session, groupement: Groupement, period: Period
) -> None:
    def add() -> None:
        member = a_member(session, groupement)
        a_demand(session, member, period)
        a_role(session, a_person(session), groupement, RoleKind.MEMBER, member_id=member.id)
        an_engagement(session, groupement)
        session.flush()

    add()
    with recorded_statements(session) as few:
        answering(session, period)
    for _ in range(9):
        add()
    with recorded_statements(session) as many:
        answering(session, period)

    assert (len(few), len(many)) == (8, 8)
