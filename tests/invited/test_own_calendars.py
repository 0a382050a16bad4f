"""Somebody's own calendar holds what is planned, whatever is chosen or refused when."""

from dataclasses import replace

from sqlalchemy import update
from sqlalchemy.orm import Session, sessionmaker

from cdo_share.notifications.invitation_queries import list_objections
from cdo_share.notifications.models import Answer, VisitInvitation
from cdo_share.notifications.sender import send_due
from cdo_share.notifications.server import MailServer
from tests.inviting import (
    DAY,
    FAR,
    HOUR,
    MINUTE,
    MORNING_AFTER,
    ONE,
    Invited,
    all_leave,
    cancel,
    choose,
    end,
    heard,
    publish,
    refuse,
    stands,
    told,
    waiting,
)
from tests.notifications.post_office import SENDER, PostOffice
from tests.notifications.test_delivery import BreakingOffice
from tests.publishing.world import PM, TUESDAY, At
from tests.web.pages import words

Sessions = sessionmaker[Session]


def test_choosing_again_before_the_end_left_takes_it_back(
    session: Session,
    sessions: Sessions,
    invited: Invited,
    office: PostOffice,
) -> None:
    end(session, invited, MORNING_AFTER + HOUR)
    choose(session, invited, MORNING_AFTER + HOUR)

    assert told(waiting(session)) == [("REQUEST", ONE, 1)]
    all_leave(sessions, office, MORNING_AFTER + HOUR)
    assert stands(session) == (1, False, None)


def test_choosing_and_ending_quickly_never_sends_two_messages_of_one_number(
    session: Session,
    sessions: Sessions,
    invited: Invited,
    office: PostOffice,
) -> None:
    now = MORNING_AFTER + HOUR
    for step in range(6):
        (choose if step % 2 else end)(session, invited, now + step * MINUTE)
        if step % 3:
            all_leave(sessions, office, now + step * MINUTE)

    numbers = [number for _, _, number in heard(office)]
    assert numbers == sorted(set(numbers))
    assert heard(office)[-1][0] == "REQUEST"
    assert stands(session)[:2] == (numbers[-1], False)


def test_invitation_that_was_clearly_refused_was_not_sent(
    session: Session, sessions: Sessions, linked: Invited
) -> None:
    refuse(sessions, MORNING_AFTER)

    assert stands(session) == (None, False, None)
    end(session, linked, MORNING_AFTER + HOUR)
    assert waiting(session) == []


def test_invitation_that_may_have_left_is_taken_out_at_the_end(
    session: Session, sessions: Sessions, linked: Invited
) -> None:
    breaking = BreakingOffice(b".\r\n")
    send_due(sessions, MailServer(breaking.url, SENDER), now=MORNING_AFTER)
    breaking.close()
    refuse(sessions, MORNING_AFTER + MINUTE)

    assert stands(session) == (0, False, None)
    end(session, linked, MORNING_AFTER + HOUR)
    assert told(waiting(session)) == [("CANCEL", ONE, 1)]


def test_invitation_that_may_be_on_its_way_is_not_forgotten_when_another_is_written(
    session: Session, sessions: Sessions, linked: Invited
) -> None:
    breaking = BreakingOffice(b".\r\n")
    send_due(sessions, MailServer(breaking.url, SENDER), now=MORNING_AFTER)
    breaking.close()

    end(session, linked, MORNING_AFTER + HOUR)

    assert told(waiting(session)) == [("REQUEST", ONE, 0), ("CANCEL", ONE, 1)]


def test_visit_that_was_taken_out_already_is_not_taken_out_again_at_the_end(
    session: Session, sessions: Sessions, invited: Invited, office: PostOffice
) -> None:
    cancel(session, invited, ONE, MORNING_AFTER)
    for hours in range(24):
        all_leave(sessions, office, MORNING_AFTER + hours * HOUR)

    end(session, invited, MORNING_AFTER + DAY)

    assert stands(session)[1] is True
    assert waiting(session) == []


