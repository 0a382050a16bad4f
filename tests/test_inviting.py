"""Links or invitations, never both: what choosing, publishing and going back send by mail."""

import uuid
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from threading import Event
from time import sleep

import pytest
from sqlalchemy import Engine, func, select, update
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
from cdo_share.core.outbox import OutboxMail
from cdo_share.inviting import choose_invitations, end_invitations
from cdo_share.notifications.models import Answer, UntoldChange, VisitInvitation
from cdo_share.notifications.round_mails import Sending
from cdo_share.notifications.sender import send_due
from cdo_share.notifications.server import MailServer
from cdo_share.parting import leave_role
from cdo_share.publishing.models import Visit
from cdo_share.web.mails import render_mail
from tests.factories import a_person
from tests.inviting import (
    ANNICK,
    BASE_URL,
    REPLIES,
    Invited,
    all_leave,
    an_invited_world,
    cancel,
    choose,
    end,
    publish,
    sending,
    told,
    waiting,
)
from tests.notifications.conftest import office  # noqa: F401 - a fixture
from tests.notifications.post_office import SENDER, PostOffice
from tests.notifications.test_delivery import BreakingOffice
from tests.publishing.conftest import own_engine  # noqa: F401 - a fixture
from tests.publishing.world import AM, MONDAY, PM, TUESDAY, At
from tests.races import race
from tests.web.pages import words

