"""Demands put aside: kept as they stand, bounded, and only their member's."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from cdo_share.core.errors import Conflict, InvalidInput, NotFound
from cdo_share.demands.drafts import (
    MOST_ANSWERS,
    MOST_CHARACTERS,
    MOST_DRAFTS,
    drop_draft,
    get_draft,
    keep_draft,
    list_drafts,
    put_aside,
)
from cdo_share.demands.models import DemandDraft
from tests.demands.conftest import Scene
from tests.factories import a_groupement, a_member, a_period


def aside(session: Session, scene: Scene, now: datetime, **answers: str) -> DemandDraft:
    """Put answers aside for the member of the scene."""
    return put_aside(session, period_id=scene.period.id, answers=answers, now=now, **scene.keys)


def test_answers_are_kept_whatever_they_are_worth(
    session: Session, scene: Scene, now: datetime
) -> None:
    draft = aside(session, scene, now, cadence="never", visit_amount="")

    session.expire_all()
    assert get_draft(session, *scene.keys.values(), draft.id).answers == {
        "cadence": "never",
        "visit_amount": "",
    }


def test_answers_are_bounded(session: Session, scene: Scene, now: datetime) -> None:
    draft = aside(session, scene, now, **{f"a{number}": "x" * 999 for number in range(999)})

    assert len(draft.answers) == MOST_ANSWERS
    assert {len(value) for value in draft.answers.values()} == {MOST_CHARACTERS}


def test_drafts_are_listed_the_last_touched_first(
    session: Session, scene: Scene, now: datetime
) -> None:
    first, second = (aside(session, scene, now, title=title) for title in ("a", "b"))
    keep_draft(
        session,
        first,
        {"title": "a again"},
        version=first.version,
        now=now + timedelta(minutes=1),
    )

    listed = list_drafts(session, *scene.keys.values(), scene.period.id)

    assert [draft.id for draft in listed] == [first.id, second.id]
    assert listed[0].answers == {"title": "a again"}


def test_too_many_drafts_are_refused(session: Session, scene: Scene, now: datetime) -> None:
    for number in range(MOST_DRAFTS):
        aside(session, scene, now, title=str(number))

    with pytest.raises(InvalidInput, match="You have 20 demands put aside"):
        aside(session, scene, now)


def test_draft_put_aside_elsewhere_meanwhile_is_not_overwritten(
    session: Session, scene: Scene, now: datetime
) -> None:
    draft = aside(session, scene, now, title="a")
    seen = draft.version
    keep_draft(session, draft, {"title": "b"}, version=seen, now=now)

    keep_draft(session, draft, {"title": "b"}, version=seen, now=now)  # the same, a second tap
    with pytest.raises(Conflict):
        keep_draft(session, draft, {"title": "c"}, version=seen, now=now)
    assert draft.answers == {"title": "b"}


def test_dropped_draft_is_gone(session: Session, scene: Scene, now: datetime) -> None:
    draft = aside(session, scene, now)
    drop_draft(session, draft)

    with pytest.raises(NotFound, match="no longer put aside"):
        get_draft(session, *scene.keys.values(), draft.id)


def test_draft_of_another_member_or_groupement_is_not_found(
    session: Session, scene: Scene, now: datetime
) -> None:
    draft = aside(session, scene, now)
    other = a_member(session, scene.groupement)
    foreign = a_period(session, a_groupement(session))

    with pytest.raises(NotFound):
        get_draft(session, scene.groupement.id, other.id, draft.id)
    with pytest.raises(NotFound):
        put_aside(session, period_id=foreign.id, answers={}, now=now, **scene.keys)
