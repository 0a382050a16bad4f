"""A CDO entered under a wrong address is put right, and nobody else gets their engagement."""

from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.engaging import edit_engagement, engage_cdo
from cdo_share.accounts.invitations import Invitee, invite
from cdo_share.accounts.models import Engagement, Groupement, Invitation, Role, RoleKind
from cdo_share.core.errors import Conflict, InvalidInput, NotFound
from cdo_share.joining import join, join_as
from tests.accounts.test_engaging import a_wish
from tests.factories import a_groupement, a_person, a_role, an_engagement

WRONG, RIGHT = "tipo@cdo.example", "anne@cdo.example"
PASSWORD = "une marée haute à sept heures"


@pytest.fixture
def groupement(session: Session) -> Groupement:
    return a_groupement(session)


@pytest.fixture
def entered(session: Session, groupement: Groupement, now: datetime) -> Engagement:
    """Return the engagement of somebody who was entered under a wrong address."""
    wish = a_wish(email=WRONG, name="Anne")
    return engage_cdo(session, groupement_id=groupement.id, wish=wish, now=now)


def offer(session: Session, engagement: Engagement, email: str, now: datetime) -> str:
    """Return the secret of an invitation to the engagement."""
    invitee = Invitee(email, "Anne", RoleKind.CDO, engagement.id)
    whose = {"groupement_id": engagement.groupement_id, "invited_by_id": None, "now": now}
    return invite(session, invitee, **whose)[1]


def roles_of(session: Session, engagement: Engagement) -> list[int]:
    return list(session.scalars(select(Role.person_id).where(Role.engagement_id == engagement.id)))


def test_sheet_puts_the_address_right_and_ends_the_links_to_the_wrong_one(
    session: Session, entered: Engagement, now: datetime
) -> None:
    token = offer(session, entered, WRONG, now)
    version = entered.version

    edit_engagement(
        session,
        groupement_id=entered.groupement_id,
        engagement_id=entered.id,
        wish=a_wish(email=f" {RIGHT.upper()}"),
        version=version,
    )

    assert (entered.person.email, entered.version > version) == (RIGHT, True)
    with pytest.raises(NotFound):
        join(session, token, name="Eve", password=PASSWORD, now=now)


def test_sheet_leaves_the_address_of_an_account(session: Session, groupement: Groupement) -> None:
    person = a_person(session, email=RIGHT)
    engagement = an_engagement(session, groupement, person_id=person.id)

    edit_engagement(
        session,
        groupement_id=groupement.id,
        engagement_id=engagement.id,
        wish=a_wish(email=WRONG),
        version=engagement.version,
    )

    assert engagement.person.email == RIGHT


def test_sheet_refuses_the_address_of_another_cdo(
    session: Session, groupement: Groupement, entered: Engagement
) -> None:
    an_engagement(session, groupement, person_id=a_person(session, email=RIGHT).id)

    with pytest.raises(InvalidInput, match="already"):
        edit_engagement(
            session,
            groupement_id=groupement.id,
            engagement_id=entered.id,
            wish=a_wish(email=RIGHT),
            version=entered.version,
        )


@pytest.mark.parametrize("is_known", [True, False])
def test_invited_at_the_right_address_they_are_the_one_who_is_engaged(
    session: Session, entered: Engagement, now: datetime, is_known: bool
) -> None:
    known = a_person(session, email=RIGHT, password_hash="x") if is_known else None
    old, token = offer(session, entered, WRONG, now), offer(session, entered, RIGHT, now)

    if known is not None:
        join_as(session, token, person=known, now=now)
    person = known or join(session, token, name="Anne", password=PASSWORD, now=now)

    session.expire_all()
    assert (entered.person_id, roles_of(session, entered)) == (person.id, [person.id])
    with pytest.raises(NotFound):
        join(session, old, name="Eve", password=PASSWORD, now=now)


def test_engagement_of_an_account_is_offered_to_nobody_else(
    session: Session, groupement: Groupement, now: datetime
) -> None:
    person = a_person(session, email=RIGHT)
    engagement = an_engagement(session, groupement, person_id=person.id)
    a_role(session, person, groupement, RoleKind.CDO, engagement_id=engagement.id)

    with pytest.raises(InvalidInput) as refusal:
        offer(session, engagement, WRONG, now)

    assert [fault.field for fault in refusal.value.faults] == ["email"]
    assert session.scalars(select(Invitation)).all() == []
    assert offer(session, engagement, RIGHT, now)


def test_link_that_was_left_to_another_address_gives_nothing(
    session: Session, entered: Engagement, now: datetime
) -> None:
    token = offer(session, entered, WRONG, now)
    entered.person.email = RIGHT
    session.flush()

    with pytest.raises(Conflict):
        join(session, token, name="Eve", password=PASSWORD, now=now)
