"""What is answered while names change: it stands in the message, and counts."""

from dataclasses import replace
from datetime import datetime

import pytest
from icalendar import Calendar
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from cdo_share.notifications.answering import GivenAnswer, Outcome, take_answer
from cdo_share.notifications.models import Answer, VisitInvitation
from cdo_share.notifications.sender import send_due
from cdo_share.notifications.server import MailServer
from tests.invited.test_freshening import DAY, NEW_NAME, NEXT_DIGEST, Sessions, event_in, renew
from tests.inviting import (
    ANNICK,
    FAR,
    HOUR,
    MINUTE,
    MORNING_AFTER,
    ONE,
    Invited,
    all_leave,
    choose,
    publish,
    refuse,
)
from tests.notifications.post_office import SENDER, PostOffice
from tests.notifications.test_delivery import BreakingOffice
from tests.publishing.world import TUESDAY, At
from tests.web.pages import words


def test_answer_stands_and_is_in_the_message(
    session: Session, sessions: Sessions, invited: Invited, office: PostOffice
) -> None:
    answered = {"answer": "accepted", "answered_at": MORNING_AFTER}
    session.execute(update(VisitInvitation).values(**answered))
    invited.zoe.name = NEW_NAME
    (mail,) = renew(session, invited, MORNING_AFTER + HOUR)
    partstat = event_in(mail)["ATTENDEE"].params["PARTSTAT"]

    all_leave(sessions, office, NEXT_DIGEST)

    row = session.scalars(select(VisitInvitation).execution_options(populate_existing=True)).one()
    assert (partstat, row.answer, row.sequence) == ("ACCEPTED", Answer.ACCEPTED, 1)
    assert "ce que vous avez répondu reste valable" in words(mail.text).lower()


@pytest.mark.parametrize(
    ("answer", "partstat"), [("declined", "DECLINED"), ("other_date", "NEEDS-ACTION")]
)
def test_answer_that_comes_while_a_new_name_waits_is_in_the_message_that_leaves(
    session: Session,
    sessions: Sessions,
    invited: Invited,
    office: PostOffice,
    answer: str,
    partstat: str,
) -> None:
    invited.zoe.name = NEW_NAME
    (mail,) = renew(session, invited, MORNING_AFTER + HOUR)
    written = event_in(mail)["ATTENDEE"].params["PARTSTAT"]
    session.execute(update(VisitInvitation).values(answer=answer, answered_at=MORNING_AFTER))

    all_leave(sessions, office, NEXT_DIGEST)

    last = event_heard(office)
    assert (written, last["ATTENDEE"].params["PARTSTAT"]) == ("NEEDS-ACTION", partstat)
    assert (last["SEQUENCE"], last["ATTENDEE"].params["RSVP"]) == (1, "TRUE")
    assert NEW_NAME in str(last["SUMMARY"])


def test_answer_to_a_message_that_seemed_not_to_leave_is_in_it_when_it_is_tried_again(
    session: Session, sessions: Sessions, people: Invited, shop: At, office: PostOffice
) -> None:
    choose(session, people, FAR)
    publish(session, people, [shop], FAR)
    breaking = BreakingOffice(b".\r\n")
    for _ in ("Annick", "Zoé"):  # each connection breaks, once it has taken one mail
        send_due(sessions, MailServer(breaking.url, SENDER), now=MORNING_AFTER)
    breaking.close()
    session.execute(update(VisitInvitation).values(answer="accepted", answered_at=MORNING_AFTER))
    all_leave(sessions, office, MORNING_AFTER + HOUR)

    assert event_heard(office)["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"


def event_heard(office: PostOffice) -> Calendar:
    """Return the event of the last message that reached Annick."""
    last = [one for one in office.messages if one["To"] == ANNICK][-1]
    (part,) = (one for one in last.walk() if one.get_content_type() == "text/calendar")
    (event,) = Calendar.from_ical(part.get_payload(decode=True)).walk("VEVENT")
    return event


def answer_to(session: Session, sequence: int | None, stamped_at: datetime) -> Outcome:
    number = session.scalars(select(VisitInvitation.id)).one()
    given = GivenAnswer(
        kind="ACCEPTED", uid=str(ONE), attendee=ANNICK, sequence=sequence, stamped_at=stamped_at
    )
    now = NEXT_DIGEST + HOUR
    return take_answer(session, invitation_id=number, given=given, now=now)


@pytest.mark.parametrize("sequence", [0, 1, None])
def test_answer_to_the_invitation_of_before_a_new_name_counts(
    session: Session,
    sessions: Sessions,
    invited: Invited,
    office: PostOffice,
    sequence: int | None,
) -> None:
    for days, name in enumerate(("Zoé M.", NEW_NAME)):
        invited.zoe.name = name
        renew(session, invited, MORNING_AFTER + HOUR - (1 - days) * MINUTE)
    all_leave(sessions, office, NEXT_DIGEST)

    assert answer_to(session, sequence, MORNING_AFTER + HOUR) is Outcome.TAKEN


def test_planted_answer_of_before_the_visit_moved_is_late_after_a_new_name(
    session: Session, sessions: Sessions, invited: Invited, shop: At, office: PostOffice
) -> None:
    publish(session, invited, [replace(shop, day=TUESDAY)], MORNING_AFTER + HOUR)
    all_leave(sessions, office, NEXT_DIGEST)
    invited.zoe.name = NEW_NAME
    renew(session, invited, NEXT_DIGEST + HOUR)
    all_leave(sessions, office, NEXT_DIGEST + DAY)

    asked = session.execute(
        select(VisitInvitation.asked_sequence, VisitInvitation.asked_at, VisitInvitation.sequence)
    ).one()
    now = NEXT_DIGEST + HOUR
    late = [answer_to(session, 0, now), answer_to(session, None, MORNING_AFTER + HOUR)]
    assert asked == (1, NEXT_DIGEST, 2)
    assert late == [Outcome.LATE] * 2
    assert answer_to(session, 1, now) is Outcome.TAKEN


def test_answer_to_a_message_of_an_earlier_version_counts_after_a_new_name(
    session: Session, sessions: Sessions, invited: Invited, office: PostOffice
) -> None:
    session.execute(update(VisitInvitation).values(asked_sequence=None, asked_at=None))
    invited.zoe.name = NEW_NAME
    renew(session, invited, MORNING_AFTER + HOUR)
    all_leave(sessions, office, NEXT_DIGEST)

    assert answer_to(session, 0, MORNING_AFTER + HOUR) is Outcome.TAKEN


def test_refused_message_leaves_from_when_answers_count_as_it_was(
    session: Session, sessions: Sessions, invited: Invited, shop: At
) -> None:
    publish(session, invited, [replace(shop, day=TUESDAY)], MORNING_AFTER + HOUR)
    refuse(sessions, NEXT_DIGEST)

    asked = select(VisitInvitation.asked_sequence, VisitInvitation.asked_at)
    assert session.execute(asked).one() == (0, MORNING_AFTER)
