"""Answers to invitations for the coordinator: those to visits as their people know them."""

import uuid
from datetime import UTC, date, datetime

import pytest
from sqlalchemy.orm import Session

from cdo_share.core.errors import Conflict, NotFound
from cdo_share.notifications.invitation_queries import (
    count_answers,
    list_objections,
    settle_objection,
)
from cdo_share.notifications.models import Answer, UntoldChange, VisitInvitation
from tests.factories import a_groupement
from tests.inviting import FAR, ONE, TWO, Invited, an_invited_world
from tests.publishing.world import AM, MONDAY, TUESDAY, At, publish_places

ANSWERED = datetime(2026, 12, 15, 9, tzinfo=UTC)


@pytest.fixture
def people(session: Session) -> Invited:
    """Return the world with two visits; Annick cannot come to the first."""
    people = an_invited_world(session)
    places = [
        At(people.world.shop, people.world.zoe, day, AM, id=number)
        for day, number in ((MONDAY, ONE), (TUESDAY, TWO))
    ]
    publish_places(session, people.world, places, FAR)
    for visit_id, answer in ((ONE, Answer.DECLINED), (TWO, None)):
        row = VisitInvitation(
            groupement_id=people.groupement_id,
            person_id=people.annick.id,
            visit_id=visit_id,
            email=people.annick.email,
            sequence=0,
            sent_at=FAR,
            answer=answer,
            answered_at=ANSWERED if answer else None,
        )
        session.add(row)
    session.flush()
    return people


def untold(session: Session, people: Invited, person_id: int, visit_id: uuid.UUID) -> None:
    row = UntoldChange(
        groupement_id=people.groupement_id,
        person_id=person_id,
        visit_id=visit_id,
        noted_at=FAR,
        was_day=date(2027, 1, 4),
        was_engagement_id=people.world.zoe.id,
    )
    session.add(row)
    session.flush()


def objections(session: Session, people: Invited) -> list[uuid.UUID]:
    which = {"period_id": people.world.period.id, "first": FAR.date()}
    return [one.visit_id for one in list_objections(session, people.groupement_id, **which)]


def counts(session: Session, people: Invited) -> dict[int, dict[Answer | None, int]]:
    return count_answers(session, people.groupement_id, FAR)


def test_answers_are_listed_and_counted(session: Session, people: Invited) -> None:
    assert objections(session, people) == [ONE]
    assert counts(session, people) == {people.annick.id: {Answer.DECLINED: 1, None: 1}}


def test_answer_to_a_visit_that_has_changed_since_is_none(
    session: Session, people: Invited
) -> None:
    untold(session, people, people.annick.id, ONE)

    assert objections(session, people) == []
    assert counts(session, people) == {people.annick.id: {None: 1}}


def test_change_of_another_visit_or_for_somebody_else_hides_no_answer(
    session: Session, people: Invited
) -> None:
    untold(session, people, people.annick.id, TWO)
    untold(session, people, people.zoe.id, ONE)

    assert objections(session, people) == [ONE]
    assert counts(session, people) == {people.annick.id: {Answer.DECLINED: 1}}


def test_answer_is_dealt_with_in_its_own_groupement_only(session: Session, people: Invited) -> None:
    row = session.query(VisitInvitation).filter_by(visit_id=ONE).one()
    other = a_groupement(session)

    mark = f"declined {ANSWERED.isoformat()}"
    with pytest.raises(NotFound):
        settle_objection(session, other.id, row.id, mark=mark)
    with pytest.raises(Conflict):
        settle_objection(session, people.groupement_id, row.id, mark="")
    before = objections(session, people)
    settle_objection(session, people.groupement_id, row.id, mark=mark)

    assert (before, objections(session, people)) == ([ONE], [])


def test_what_was_not_answered_cannot_be_dealt_with(session: Session, people: Invited) -> None:
    row = session.query(VisitInvitation).filter_by(visit_id=TWO).one()

    with pytest.raises(NotFound):
        settle_objection(session, people.groupement_id, row.id, mark="")
