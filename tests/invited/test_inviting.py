"""Links or invitations, never both: what choosing sends by mail, and what it ends."""

from threading import Event
from time import sleep

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session, sessionmaker

from cdo_share.accounts.models import Role
from cdo_share.calendars.choosing import is_invited
from cdo_share.calendars.dav.collections import list_calendars
from cdo_share.calendars.models import FeedOwner, FeedToken, InvitedPerson
from cdo_share.calendars.queries import FeedKey
from cdo_share.calendars.readers import Connection, list_readers
from cdo_share.calendars.service import open_feed
from cdo_share.calendars.subscriptions import create_token, rotate_token
from cdo_share.core.errors import Conflict, NotAllowed, NotFound
from cdo_share.core.orm import transaction
from cdo_share.inviting import choose_invitations
from cdo_share.notifications.round_mails import Sending
from cdo_share.parting import leave_role
from cdo_share.web.mails import render_mail
from tests.factories import a_person
from tests.inviting import (
    BASE_URL,
    FAR,
    HOUR,
    MORNING_AFTER,
    ONE,
    TWO,
    Invited,
    all_leave,
    an_invited_world,
    choose,
    end,
    publish,
    sending,
    told,
    waiting,
)
from tests.notifications.post_office import PostOffice
from tests.publishing.world import At
from tests.races import race
from tests.web.pages import words

Sessions = sessionmaker[Session]


def a_link(session: Session, people: Invited) -> FeedToken:
    here = {"groupement_id": people.groupement_id, "now": FAR}
    key = FeedKey(FeedOwner.MEMBER, people.world.biscuits.id)
    feed = open_feed(session, key=key, base_url=BASE_URL, **here)
    whose = {"feed_id": feed.id, "person_id": people.annick.id, "label": "Téléphone"}
    return create_token(session, **whose, **here)[0]


def is_one_or_the_other(session: Session, people: Invited) -> bool:
    """Return whether a person does not have links and invitations at once."""
    session.expire_all()
    links = select(func.count()).where(
        FeedToken.person_id == people.annick.id, FeedToken.revoked_at.is_(None)
    )
    return not (
        session.scalar(links) and is_invited(session, people.groupement_id, people.annick.id)
    )


def test_choosing_ends_the_links_and_invites_to_every_visit_to_come(
    session: Session,
    sessions: Sessions,
    people: Invited,
    shop: At,
    other: At,
    office: PostOffice,
) -> None:
    publish(session, people, [shop, other], FAR)
    all_leave(sessions, office, MORNING_AFTER)
    a_link(session, people)

    choose(session, people, MORNING_AFTER)

    assert is_one_or_the_other(session, people)
    mails = waiting(session)
    assert told(mails) == [("REQUEST", ONE, 0), ("REQUEST", TWO, 0)]
    assert {mail.next_try_at for mail in mails} == {MORNING_AFTER}
    assert words(mails[0].subject) == "Invitation : lundi 4 janvier 2027, matin – Zoé Martin"


def test_planted_link_beside_invitations_is_noticed(session: Session, people: Invited) -> None:
    a_link(session, people)
    row = {"groupement_id": people.groupement_id, "person_id": people.annick.id}
    session.add(InvitedPerson(**row, chosen_at=FAR))
    session.flush()

    assert not is_one_or_the_other(session, people)


def test_link_beside_invitations_is_refused_until_they_end(
    session: Session, people: Invited
) -> None:
    choose(session, people, FAR)

    with pytest.raises(Conflict, match="End them first"):
        a_link(session, people)
    end(session, people, FAR)

    assert a_link(session, people).revoked_at is None


def test_choosing_tells_what_waited_by_invitation_and_when_it_would_have_been(
    session: Session, people: Invited, shop: At, other: At
) -> None:
    publish(session, people, [shop, other], FAR)

    choose(session, people, FAR + HOUR)

    mails = waiting(session)
    assert told(mails) == [("REQUEST", ONE, 0), ("REQUEST", TWO, 0)]
    assert {mail.next_try_at for mail in mails} == {MORNING_AFTER}
    assert words(mails[0].subject) == (
        "Nouvelle intervention : lundi 4 janvier 2027, matin – Zoé Martin"
    )


def test_choosing_twice_or_ending_nothing_is_refused(session: Session, people: Invited) -> None:
    with pytest.raises(NotFound):
        end(session, people, FAR)
    choose(session, people, FAR)
    with pytest.raises(Conflict, match="already"):
        choose(session, people, FAR)


def test_choosing_is_refused_where_invitations_are_off(session: Session, people: Invited) -> None:
    off = Sending(FAR, BASE_URL, render_mail)
    whose = {"groupement_id": people.groupement_id, "person_id": people.annick.id}

    with pytest.raises(Conflict, match="not offered"):
        choose_invitations(session, **whose, sending=off)


def test_choosing_is_not_for_somebody_who_gets_no_visits(session: Session, people: Invited) -> None:
    stranger = a_person(session)
    whose = {"groupement_id": people.groupement_id, "person_id": stranger.id}

    with pytest.raises(NotAllowed):
        choose_invitations(session, **whose, sending=sending(FAR))


def test_calendars_of_devices_leave_out_visits_that_are_invited_to(
    session: Session, people: Invited
) -> None:
    before = [one.name for one in list_calendars(session, people.zoe.id, "fr")]
    choose(session, people, FAR, people.zoe)

    assert len(before) == 2
    assert [one.name for one in list_calendars(session, people.zoe.id, "fr")] == ["busy"]
    off = list_calendars(session, people.zoe.id, "fr", has_invitations=False)
    assert [one.name for one in off] == before


def test_choice_counts_as_a_calendar_only_while_invitations_are_sent(
    session: Session, people: Invited
) -> None:
    choose(session, people, FAR)

    found = [
        {one.connection for one in readers if one.person_id == people.annick.id}
        for readers in (
            list_readers(session, people.groupement_id, FAR, has_invitations=is_on)
            for is_on in (True, False)
        )
    ]

    assert found == [{Connection.INVITED}, {Connection.NONE}]


def test_leaving_ends_the_choice_for_ever(session: Session, people: Invited) -> None:
    choose(session, people, FAR)
    role = session.scalars(select(Role).where(Role.person_id == people.annick.id)).one()

    leave_role(session, person_id=people.annick.id, role_id=role.id, now=FAR)

    assert session.scalars(select(InvitedPerson)).all() == []


def test_link_renewed_at_the_same_moment_does_not_outlive_the_choice(
    own_engine: Engine,
) -> None:
    with Session(own_engine, expire_on_commit=False) as session, transaction(session):
        people = an_invited_world(session)
        token = a_link(session, people)
    whose = {"groupement_id": people.groupement_id, "person_id": people.annick.id}
    has_renewed = Event()

    def renew(session: Session) -> None:
        rotate_token(session, token_id=token.id, **whose, now=FAR)
        has_renewed.set()
        sleep(0.5)  # time for the other to begin

    def choose_then(session: Session) -> None:
        has_renewed.wait(timeout=20)
        choose(session, people, FAR)

    assert race(own_engine, [renew, choose_then]) == ["done", "done"]
    with Session(own_engine) as session:
        assert is_one_or_the_other(session, people)