ONE, TWO = (uuid.UUID(int=number, version=4) for number in (1, 2))
FAR, NEAR = (datetime(*day, 14, tzinfo=UTC) for day in ((2026, 12, 14), (2026, 12, 30)))
MORNING_AFTER = datetime(2026, 12, 15, 7, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def people(session: Session) -> Invited:
    return an_invited_world(session)


@pytest.fixture
def shop(people: Invited) -> At:
    return At(people.world.shop, people.world.zoe, MONDAY, AM, id=ONE)


@pytest.fixture
def other(people: Invited) -> At:
    return At(people.world.shop, people.world.zoe, TUESDAY, AM, id=TWO)


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
    sessions: sessionmaker[Session],
    people: Invited,
    shop: At,
    other: At,
    office: PostOffice,  # noqa: F811 - the fixture
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


def test_publication_sends_one_message_for_each_visit_and_no_other_file(
    session: Session, people: Invited, shop: At, other: At
) -> None:
    choose(session, people, FAR)
    publish(session, people, [shop, other], FAR)

    mails = waiting(session)

    assert told(mails) == [("REQUEST", ONE, 0), ("REQUEST", TWO, 0)]
    assert [sorted(file) for mail in mails for file in mail.attachments] == [
        ["invitation", "method", "reply_to", "sequence", "text", "type"]
    ] * 2
    assert "Répondez" in mails[0].text


def test_message_of_a_change_has_the_number_of_the_feeds_event(
    session: Session,
    sessions: sessionmaker[Session],
    people: Invited,
    shop: At,
    office: PostOffice,  # noqa: F811 - the fixture
) -> None:
    choose(session, people, FAR)
    publish(session, people, [shop], FAR)
    all_leave(sessions, office, MORNING_AFTER)
    publish(session, people, [replace(shop, slot=PM)], NEAR)

    (mail,) = waiting(session)

    assert told([mail]) == [("REQUEST", ONE, session.get_one(Visit, ONE).sequence)]
    assert told([mail])[0][2] == 1
    assert mail.next_try_at == NEAR


def test_visit_that_is_cancelled_is_taken_out_of_the_calendar(
    session: Session,
    sessions: sessionmaker[Session],
    people: Invited,
    shop: At,
    office: PostOffice,  # noqa: F811 - the fixture
) -> None:
    choose(session, people, FAR)
    publish(session, people, [shop], FAR)
    all_leave(sessions, office, MORNING_AFTER)
    cancel(session, people, ONE, NEAR)

    (mail,) = waiting(session)

    assert told([mail]) == [("CANCEL", ONE, 1)]
    assert "retire l’intervention de votre agenda" in words(mail.text)


def test_calendar_of_who_cancels_follows_too(
    session: Session,
    sessions: sessionmaker[Session],
    people: Invited,
    shop: At,
    office: PostOffice,  # noqa: F811 - the fixture
) -> None:
    choose(session, people, FAR)
    publish(session, people, [shop], FAR)
    all_leave(sessions, office, MORNING_AFTER)
    cancel(session, people, ONE, NEAR, by=people.annick.id)

    assert told(waiting(session)) == [("CANCEL", ONE, 1)]


def test_cdo_who_no_longer_comes_has_the_visit_taken_out(
    session: Session,
    sessions: sessionmaker[Session],
    people: Invited,
    shop: At,
    office: PostOffice,  # noqa: F811 - the fixture
) -> None:
    choose(session, people, FAR, people.zoe)
    publish(session, people, [shop], FAR)
    all_leave(sessions, office, MORNING_AFTER)
    publish(session, people, [replace(shop, engagement=people.world.yann)], NEAR)

    assert told(waiting(session, people.zoe.email)) == [("CANCEL", ONE, 1)]


def test_visit_moved_twice_before_the_digest_is_told_once(
    session: Session,
    sessions: sessionmaker[Session],
    people: Invited,
    shop: At,
    office: PostOffice,  # noqa: F811 - the fixture
) -> None:
    choose(session, people, FAR)
    publish(session, people, [shop], FAR)
    all_leave(sessions, office, MORNING_AFTER)
    for hours, day in enumerate((TUESDAY, date(2027, 1, 7))):
        publish(session, people, [replace(shop, day=day)], MORNING_AFTER + (1 + hours) * HOUR)

    assert told(waiting(session)) == [("REQUEST", ONE, 2)]


def test_change_undone_before_the_digest_leaves_the_invitation_as_it_was(
    session: Session,
    sessions: sessionmaker[Session],
    people: Invited,
    shop: At,
    office: PostOffice,  # noqa: F811 - the fixture
) -> None:
    choose(session, people, FAR)
    publish(session, people, [shop], FAR)
    all_leave(sessions, office, MORNING_AFTER)
    publish(session, people, [replace(shop, day=TUESDAY)], MORNING_AFTER + HOUR)
    publish(session, people, [shop], MORNING_AFTER + 2 * HOUR)

    assert waiting(session) == []
    assert session.scalars(select(UntoldChange.id)).all() == []
    assert session.scalars(_sequence_of(people)).all() == [0]


def _sequence_of(people: Invited):
    return select(VisitInvitation.sequence).where(VisitInvitation.person_id == people.annick.id)


def test_one_visit_told_says_nothing_of_those_that_wait(
    session: Session,
    sessions: sessionmaker[Session],
    people: Invited,
    shop: At,
    other: At,
    office: PostOffice,  # noqa: F811 - the fixture
) -> None:
    choose(session, people, FAR)
    publish(session, people, [shop, other], FAR)
    all_leave(sessions, office, MORNING_AFTER)
    far = At(people.world.shop, people.world.zoe, date(2027, 1, 18), AM)
    publish(session, people, [replace(shop, slot=PM), other, far], NEAR)

    near, later = waiting(session)

    assert (near.next_try_at, later.next_try_at) == (NEAR, datetime(2026, 12, 31, 7, tzinfo=UTC))
    assert [mail.text.count("\n- ") for mail in (near, later)] == [1, 1]


def test_ending_clears_the_calendar_and_beginning_again_fills_it(
    session: Session,
    sessions: sessionmaker[Session],
    people: Invited,
    shop: At,
    office: PostOffice,  # noqa: F811 - the fixture
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


def test_ending_before_anything_left_sends_nothing_but_the_letter_that_waited(
    session: Session, people: Invited, shop: At, other: At
) -> None:
    choose(session, people, FAR)
    publish(session, people, [shop, other], FAR)

    end(session, people, FAR + HOUR)

    (mail,) = waiting(session)
    assert [file["name"] for file in mail.attachments] == ["interventions.ics"]


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


def test_secret_of_an_answer_stands_in_no_other_mail(
    session: Session, people: Invited, shop: At
) -> None:
    choose(session, people, FAR)
    publish(session, people, [shop], FAR)

    numbers = session.execute(select(VisitInvitation.id, VisitInvitation.email)).all()

    assert [email for _, email in numbers] == [ANNICK]
    others = session.scalars(select(OutboxMail).where(OutboxMail.recipient != ANNICK)).all()
    assert [one for one in others if REPLIES.of(numbers[0].id) in str(one.attachments)] == []


def test_message_that_leaves_is_another_form_of_the_text_and_says_its_method(
    session: Session,
    sessions: sessionmaker[Session],
    people: Invited,
    shop: At,
    office: PostOffice,  # noqa: F811 - the fixture
) -> None:
    choose(session, people, FAR)
    publish(session, people, [shop], FAR)
    (written,) = (file["text"] for mail in waiting(session) for file in mail.attachments)

    all_leave(sessions, office, MORNING_AFTER)

    (message,) = (one for one in office.messages if one["To"] == ANNICK)
    (number,) = session.scalars(select(VisitInvitation.id))
    text, event = message.iter_parts()
    assert message.get_content_type() == "multipart/alternative"
    assert message["Reply-To"] == REPLIES.of(number)
    assert [part.get_content_type() for part in (text, event)] == ["text/plain", "text/calendar"]
    assert dict(event["Content-Type"].params) == {
        "charset": "utf-8",
        "method": "REQUEST",
        "component": "VEVENT",
    }
    assert event.get_payload(decode=True) == written.encode()
    assert event.get_filename() is None


def test_message_tried_again_keeps_its_number_and_its_answer(
    session: Session,
    sessions: sessionmaker[Session],
    people: Invited,
    shop: At,
    office: PostOffice,  # noqa: F811 - the fixture
) -> None:
    choose(session, people, FAR)
    publish(session, people, [shop], FAR)
    breaking = BreakingOffice(b".\r\n")
    for _ in ("Annick", "Zoé"):  # each connection breaks, once it has taken one mail
        send_due(sessions, MailServer(breaking.url, SENDER), now=MORNING_AFTER)
    breaking.close()
    session.execute(update(VisitInvitation).values(answer="accepted", answered_at=MORNING_AFTER))
    all_leave(sessions, office, MORNING_AFTER + HOUR)

    row = session.scalars(select(VisitInvitation).execution_options(populate_existing=True)).one()
    assert (row.sequence, row.sent_at, row.answer) == (0, MORNING_AFTER, Answer.ACCEPTED)
    assert len([one for one in office.messages if one["To"] == ANNICK]) == 1


def test_link_renewed_at_the_same_moment_does_not_outlive_the_choice(
    own_engine: Engine,  # noqa: F811 - the fixture
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


def test_message_that_tells_something_new_takes_the_answer_away(
    session: Session,
    sessions: sessionmaker[Session],
    people: Invited,
    shop: At,
    office: PostOffice,  # noqa: F811 - the fixture
) -> None:
    choose(session, people, FAR)
    publish(session, people, [shop], FAR)
    all_leave(sessions, office, MORNING_AFTER)
    answered = {"answer": "declined", "answered_at": MORNING_AFTER, "is_settled": True}
    session.execute(update(VisitInvitation).values(**answered))
    publish(session, people, [replace(shop, slot=PM)], NEAR)
    before = _answer(session)
    all_leave(sessions, office, NEAR)

    assert before == (0, Answer.DECLINED, True)
    assert _answer(session) == (1, None, False)


def _answer(session: Session) -> tuple[int | None, Answer | None, bool]:
    row = session.scalars(select(VisitInvitation).execution_options(populate_existing=True)).one()
    return row.sequence, row.answer, row.is_settled
