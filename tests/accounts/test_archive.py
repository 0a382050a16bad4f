"""Members and CDOs who leave and come back."""

from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from cdo_share.accounts.archive import (
    list_archived_engagements,
    list_archived_members,
    set_engagement_active,
    set_member_active,
)
from cdo_share.accounts.queries import list_engagements, list_members
from cdo_share.core.errors import Conflict, NotFound
from tests.factories import a_groupement, a_member, an_engagement


def test_archived_member_leaves_the_list_and_comes_back(session: Session) -> None:
    groupement = a_groupement(session)
    member = a_member(session, groupement)
    keys = {"groupement_id": groupement.id, "member_id": member.id}

    set_member_active(session, **keys, is_active=False, version=1)
    gone = list_members(session, groupement.id), list_archived_members(session, groupement.id)
    with pytest.raises(Conflict):
        set_member_active(session, **keys, is_active=True, version=1)
    set_member_active(session, **keys, is_active=True, version=2)

    assert gone == ([], [member])
    assert list_members(session, groupement.id) == [member]
    assert list_archived_members(session, groupement.id) == []


def test_archived_cdo_leaves_the_list_and_comes_back(session: Session, now: datetime) -> None:
    groupement = a_groupement(session)
    cdo = an_engagement(session, groupement)
    keys = {"groupement_id": groupement.id, "engagement_id": cdo.id, "now": now}

    set_engagement_active(session, **keys, is_active=False, version=1)
    gone = (
        list_engagements(session, groupement.id),
        list_archived_engagements(session, groupement.id),
    )
    with pytest.raises(Conflict):
        set_engagement_active(session, **keys, is_active=True, version=1)
    set_engagement_active(session, **keys, is_active=True, version=2)

    assert gone == ([], [cdo])
    assert list_engagements(session, groupement.id) == [cdo]


def test_nobody_of_another_groupement_can_be_archived(session: Session, now: datetime) -> None:
    groupement, other = a_groupement(session), a_groupement(session)
    member, cdo = a_member(session, other), an_engagement(session, other)
    values = {"groupement_id": groupement.id, "is_active": False, "version": 1}

    with pytest.raises(NotFound):
        set_member_active(session, **values, member_id=member.id)
    with pytest.raises(NotFound):
        set_engagement_active(session, **values, engagement_id=cdo.id, now=now)

    assert (member.is_active, cdo.is_active) == (True, True)
