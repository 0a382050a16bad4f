"""Who must not be served by whom, and which members may not share a CDO."""

from functools import partial
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from cdo_share.accounts.conflicts import (
    add_member_conflict,
    list_engagement_conflicts,
    remove_member_conflict,
    set_engagement_conflicts,
)
from cdo_share.accounts.queries import list_conflicts
from cdo_share.core.errors import InvalidInput, NotFound
from cdo_share.core.orm import transaction
from tests.factories import a_groupement, a_member, an_engagement
from tests.publishing.conftest import own_engine  # noqa: F401 - a fixture
from tests.races import race


def test_members_a_cdo_must_not_serve_are_replaced_as_a_whole(session: Session) -> None:
    groupement = a_groupement(session)
    zoe, yann = an_engagement(session, groupement), an_engagement(session, groupement)
    first, second = a_member(session, groupement), a_member(session, groupement)
    whose = {"groupement_id": groupement.id, "engagement_id": zoe.id}
    set_engagement_conflicts(
        session, groupement_id=groupement.id, engagement_id=yann.id, member_ids=[first.id]
    )

    set_engagement_conflicts(session, **whose, member_ids=[first.id, second.id, second.id])
    before = list_engagement_conflicts(session, groupement.id)
    set_engagement_conflicts(session, **whose, member_ids=[second.id])
    after = list_engagement_conflicts(session, groupement.id)
    set_engagement_conflicts(session, **whose, member_ids=[])

    assert before == {zoe.id: {first.id, second.id}, yann.id: {first.id}}
    assert after == {zoe.id: {second.id}, yann.id: {first.id}}
    assert list_engagement_conflicts(session, groupement.id) == {yann.id: {first.id}}


def test_member_or_cdo_of_another_groupement_is_not_found(session: Session) -> None:
    groupement, other = a_groupement(session), a_groupement(session)
    zoe, stranger = an_engagement(session, groupement), an_engagement(session, other)
    member, foreign = a_member(session, groupement), a_member(session, other)
    acts = [
        partial(set_engagement_conflicts, engagement_id=zoe.id, member_ids=[member.id, foreign.id]),
        partial(set_engagement_conflicts, engagement_id=stranger.id, member_ids=[member.id]),
        partial(add_member_conflict, member_id=member.id, other_id=foreign.id),
        partial(remove_member_conflict, member_id=member.id, other_id=foreign.id),
    ]

    for act in acts:
        with pytest.raises(NotFound):
            act(session, groupement_id=groupement.id)

    assert list_engagement_conflicts(session, groupement.id) == {}
    assert list_conflicts(session, groupement.id) == []


def test_two_members_are_kept_apart_once_and_let_together_again(session: Session) -> None:
    groupement = a_groupement(session)
    first, second = a_member(session, groupement), a_member(session, groupement)
    keys = {"groupement_id": groupement.id}

    add_member_conflict(session, **keys, member_id=second.id, other_id=first.id)
    apart = list_conflicts(session, groupement.id)
    with pytest.raises(InvalidInput, match="kept apart already"):
        add_member_conflict(session, **keys, member_id=first.id, other_id=second.id)
    remove_member_conflict(session, **keys, member_id=second.id, other_id=first.id)

    assert apart == [(first.id, second.id)]
    assert list_conflicts(session, groupement.id) == []


@pytest.mark.parametrize(
    ("chosen", "field"), [((None, 0), "member_id"), ((0, None), "other_id"), ((0, 0), "other_id")]
)
def test_pair_that_is_none_is_refused(
    session: Session, chosen: tuple[int | None, int | None], field: str
) -> None:
    groupement = a_groupement(session)
    members = [a_member(session, groupement).id]
    one, other = (None if number is None else members[number] for number in chosen)

    with pytest.raises(InvalidInput) as refusal:
        add_member_conflict(session, groupement_id=groupement.id, member_id=one, other_id=other)

    assert [fault.field for fault in refusal.value.faults] == [field]


def test_the_same_pair_sent_twice_at_once_is_stored_once(own_engine: Engine) -> None:  # noqa: F811
    with Session(own_engine) as session, transaction(session):
        groupement = a_groupement(session)
        members = [a_member(session, groupement).id for _ in range(2)]
        pair: dict[str, Any] = {
            "groupement_id": groupement.id,
            "member_id": members[0],
            "other_id": members[1],
        }

    ends = race(own_engine, [partial(add_member_conflict, **pair)] * 2)

    assert ends == ["InvalidInput", "done"]
