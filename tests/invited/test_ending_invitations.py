"""Going back from invitations to links: what is sent then, and what is not."""

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from cdo_share.inviting import end_invitations
from cdo_share.notifications.models import VisitInvitation
from cdo_share.notifications.round_mails import Sending
from cdo_share.publishing.models import Visit
from cdo_share.web.mails import render_mail
from tests.inviting import (
    BASE_URL,
    FAR,
    HOUR,
    MORNING_AFTER,
    ONE,
    Invited,
    all_leave,
    choose,
    end,
    publish,
    told,
    waiting,
)
from tests.notifications.post_office import PostOffice
from tests.publishing.world import At
from tests.web.pages import words

Sessions = sessionmaker[Session]


def test_ending_clears_the_calendar_and_beginning_again_fills_it(
    session: Session,
    sessions: Sessions,
    people: Invited,
    shop: At,
    office: PostOffice,
) -> None:
    choose(session, people, FAR)
    publish(session, people, [shop], FAR)
    all_leave(sessions, office, MORNING_AFTER)

    end(session, people, MORNING_AFTER)
    (cleared,) = waiting(session)
    assert told([cleared]) == [("CANCEL", ONE, 1)]
    all_leave(sessions, office, MORNING_AFTER)
    choose(session, people, MORNING_AFTER)

    assert words(cleared.subject).startswith("Invitation retirée, le planning ne change pas")
    assert told(waiting(session)) == [("REQUEST", ONE, 2)]
    assert session.get_one(Visit, ONE).sequence == 0
    assert session.scalars(_sequence_of(people)).all() == [1]


def _sequence_of(people: Invited):
    return select(VisitInvitation.sequence).where(VisitInvitation.person_id == people.annick.id)


def test_ending_before_anything_left_sends_nothing_but_the_letter_that_waited(
    session: Session, people: Invited, shop: At, other: At
) -> None:
    choose(session, people, FAR)
    publish(session, people, [shop, other], FAR)

    end(session, people, FAR + HOUR)

    (mail,) = waiting(session)
    assert [file["name"] for file in mail.attachments] == ["interventions.ics"]


def test_invitations_switched_off_by_the_installation_become_letters_with_a_file(
    session: Session, people: Invited, shop: At
) -> None:
    choose(session, people, FAR)
    publish(session, people, [shop], FAR)
    off = Sending(FAR + HOUR, BASE_URL, render_mail)
    whose = {"groupement_id": people.groupement_id, "person_id": people.annick.id}

    end_invitations(session, **whose, sending=off)

    (mail,) = waiting(session)
    assert [file["name"] for file in mail.attachments] == ["interventions.ics"]
