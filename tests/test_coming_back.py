"""A CDO who left by themselves comes back as somebody entered, until they accept again."""

from datetime import datetime

from sqlalchemy.orm import Session

from cdo_share.accounts.archive import set_engagement_active
from cdo_share.accounts.invitations import Invitee, invite
from cdo_share.accounts.leaving import leave_role
from cdo_share.accounts.models import Engagement, Person, RoleKind
from cdo_share.accounts.queries import list_roles
from cdo_share.joining import bring_back, join_as
from tests.factories import a_person, a_role
from tests.publishing.world import AM, MONDAY, PM, At, World, a_world, publish_places
from tests.test_joining import bearer_of, plan_visit, tell_all

EMAIL = "bob@cdo.example"


def a_cdo(session: Session) -> tuple[World, Engagement, Person]:
    """Return a CDO with an account and the role, in a groupement with something to plan."""
    bob = a_person(session, email=EMAIL, name="Bob", phone="06 00 00 00 00", password_hash="x")
    world = a_world(session, zoe_person=bob.id)
    a_role(session, bob, world.groupement, RoleKind.CDO, engagement_id=world.zoe.id)
    return world, world.zoe, bob


def leave_and_come_back(
    session: Session, engagement: Engagement, bob: Person, now: datetime
) -> Engagement:
    role = list_roles(session, bob.id)[0]
    leave_role(session, person_id=bob.id, role_id=role.id, now=now)
    return bring_back(
        session,
        groupement_id=engagement.groupement_id,
        engagement_id=engagement.id,
        version=engagement.version,
        now=now,
    )


def test_who_left_is_neither_the_one_engaged_nor_mailed(session: Session, now: datetime) -> None:
    world, engagement, bob = a_cdo(session)
    plan_visit(session, world, engagement, AM, now)

    entered = leave_and_come_back(session, engagement, bob, now).person
    publish_places(session, world, [At(world.shop, engagement, MONDAY, PM)], now)

    assert (entered.known_to_id, entered.email, entered.name, entered.phone) == (
        world.groupement.id,
        EMAIL,
        "Bob",
        "",
    )
    assert tell_all(session, world, now) == []


def test_visits_to_come_are_the_accounts_no_more(session: Session, now: datetime) -> None:
    world, engagement, bob = a_cdo(session)
    visit_id = plan_visit(session, world, engagement, AM, now)

    back = leave_and_come_back(session, engagement, bob, now)

    assert (bearer_of(session, visit_id), back.person_id == bob.id) == (back.person_id, False)


def test_accepting_again_gives_engagement_role_and_visits_back(
    session: Session, now: datetime
) -> None:
    world, engagement, bob = a_cdo(session)
    visit_id = plan_visit(session, world, engagement, AM, now)
    leave_and_come_back(session, engagement, bob, now)
    invitee = Invitee(EMAIL, "Bob", RoleKind.CDO, engagement.id)
    whose = {"groupement_id": world.groupement.id, "invited_by_id": None, "now": now}
    _, token = invite(session, invitee, **whose)

    join_as(session, token, person=bob, now=now)

    assert (engagement.person_id, bearer_of(session, visit_id)) == (bob.id, bob.id)
    assert [role.engagement_id for role in list_roles(session, bob.id)] == [engagement.id]


def test_who_was_archived_by_the_groupement_comes_back_as_they_were(
    session: Session, now: datetime
) -> None:
    world, engagement, bob = a_cdo(session)
    whose = {"groupement_id": world.groupement.id, "engagement_id": engagement.id, "now": now}

    set_engagement_active(session, **whose, is_active=False, version=engagement.version)
    back = bring_back(session, **whose, version=engagement.version)

    assert (back.person_id, len(list_roles(session, bob.id))) == (bob.id, 1)
