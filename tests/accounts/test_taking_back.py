"""The coordinator takes a role back: it ends at once, with its programs and links."""

from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.access_tokens import find_token, issue_token
from cdo_share.accounts.invitations import Invitee, invite
from cdo_share.accounts.models import Groupement, Invitation, Person, Role, RoleKind
from cdo_share.accounts.queries import list_roles
from cdo_share.accounts.taking_back import take_role_back
from cdo_share.core.audit import AuditEntry
from cdo_share.core.errors import Conflict, NotFound
from tests.factories import a_groupement, a_member, a_person, a_role, an_engagement


@pytest.fixture
def groupement(session: Session) -> Groupement:
    return a_groupement(session)


@pytest.fixture
def coordinator(session: Session, groupement: Groupement) -> Person:
    """Return the only coordinator of the groupement."""
    person = a_person(session)
    a_role(session, person, groupement, RoleKind.COORDINATOR)
    return person


def take(session: Session, role: Role, coordinator: Person, now: datetime) -> Person:
    whose = {"groupement_id": role.groupement_id, "taken_by_id": coordinator.id}
    return take_role_back(session, role_id=role.id, now=now, **whose)


def test_voice_of_a_member_ends_with_programs_and_open_links(
    session: Session, groupement: Groupement, coordinator: Person, now: datetime
) -> None:
    voice, member = a_person(session, email="anne@firm.example"), a_member(session, groupement)
    role = a_role(session, voice, groupement, RoleKind.MEMBER, member_id=member.id)
    _, secret = issue_token(
        session,
        person_id=voice.id,
        role_id=role.id,
        label="L",
        scopes=["demands:read"],
        days=1,
        now=now,
    )
    for email in ("anne@firm.example", "other@firm.example"):
        invitee = Invitee(email, "Anne", RoleKind.MEMBER, member.id)
        invite(session, invitee, groupement_id=groupement.id, invited_by_id=None, now=now)

    taken_from = take(session, role, coordinator, now)

    assert (taken_from, list_roles(session, voice.id)) == (voice, [])
    assert find_token(session, secret, now=now) is None
    assert session.scalars(select(Invitation.email)).all() == ["other@firm.example"]
    entry = session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.person_id, entry.thing, entry.thing_id, entry.facts) == (
        "take_role_back",
        coordinator.id,
        "member",
        str(member.id),
        {"from_person": voice.id},
    )


def test_other_coordinator_but_never_oneself(
    session: Session, groupement: Groupement, coordinator: Person, now: datetime
) -> None:
    other = a_person(session)
    role = a_role(session, other, groupement, RoleKind.COORDINATOR)
    own = session.scalars(select(Role).where(Role.person_id == coordinator.id)).one()

    take(session, role, coordinator, now)
    with pytest.raises(Conflict):
        take(session, own, coordinator, now)

    assert session.scalars(select(Role.person_id)).all() == [coordinator.id]


def test_only_coordinator_stays(
    session: Session, groupement: Groupement, coordinator: Person, now: datetime
) -> None:
    own = session.scalars(select(Role)).one()

    with pytest.raises(Conflict, match="only coordinator"):
        take(session, own, a_person(session), now)  # whose own role was taken meanwhile


def test_cdo_who_is_engaged_is_archived_instead_and_a_stranger_is_not(
    session: Session, groupement: Groupement, coordinator: Person, now: datetime
) -> None:
    engagement = an_engagement(session, groupement)
    engaged, stranger = session.get_one(Person, engagement.person_id), a_person(session)
    theirs, strange = (
        a_role(session, person, groupement, RoleKind.CDO, engagement_id=engagement.id)
        for person in (engaged, stranger)
    )

    take(session, strange, coordinator, now)
    with pytest.raises(Conflict):
        take(session, theirs, coordinator, now)

    assert (list_roles(session, stranger.id), len(list_roles(session, engaged.id))) == ([], 1)


def test_nothing_is_taken_in_another_groupement(
    session: Session, coordinator: Person, now: datetime
) -> None:
    other = a_groupement(session)
    role = a_role(session, a_person(session), other, RoleKind.COORDINATOR)
    here = session.scalars(select(Role.groupement_id).where(Role.person_id == coordinator.id)).one()

    with pytest.raises(NotFound):
        take_role_back(
            session, groupement_id=here, role_id=role.id, taken_by_id=coordinator.id, now=now
        )
