"""Each change of a visit as one message to the calendars of those invited."""

from dataclasses import replace
from datetime import UTC, date, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session, sessionmaker

from cdo_share.notifications.models import Answer, UntoldChange, VisitInvitation
from cdo_share.publishing.models import Visit
from tests.inviting import (
    FAR,
    HOUR,
    MORNING_AFTER,
    NEAR,
    ONE,
    TWO,
    Invited,
    all_leave,
    cancel,
    choose,
    publish,
    told,
    waiting,
)
from tests.notifications.post_office import PostOffice
from tests.publishing.world import AM, PM, TUESDAY, At
from tests.web.pages import words

Sessions = sessionmaker[Session]


def test_publication_sends_one_message_for_each_visit_and_no_other_file(
    session: Session, people: Invited, shop: At, other: At
) -> None:
    choose(session, people, FAR)
    publish(session, people, [shop, other], FAR)

    mails = waiting(session)

    assert told(mails) == [("REQUEST", ONE, 0), ("REQUEST", TWO, 0)]
    assert [sorted(file) for mail in mails for file in mail.attachments] == [
        [
            "email",
            "invitation",
            "is_same",
            "method",
            "reply_to",
            "sequence",
            "text",
            "type",
            "wording",
        ]
    ] * 2
    assert "Répondez" in mails[0].text


def test_message_of_a_change_has_the_number_of_the_feeds_event(
    session: Session,
    sessions: Sessions,
    people: Invited,
    shop: At,
    office: PostOffice,
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
    sessions: Sessions,
    people: Invited,
    shop: At,
    office: PostOffice,
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
    sessions: Sessions,
    people: Invited,
    shop: At,
    office: PostOffice,
) -> None:
    choose(session, people, FAR)
    publish(session, people, [shop], FAR)
    all_leave(sessions, office, MORNING_AFTER)
    cancel(session, people, ONE, NEAR, by=people.annick.id)

    assert told(waiting(session)) == [("CANCEL", ONE, 1)]


def test_cdo_who_no_longer_comes_has_the_visit_taken_out(
    session: Session,
    sessions: Sessions,
    people: Invited,
    shop: At,
    office: PostOffice,
) -> None:
    choose(session, people, FAR, people.zoe)
    publish(session, people, [shop], FAR)
    all_leave(sessions, office, MORNING_AFTER)
    publish(session, people, [replace(shop, engagement=people.world.yann)], NEAR)

    assert told(waiting(session, people.zoe.email)) == [("CANCEL", ONE, 1)]


def test_visit_moved_twice_before_the_digest_is_told_once(
    session: Session,
    sessions: Sessions,
    people: Invited,
    shop: At,
    office: PostOffice,
) -> None:
    choose(session, people, FAR)
    publish(session, people, [shop], FAR)
    all_leave(sessions, office, MORNING_AFTER)
    for hours, day in enumerate((TUESDAY, date(2027, 1, 7))):
        publish(session, people, [replace(shop, day=day)], MORNING_AFTER + (1 + hours) * HOUR)

    assert told(waiting(session)) == [("REQUEST", ONE, 2)]


def test_change_undone_before_the_digest_leaves_the_invitation_as_it_was(
    session: Session,
    sessions: Sessions,
    people: Invited,
    shop: At,
    office: PostOffice,
) -> None:
    choose(session, people, FAR)
    publish(session, people, [shop], FAR)
    all_leave(sessions, office, MORNING_AFTER)
    publish(session, people, [replace(shop, day=TUESDAY)], MORNING_AFTER + HOUR)
    publish(session, people, [shop], MORNING_AFTER + 2 * HOUR)

    assert waiting(session) == []
    assert session.scalars(select(UntoldChange.id)).all() == []
    assert session.scalars(_sequence_of(people)).all() == [0]


def test_one_visit_told_says_nothing_of_those_that_wait(
    session: Session,
    sessions: Sessions,
    people: Invited,
    shop: At,
    other: At,
    office: PostOffice,
) -> None:
    choose(session, people, FAR)
    publish(session, people, [shop, other], FAR)
    all_leave(sessions, office, MORNING_AFTER)
    far = At(people.world.shop, people.world.zoe, date(2027, 1, 18), AM)
    publish(session, people, [replace(shop, slot=PM), other, far], NEAR)

    near, later = waiting(session)

    assert (near.next_try_at, later.next_try_at) == (NEAR, datetime(2026, 12, 31, 7, tzinfo=UTC))
    assert [mail.text.count("\n- ") for mail in (near, later)] == [1, 1]


def test_message_that_tells_something_new_takes_the_answer_away(
    session: Session,
    sessions: Sessions,
    people: Invited,
    shop: At,
    office: PostOffice,
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


def _sequence_of(people: Invited):
    return select(VisitInvitation.sequence).where(VisitInvitation.person_id == people.annick.id)
