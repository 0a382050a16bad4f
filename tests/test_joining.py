"""A CDO who was entered by their address accepts: what was planned until then becomes theirs."""

import uuid
from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.engaging import engage_cdo
from cdo_share.accounts.invitations import Invitee, invite
from cdo_share.accounts.leaving import decline_invitation
from cdo_share.accounts.models import Engagement, Person, RoleKind
from cdo_share.accounts.queries import find_role, list_roles
from cdo_share.accounts.service import authenticate, set_password
from cdo_share.core.errors import Conflict, NotFound
from cdo_share.core.outbox import OutboxMail
from cdo_share.demands.answers import list_answering
from cdo_share.joining import join, join_as
from cdo_share.notifications.models import UntoldChange
from cdo_share.notifications.round_mails import Sending
from cdo_share.publishing.models import Visit
from cdo_share.publishing.queries import list_visits_in_force
from cdo_share.telling import tell_changes
from cdo_share.web.mails import render_mail
from tests.accounts.test_engaging import a_wish
from tests.factories import a_person, a_role
from tests.publishing.world import AM, MONDAY, PM, At, World, a_world, publish_places

EMAIL = "anne@cdo.example"
PASSWORD = "une marée haute à sept heures"


def enter(session: Session, world: World, now: datetime) -> tuple[Engagement, str]:
    """Return the engagement of an address that was entered and invited, and the link's secret."""
    groupement_id = world.groupement.id
    wish = a_wish(email=EMAIL, name="Typed")
    engagement = engage_cdo(session, groupement_id=groupement_id, wish=wish, now=now)
    invitee = Invitee(EMAIL, "Typed", RoleKind.CDO, engagement.id)
    _, token = invite(session, invitee, groupement_id=groupement_id, invited_by_id=None, now=now)
    return engagement, token


def plan_visit(
    session: Session, world: World, engagement: Engagement, slot: int, now: datetime
) -> uuid.UUID:
    """Return the number of a visit on Monday that was published."""
    number = uuid.uuid4()
    publish_places(session, world, [At(world.shop, engagement, MONDAY, slot, id=number)], now)
    return number


def tell_all(session: Session, world: World, now: datetime) -> list[OutboxMail]:
    """Tell everybody of all visits, as if they knew none, and return the letters."""
    sending = Sending(now, "https://cdo.example", render_mail)
    return tell_changes(session, world.groupement.id, {}, sending)


def bearer_of(session: Session, visit_id: uuid.UUID) -> int | None:
    return session.scalar(select(Visit.person_id).where(Visit.id == visit_id))


def test_new_address_becomes_the_account_with_its_visits(session: Session, now: datetime) -> None:
    world = a_world(session)
    engagement, token = enter(session, world, now)
    visit_id = plan_visit(session, world, engagement, AM, now)

    person = join(session, token, name="Anne", password=PASSWORD, now=now)

    assert authenticate(session, EMAIL, PASSWORD) is person
    assert (person.id, person.name, person.known_to_id) == (engagement.person_id, "Anne", None)
    assert [role.engagement_id for role in list_roles(session, person.id)] == [engagement.id]
    assert bearer_of(session, visit_id) == person.id


def test_known_person_takes_over_the_visits_and_what_was_typed_goes(
    session: Session, now: datetime
) -> None:
    known = a_person(session, email=EMAIL, name="Anne", password_hash="x")
    world = a_world(session)
    engagement, token = enter(session, world, now)
    entered_id = engagement.person_id
    visit_id = plan_visit(session, world, engagement, AM, now)

    join_as(session, token, person=known, now=now)

    assert (engagement.person_id, engagement.person.name) == (known.id, "Anne")
    assert bearer_of(session, visit_id) == known.id
    assert [role.engagement_id for role in list_roles(session, known.id)] == [engagement.id]
    entered = session.get_one(Person, entered_id)
    assert (entered.name, entered.phone, EMAIL in entered.email) == ("", "", False)
    assert list_roles(session, entered_id) == []


def test_link_of_somebody_known_never_gives_a_password(session: Session, now: datetime) -> None:
    known = a_person(session, email=EMAIL, name="Anne")
    set_password(session, known, PASSWORD)
    _, token = enter(session, a_world(session), now)

    with pytest.raises(Conflict):
        join(session, token, name="Eve", password=PASSWORD + "2", now=now)


@pytest.mark.parametrize(("slot", "is_free"), [(AM, False), (PM, True)])
def test_nobody_joins_who_is_busy_elsewhere_at_the_hours_planned_here(
    session: Session, now: datetime, slot: int, is_free: bool
) -> None:
    known = a_person(session, email=EMAIL, name="Anne", password_hash="x")
    elsewhere, here = a_world(session, zoe_person=known.id), a_world(session)
    plan_visit(session, elsewhere, elsewhere.zoe, AM, now)
    engagement, token = enter(session, here, now)
    plan_visit(session, here, engagement, slot, now)

    if is_free:
        join_as(session, token, person=known, now=now)
        assert engagement.person_id == known.id
    else:
        with pytest.raises(Conflict):
            join_as(session, token, person=known, now=now)


