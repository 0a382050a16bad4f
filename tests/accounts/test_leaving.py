"""Giving up a role: at once, with its programs; the groupement must invite again."""

from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.access_tokens import find_token, issue_token
from cdo_share.accounts.leaving import leave_role
from cdo_share.accounts.models import RoleKind
from cdo_share.accounts.queries import list_roles
from cdo_share.core.audit import AuditEntry
from cdo_share.core.errors import Conflict, NotFound
from tests.factories import a_groupement, a_member, a_person, a_role, an_engagement


def test_voice_of_a_member_leaves_with_its_programs(session: Session, now: datetime) -> None:
    groupement, person = a_groupement(session), a_person(session)
    member = a_member(session, groupement)
    role = a_role(session, person, groupement, RoleKind.MEMBER, member_id=member.id)
    _, secret = issue_token(
        session,
        person_id=person.id,
        role_id=role.id,
        label="L",
        scopes=["demands:read"],
        days=1,
        now=now,
    )

    leave_role(session, person_id=person.id, role_id=role.id, now=now)

    assert (list_roles(session, person.id), member.is_active) == ([], True)
    assert find_token(session, secret, now=now) is None
    entry = session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.thing, entry.thing_id) == ("leave_role", "member", str(member.id))


def test_cdo_who_leaves_is_archived(session: Session, now: datetime) -> None:
    groupement, person = a_groupement(session), a_person(session)
    engagement = an_engagement(session, groupement, person_id=person.id)
    role = a_role(session, person, groupement, RoleKind.CDO, engagement_id=engagement.id)

    leave_role(session, person_id=person.id, role_id=role.id, now=now)

    assert (engagement.is_active, list_roles(session, person.id)) == (False, [])
    engagement.is_active = True
    session.flush()
    assert list_roles(session, person.id) == []


def test_only_coordinator_stays_until_there_is_another(session: Session, now: datetime) -> None:
    groupement, first, second = a_groupement(session), a_person(session), a_person(session)
    role = a_role(session, first, groupement, RoleKind.COORDINATOR)

    with pytest.raises(Conflict):
        leave_role(session, person_id=first.id, role_id=role.id, now=now)
    a_role(session, second, groupement, RoleKind.COORDINATOR)
    leave_role(session, person_id=first.id, role_id=role.id, now=now)

    assert list_roles(session, first.id) == []


def test_nobody_leaves_for_somebody_else(session: Session, now: datetime) -> None:
    groupement, person = a_groupement(session), a_person(session)
    role = a_role(session, person, groupement, RoleKind.COORDINATOR)

    with pytest.raises(NotFound):
        leave_role(session, person_id=a_person(session).id, role_id=role.id, now=now)
