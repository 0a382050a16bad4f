"""Invitations: what accepting one does, and what it never does."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from cdo_share.accounts.invitations import (
    INVITATION_LIFE,
    Invitee,
    accept_invitation,
    accept_invitation_as,
    invite,
)
from cdo_share.accounts.models import Engagement, Invitation, Role, RoleKind
from cdo_share.accounts.queries import list_roles
from cdo_share.accounts.service import (
    authenticate,
    set_password,
)
from cdo_share.accounts.tokens import token_hash
from cdo_share.core.errors import Conflict, InvalidInput, NotFound
from tests.factories import a_groupement, a_member, a_person, a_role, an_engagement

PASSWORD = "une phrase assez longue"


def _invited(session: Session, now: datetime, email: str = "new@firm.example") -> tuple[Role, str]:
    groupement = a_groupement(session)
    member = a_member(session, groupement)
    _, token = invite(
        session,
        Invitee(email, "New", RoleKind.MEMBER, member.id),
        groupement_id=groupement.id,
        invited_by_id=None,
        now=now,
    )
    return member, token


def test_accept_invitation_makes_the_person_and_gives_the_role(
    session: Session, now: datetime
) -> None:
    member, token = _invited(session, now)

    person = accept_invitation(session, token, name="Anne", password=PASSWORD, now=now)

    roles = list_roles(session, person.id)
    assert [(role.kind, role.member_id) for role in roles] == [(RoleKind.MEMBER, member.id)]
    assert authenticate(session, "new@firm.example", PASSWORD) is person


def test_accept_invitation_twice_is_not_found(session: Session, now: datetime) -> None:
    _, token = _invited(session, now)
    accept_invitation(session, token, name="Anne", password=PASSWORD, now=now)

    with pytest.raises(NotFound):
        accept_invitation(session, token, name="Eve", password=PASSWORD, now=now)


@pytest.mark.parametrize("moment", [timedelta(0), timedelta(seconds=1)])
def test_accept_invitation_that_has_run_out_is_not_found(
    session: Session, now: datetime, moment: timedelta
) -> None:
    _, token = _invited(session, now)

    with pytest.raises(NotFound):
        accept_invitation(
            session, token, name="Anne", password=PASSWORD, now=now + INVITATION_LIFE + moment
        )


def test_invitation_never_takes_over_an_account(session: Session, now: datetime) -> None:
    owner = a_person(session, email="new@firm.example")
    set_password(session, owner, PASSWORD)
    before = owner.password_hash
    _, token = _invited(session, now)

    with pytest.raises(Conflict):
        accept_invitation(session, token, name="Eve", password=PASSWORD + "2", now=now)

    assert owner.password_hash == before


def test_cdo_engaged_here_without_a_password_chooses_one_by_the_invitation(
    session: Session, now: datetime
) -> None:
    groupement = a_groupement(session)
    engaged = a_person(session, email="cdo@firm.example")
    engagement = an_engagement(session, groupement, person_id=engaged.id)
    a_role(session, engaged, groupement, RoleKind.CDO, engagement_id=engagement.id)
    token = _invited_cdo(session, engagement, now)

    person = accept_invitation(session, token, name="Anne", password=PASSWORD, now=now)

    assert (person.id, person.name) == (engaged.id, "Anne")
    assert authenticate(session, "cdo@firm.example", PASSWORD) is engaged
    assert len(list_roles(session, engaged.id)) == 1


def test_invitation_never_takes_over_somebody_of_another_groupement(
    session: Session, now: datetime
) -> None:
    engaged = a_person(session, email="cdo@firm.example")
    a_role(session, engaged, a_groupement(session), RoleKind.COORDINATOR)
    engagement = an_engagement(session, a_groupement(session), person_id=engaged.id)
    token = _invited_cdo(session, engagement, now)

    with pytest.raises(Conflict):
        accept_invitation(session, token, name="Eve", password=PASSWORD, now=now)

    assert engaged.password_hash is None


def _invited_cdo(session: Session, engagement: Engagement, now: datetime) -> str:
    _, token = invite(
        session,
        Invitee("cdo@firm.example", "Anne", RoleKind.CDO, engagement.id),
        groupement_id=engagement.groupement_id,
        invited_by_id=None,
        now=now,
    )
    return token


def test_accept_invitation_as_somebody_else_is_a_conflict(session: Session, now: datetime) -> None:
    _, token = _invited(session, now)
    other = a_person(session)

    with pytest.raises(Conflict):
        accept_invitation_as(session, token, person=other, now=now)

    assert list_roles(session, other.id) == []


def test_database_holds_no_usable_invitation(session: Session, now: datetime) -> None:
    _, token = _invited(session, now)

    stored = session.scalars(select(Invitation.token_sha256)).all()

    assert stored == [token_hash(token)]
    dump = str(session.execute(text("SELECT * FROM invitation")).all())
    assert token.removeprefix("ci_") not in dump


def test_invite_for_a_cdo_of_another_groupement_is_not_found(
    session: Session, now: datetime
) -> None:
    groupement, other = a_groupement(session), a_groupement(session)
    stranger = an_engagement(session, other)

    with pytest.raises(NotFound):
        invite(
            session,
            Invitee("x@y.example", "X", RoleKind.CDO, stranger.id),
            groupement_id=groupement.id,
            invited_by_id=None,
            now=now,
        )


def test_invite_tells_all_that_is_wrong_at_once(session: Session, now: datetime) -> None:
    groupement = a_groupement(session)
    invitee = Invitee("x", "", RoleKind.COORDINATOR)

    with pytest.raises(InvalidInput) as refusal:
        invite(session, invitee, groupement_id=groupement.id, invited_by_id=None, now=now)

    assert [fault.field for fault in refusal.value.faults] == ["email", "name"]


def test_accept_invitation_tells_all_that_is_wrong_at_once(session: Session, now: datetime) -> None:
    _, token = _invited(session, now)

    with pytest.raises(InvalidInput) as refusal:
        accept_invitation(session, token, name="", password="court", now=now)

    assert [fault.field for fault in refusal.value.faults] == ["name", "password"]