def test_other_groupement_that_entered_the_address_stays_without_an_answer(
    session: Session, now: datetime
) -> None:
    (first, token), (second, _) = (enter(session, a_world(session), now) for _ in range(2))

    person = join(session, token, name="Anne", password=PASSWORD, now=now)

    assert (first.person_id, second.person_id == person.id) == (person.id, False)
    assert second.person.name == "Typed"
    assert len(list_roles(session, person.id)) == 1


def test_declined_invitation_ends_every_link_of_the_kind_and_mails_nobody(
    session: Session, now: datetime
) -> None:
    world = a_world(session)
    engagement, token = enter(session, world, now)
    invitee = Invitee(EMAIL, "Typed", RoleKind.CDO, engagement.id)
    whose = {"groupement_id": world.groupement.id, "invited_by_id": None, "now": now}
    other, second = invite(session, invitee, **whose)

    invitation = decline_invitation(session, token, now=now)

    session.refresh(other)
    assert (invitation.declined_at, other.declined_at) == (now, now)
    assert list_roles(session, engagement.person_id) == []
    for link in (token, second):
        with pytest.raises(NotFound):
            join(session, link, name="Anne", password=PASSWORD, now=now)


def test_declined_offer_may_be_made_and_accepted_again(session: Session, now: datetime) -> None:
    world = a_world(session)
    engagement, token = enter(session, world, now)
    decline_invitation(session, token, now=now)
    invitee = Invitee(EMAIL, "Typed", RoleKind.CDO, engagement.id)
    whose = {"groupement_id": world.groupement.id, "invited_by_id": None, "now": now}
    _, again = invite(session, invitee, **whose)

    person = join(session, again, name="Anne", password=PASSWORD, now=now)

    assert find_role(session, person_id=person.id, kind=RoleKind.CDO, subject_id=engagement.id)


def test_voice_of_a_member_who_is_entered_as_cdo_too_has_both_only_after_accepting(
    session: Session, now: datetime
) -> None:
    world = a_world(session)
    voice = a_person(session, email=EMAIL, name="Anne", password_hash="x")
    a_role(session, voice, world.groupement, RoleKind.MEMBER, member_id=world.boats.id)
    engagement, token = enter(session, world, now)
    before = [role.kind for role in list_roles(session, voice.id)]

    join_as(session, token, person=voice, now=now)

    assert before == [RoleKind.MEMBER]
    assert {role.kind for role in list_roles(session, voice.id)} == {RoleKind.MEMBER, RoleKind.CDO}
    assert engagement.person_id == voice.id


@pytest.mark.parametrize("declines", [True, False])
def test_who_was_entered_is_told_of_visits_unless_they_declined(
    session: Session, now: datetime, declines: bool
) -> None:
    world = a_world(session)
    engagement, token = enter(session, world, now)
    plan_visit(session, world, engagement, AM, now)
    if declines:
        decline_invitation(session, token, now=now)

    mails = tell_all(session, world, now)

    assert (EMAIL in [mail.recipient for mail in mails]) is not declines


def test_letter_that_waits_for_somebody_entered_becomes_the_accounts_one_letter(
    session: Session, now: datetime
) -> None:
    known = a_person(session, email=EMAIL, name="Anne", password_hash="x")
    world = a_world(session)
    engagement, token = enter(session, world, now)
    plan_visit(session, world, engagement, AM, now)
    (mail,) = tell_all(session, world, now)

    join_as(session, token, person=known, now=now)
    plan_visit(session, world, engagement, PM, now)
    (again,) = tell_all(session, world, now)

    assert again.id == mail.id
    assert session.scalars(select(UntoldChange.person_id)).all() == [known.id]
    assert session.scalars(select(OutboxMail)).all() == [mail]


@pytest.mark.parametrize("is_invited", [True, False])
def test_who_was_entered_is_reminded_by_the_invitation_only(
    session: Session, now: datetime, is_invited: bool
) -> None:
    world = a_world(session)
    engagement, token = enter(session, world, now)
    if not is_invited:
        decline_invitation(session, token, now=now)

    answering = list_answering(session, world.groupement.id, world.period.id)

    of_cdo = next(one for one in answering if one.name == "Typed")
    assert of_cdo.subject_id == engagement.id
    assert (of_cdo.people, len(of_cdo.invitations)) == ((), int(is_invited))


def test_past_visits_elsewhere_at_the_same_hours_keep_nobody_from_joining(
    session: Session, now: datetime
) -> None:
    known = a_person(session, email=EMAIL, name="Anne", password_hash="x")
    elsewhere, here = a_world(session, zoe_person=known.id), a_world(session)
    plan_visit(session, elsewhere, elsewhere.zoe, AM, now)
    engagement, _ = enter(session, here, now)
    entered_id, past = engagement.person_id, plan_visit(session, here, engagement, AM, now)
    later = datetime(2027, 2, 15, 9, tzinfo=UTC)
    invitee = Invitee(EMAIL, "Anne", RoleKind.CDO, engagement.id)
    whose = {"groupement_id": here.groupement.id, "invited_by_id": None, "now": later}
    _, token = invite(session, invitee, **whose)

    join_as(session, token, person=known, now=later)

    assert (engagement.person_id, bearer_of(session, past)) == (known.id, entered_id)
    views = list_visits_in_force(session, here.groupement.id)
    assert [view.cdo_name for view in views] == ["Anne"]
