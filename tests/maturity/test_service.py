"""Filling the questionnaire in over several days, finishing it, comparing."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Groupement, Member, Sector
from cdo_share.core.errors import InvalidInput, NotFound
from cdo_share.maturity.catalogue import DIMENSIONS, QUESTIONS
from cdo_share.maturity.models import Assessment
from cdo_share.maturity.queries import find_draft, find_latest, list_latest, sector_medians
from cdo_share.maturity.service import finish_assessment, keep_answers
from tests.factories import a_groupement, a_member
from tests.maturity.answering import all_answers


@pytest.fixture
def groupement(session: Session) -> Groupement:
    return a_groupement(session)


@pytest.fixture
def member(session: Session, groupement: Groupement) -> Member:
    return a_member(session, groupement, sector=Sector.SHOP)


def take(session: Session, member: Member, now: datetime, points: int) -> Assessment:
    """Answer every question with the same points and finish."""
    who = {"groupement_id": member.groupement_id, "member_id": member.id, "now": now}
    keep_answers(session, answers=all_answers(points), **who)
    return finish_assessment(session, person_id=None, **who)


def test_answers_add_up_over_several_sittings(
    session: Session, member: Member, now: datetime
) -> None:
    who = {"groupement_id": member.groupement_id, "member_id": member.id}
    keep_answers(session, answers={"direction": 1, "buying": 0}, now=now, **who)
    later = now + timedelta(days=1)
    keep_answers(session, answers={"buying": 2, "no-such": 1, "grants": 9}, now=later, **who)

    session.expire_all()
    draft = find_draft(session, member.groupement_id, member.id)
    assert draft is not None
    assert (draft.answers, draft.updated_at) == ({"direction": 1, "buying": 2}, later)


def test_unfinished_names_every_open_question(
    session: Session, member: Member, now: datetime
) -> None:
    who = {"groupement_id": member.groupement_id, "member_id": member.id, "now": now}
    answers = all_answers(1)
    for code in ("invoices", "trips"):
        del answers[code]
    keep_answers(session, answers=answers, **who)

    with pytest.raises(InvalidInput) as refusal:
        finish_assessment(session, person_id=None, **who)

    assert [fault.field for fault in refusal.value.faults] == ["invoices", "trips"]


def test_nothing_begun_cannot_be_finished(session: Session, member: Member, now: datetime) -> None:
    who = {"groupement_id": member.groupement_id, "member_id": member.id, "now": now}
    with pytest.raises(InvalidInput) as refusal:
        finish_assessment(session, person_id=None, **who)
    assert len(refusal.value.faults) == len(QUESTIONS)


def test_finished_is_scored_and_its_draft_forgotten(
    session: Session, member: Member, now: datetime
) -> None:
    taken = take(session, member, now, 2)

    assert taken.scores == {one.code: 67 for one in DIMENSIONS}
    assert (taken.overall, taken.taken_at) == (67, now)
    assert find_draft(session, member.groupement_id, member.id) is None


def test_two_newest_are_listed_the_newest_first(
    session: Session, member: Member, now: datetime
) -> None:
    for number, points in enumerate((0, 1, 2)):
        take(session, member, now + timedelta(days=number), points)

    keys = (member.groupement_id, member.id)
    assert [one.overall for one in list_latest(session, *keys)] == [67, 33]
    newest = find_latest(session, *keys)
    assert newest is not None
    assert newest.overall == 67


def test_member_of_another_groupement_is_not_found(
    session: Session, member: Member, now: datetime
) -> None:
    foreign = a_groupement(session)
    with pytest.raises(NotFound):
        keep_answers(session, groupement_id=foreign.id, member_id=member.id, answers={}, now=now)


def test_comparison_reads_the_newest_of_other_firms_of_the_sector_everywhere(
    session: Session, groupement: Groupement, member: Member, now: datetime
) -> None:
    elsewhere = a_groupement(session)
    others = [
        a_member(session, place, sector=Sector.SHOP)
        for place in (groupement, groupement, elsewhere, elsewhere)
    ]
    for points, other in enumerate(others):
        take(session, other, now, points)
    take(session, member, now, 3)
    take(session, a_member(session, groupement, sector=Sector.FOOD), now, 3)
    left = a_member(session, groupement, sector=Sector.SHOP, is_active=False)
    take(session, left, now, 3)
    with_four = sector_medians(session, Sector.SHOP, member.id)
    take(session, a_member(session, elsewhere, sector=Sector.SHOP), now, 1)
    take(session, others[0], now + timedelta(days=1), 2)

    assert with_four is None
    # The others now answered 2, 1, 2, 3 and 1.
    assert sector_medians(session, Sector.SHOP, member.id) == {one.code: 67 for one in DIMENSIONS}
