"""The message to a calendar as a mail server gets it."""

from sqlalchemy import select, update
from sqlalchemy.orm import Session, sessionmaker

from cdo_share.core.outbox import OutboxMail
from cdo_share.notifications.models import Answer, VisitInvitation
from cdo_share.notifications.sender import send_due
from cdo_share.notifications.server import MailServer
from tests.inviting import (
    ANNICK,
    FAR,
    HOUR,
    MORNING_AFTER,
    REPLIES,
    Invited,
    all_leave,
    choose,
    publish,
    waiting,
)
from tests.notifications.post_office import SENDER, PostOffice
from tests.notifications.test_delivery import BreakingOffice
from tests.publishing.world import At

Sessions = sessionmaker[Session]


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
    sessions: Sessions,
    people: Invited,
    shop: At,
    office: PostOffice,
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
    sessions: Sessions,
    people: Invited,
    shop: At,
    office: PostOffice,
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