def test_answer_stands_while_the_message_of_a_change_is_refused(
    session: Session, sessions: Sessions, invited: Invited, shop: At
) -> None:
    answered = {"answer": "declined", "answered_at": MORNING_AFTER}
    session.execute(update(VisitInvitation).values(**answered))
    publish(session, invited, [replace(shop, slot=PM)], MORNING_AFTER + HOUR)

    refuse(sessions, MORNING_AFTER + DAY)

    assert stands(session) == (0, False, Answer.DECLINED)


def test_message_that_a_later_one_overtook_does_not_leave(
    session: Session,
    sessions: Sessions,
    linked: Invited,
    office: PostOffice,
) -> None:
    breaking = BreakingOffice(b".\r\n")
    send_due(sessions, MailServer(breaking.url, SENDER), now=MORNING_AFTER)
    breaking.close()
    end(session, linked, MORNING_AFTER)
    for minutes in (0, 1, 2):
        all_leave(sessions, office, MORNING_AFTER + minutes * MINUTE)

    assert heard(office) == [("CANCEL", ONE, 1)]


def test_visit_cancelled_while_its_first_invitation_waits_does_not_come_back(
    session: Session,
    sessions: Sessions,
    linked: Invited,
    office: PostOffice,
) -> None:
    cancel(session, linked, ONE, MORNING_AFTER)
    for hours in range(48):
        all_leave(sessions, office, MORNING_AFTER + hours * HOUR)

    assert heard(office) == [("CANCEL", ONE, 1)]


def test_visit_moved_and_back_while_its_first_invitation_waits_is_invited_to(
    session: Session, linked: Invited, shop: At
) -> None:
    publish(session, linked, [replace(shop, day=TUESDAY)], MORNING_AFTER)
    moved = told(waiting(session))
    publish(session, linked, [shop], MORNING_AFTER)

    assert [moved, told(waiting(session))] == [[("REQUEST", ONE, 1)], [("REQUEST", ONE, 2)]]


def test_ending_takes_out_a_visit_whose_cancelling_waits_to_be_told(
    session: Session, invited: Invited
) -> None:
    cancel(session, invited, ONE, MORNING_AFTER + HOUR)
    end(session, invited, MORNING_AFTER + HOUR)

    letter, message = waiting(session)
    assert [file["name"] for file in letter.attachments] == ["interventions.ics"]
    assert told([message]) == [("CANCEL", ONE, 1)]


def test_ending_while_a_move_waits_names_the_day_that_is_in_the_calendar(
    session: Session, invited: Invited, shop: At
) -> None:
    publish(session, invited, [replace(shop, day=TUESDAY)], MORNING_AFTER + HOUR)
    end(session, invited, MORNING_AFTER + HOUR)

    _, message = waiting(session)
    assert told([message]) == [("CANCEL", ONE, 1)]
    assert words(message.subject).endswith(": lundi 4 janvier 2027, matin – Zoé Martin")


def objections(session: Session, people: Invited) -> list[Answer]:
    which = {"period_id": people.world.period.id, "first": FAR.date()}
    return [one.answer for one in list_objections(session, people.groupement_id, **which)]


def test_no_that_nobody_dealt_with_stands_when_invitations_end_and_begin_again(
    session: Session,
    sessions: Sessions,
    invited: Invited,
    shop: At,
    office: PostOffice,
) -> None:
    answered = {"answer": "declined", "answered_at": MORNING_AFTER}
    session.execute(update(VisitInvitation).values(**answered))
    seen = []
    for act in (end, choose, end):
        act(session, invited, MORNING_AFTER + HOUR)
        all_leave(sessions, office, MORNING_AFTER + HOUR)
        seen.append(objections(session, invited))
    publish(session, invited, [replace(shop, day=TUESDAY)], MORNING_AFTER + HOUR)

    assert seen == [[Answer.DECLINED]] * 3
    assert stands(session) == (3, True, None)
