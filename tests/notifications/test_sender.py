"""Delivering the outbox to a real server, with everything that can go wrong on the way."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import count, pairwise
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session, sessionmaker

from cdo_share.core.orm import transaction
from cdo_share.core.outbox import OutboxMail, post_mail, withdraw_mails
from cdo_share.notifications import sender
from cdo_share.notifications.sender import LEASE, PAUSES, send_due
from cdo_share.notifications.server import MailServer
from tests.factories import a_person
from tests.notifications.post_office import SENDER, PostOffice, free_port, open_post_office

Sessions = sessionmaker[Session]
ONE_SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
_numbers = count(1)


def a_mail(sessions: Sessions, now: datetime, **values: Any) -> int:
    """Return the id of a new mail in the outbox, due now."""
    number = next(_numbers)
    defaults: dict[str, Any] = {
        "recipient": f"person-{number}@firm.example",
        "subject": "Vos interventions : version 1",
        "text": "Bonjour Zoé,\n\n.\nà lundi – 09:00\n",
        "attachments": [],
        "dedupe_key": f"test-{number}",
        "created_at": now,
        "next_try_at": now,
    }
    with sessions() as session, transaction(session):
        mail = post_mail(session, OutboxMail(**(defaults | values)))
        session.flush()
        return mail.id


def stored(sessions: Sessions, mail_id: int) -> OutboxMail:
    with sessions() as session:
        mail = session.get_one(OutboxMail, mail_id)
        session.refresh(mail)
        session.expunge(mail)
        return mail


def send(
    sessions: Callable[[], Session], office: PostOffice, now: datetime, limit: int = 20
) -> int:
    return send_due(sessions, MailServer(office.url, SENDER), now=now, limit=limit)


def test_mail_that_is_due_is_delivered_once(
    sessions: Sessions, office: PostOffice, now: datetime
) -> None:
    mail_id = a_mail(sessions, now, recipient="zoe@firm.example")

    counts = [send(sessions, office, now), send(sessions, office, now + timedelta(days=1))]

    assert counts == [1, 0]
    (message,) = office.messages
    assert office.envelopes[0].rcpt_tos == ["zoe@firm.example"]
    assert office.envelopes[0].mail_from == "ne-pas-repondre@partage.example"
    assert (message["From"], message["To"]) == (SENDER, "zoe@firm.example")
    assert message["Subject"] == "Vos interventions : version 1"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"] == f"<{mail_id}.20261214090000@partage.example>"
    assert message["Date"].datetime == now
    assert message.get_content().replace("\r\n", "\n") == "Bonjour Zoé,\n\n.\nà lundi – 09:00\n"
    mail = stored(sessions, mail_id)
    assert (mail.sent_at, mail.failed_at, mail.attempts, mail.last_error) == (now, None, 1, None)


def test_mail_that_was_delivered_keeps_nothing_of_its_text(
    sessions: Sessions, office: PostOffice, now: datetime
) -> None:
    mail_id = a_mail(sessions, now, text="https://partage.example/invitations/ci_secret")

    send(sessions, office, now)

    assert stored(sessions, mail_id).text == ""


def test_mail_with_an_attachment_carries_it(
    sessions: Sessions, office: PostOffice, now: datetime
) -> None:
    attachment = {"name": "visites.ics", "type": "text/calendar", "text": "BEGIN:VCALENDAR\r\n"}
    a_mail(sessions, now, attachments=[attachment])

    send(sessions, office, now)

    (part,) = office.messages[0].iter_attachments()
    assert (part.get_content_type(), part.get_filename()) == ("text/calendar", "visites.ics")
    assert part.get_content().strip() == "BEGIN:VCALENDAR"


def test_mail_that_is_not_due_waits(sessions: Sessions, office: PostOffice, now: datetime) -> None:
    a_mail(sessions, now, next_try_at=now + ONE_SECOND)

    assert send(sessions, office, now) == 0
    assert send(sessions, office, now + ONE_SECOND) == 1


LATE = datetime(2026, 12, 14, 22, 30, tzinfo=UTC)  # 23:30 in Paris
MORNING = datetime(2026, 12, 15, 6, tzinfo=UTC)  # 7:00 there


def test_mail_keeps_the_night_of_its_reader_when_the_server_was_away(
    sessions: Sessions, office: PostOffice
) -> None:
    mail_id = a_mail(sessions, LATE - timedelta(hours=5), quiet_zone="Europe/Paris")

    assert send(sessions, office, LATE) == 0
    waiting = stored(sessions, mail_id)
    assert (waiting.next_try_at, waiting.attempts, waiting.may_have_left) == (MORNING, 0, False)
    assert send(sessions, office, MORNING - ONE_SECOND) == 0
    assert send(sessions, office, MORNING) == 1


def test_mail_that_was_refused_in_the_evening_is_not_tried_again_at_night(
    sessions: Sessions, office: PostOffice
) -> None:
    evening = LATE - timedelta(hours=2)
    mail_id = a_mail(sessions, evening, quiet_zone="Europe/Paris")
    nowhere = MailServer(f"smtp://127.0.0.1:{free_port()}", SENDER)

    tried = [send_due(sessions, nowhere, now=evening + hour * 60 * MINUTE) for hour in range(11)]

    assert tried == [0] * 11
    assert stored(sessions, mail_id).attempts == 2  # at 21:30 and at 7:30
    assert send(sessions, office, MORNING + timedelta(hours=5)) == 1


def test_mail_that_somebody_waits_for_leaves_at_night(
    sessions: Sessions, office: PostOffice
) -> None:
    a_mail(sessions, LATE)

    assert send(sessions, office, LATE) == 1


def test_mail_would_leave_at_night_where_nobody_asks_when_that_is(
    sessions: Sessions, office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sender, "_keeps_the_night", lambda *_: False)
    a_mail(sessions, LATE, quiet_zone="Europe/Paris")

    assert send(sessions, office, LATE) == 1


def test_mail_that_was_taken_back_never_leaves(
    sessions: Sessions, office: PostOffice, now: datetime
) -> None:
    number = a_mail(sessions, now)
    with sessions() as session, transaction(session):
        key = session.get_one(OutboxMail, number).dedupe_key
        withdraw_mails(session, [key], now=now)

    assert send(sessions, office, now) == 0
    assert (stored(sessions, number).withdrawn_at, stored(sessions, number).text) == (now, "")


def test_mails_leave_oldest_first_and_no_more_than_the_limit(
    sessions: Sessions, office: PostOffice, now: datetime
) -> None:
    for minutes in (1, 3, 2):
        recipient = f"minute-{minutes}@firm.example"
        a_mail(sessions, now, recipient=recipient, next_try_at=now - minutes * MINUTE)

    assert send(sessions, office, now, limit=2) == 2
    assert [message["To"] for message in office.messages] == [
        "minute-3@firm.example",
        "minute-2@firm.example",
    ]


def test_mail_while_the_server_is_down_is_tried_again_and_arrives(
    sessions: Sessions, now: datetime
) -> None:
    port = free_port()
    mail_id = a_mail(sessions, now)
    server = MailServer(f"smtp://127.0.0.1:{port}", SENDER)

    assert send_due(sessions, server, now=now) == 0

    mail = stored(sessions, mail_id)
    assert (mail.attempts, mail.sent_at, mail.next_try_at) == (1, None, now + MINUTE)
    assert mail.last_error is not None
    assert mail.last_error.startswith("ConnectionRefusedError: ")
    with open_post_office(port) as office:
        assert send(sessions, office, now + MINUTE - ONE_SECOND) == 0
        assert send(sessions, office, now + MINUTE) == 1
        assert len(office.messages) == 1


def test_mail_that_never_leaves_is_given_up_after_a_day_of_growing_pauses(
    sessions: Sessions, now: datetime
) -> None:
    mail_id = a_mail(sessions, now)
    server = MailServer(f"smtp://127.0.0.1:{free_port()}", SENDER)
    tries = []
    while (mail := stored(sessions, mail_id)).failed_at is None and len(tries) < 100:
        instant = mail.next_try_at
        tries.append(instant - now)
        send_due(sessions, server, now=instant)

    minutes = [one.total_seconds() / 60 for one in tries]
    assert minutes[:6] == [0, 1, 6, 21, 81, 141]
    assert {later - sooner for sooner, later in pairwise(minutes[4:])} == {60}
    assert timedelta(hours=23) < tries[-1] <= timedelta(hours=24)
    assert (mail.attempts, mail.text) == (len(PAUSES) + 1, "")


@pytest.mark.parametrize(
    ("answer", "is_final"), [("550 no such mailbox", True), ("450 mailbox busy", False)]
)
def test_recipient_who_is_refused_for_good_fails_at_once_with_the_reason(
    sessions: Sessions, office: PostOffice, now: datetime, answer: str, is_final: bool
) -> None:
    office.refuses = {"gone@firm.example": answer}
    refused = a_mail(sessions, now, recipient="gone@firm.example")
    a_mail(sessions, now, recipient="zoe@firm.example")

    assert send(sessions, office, now) == 1

    assert [message["To"] for message in office.messages] == ["zoe@firm.example"]
    mail = stored(sessions, refused)
    assert (mail.failed_at, mail.sent_at) == (now if is_final else None, None)
    assert mail.last_error is not None
    assert answer[4:] in mail.last_error


@pytest.mark.parametrize(("answer", "is_final"), [("554 spam", True), ("451 later", False)])
def test_text_that_is_refused_for_good_fails_at_once_with_the_reason(
    sessions: Sessions, office: PostOffice, now: datetime, answer: str, is_final: bool
) -> None:
    office.answers = answer
    mail_id = a_mail(sessions, now)

    assert send(sessions, office, now) == 0

    mail = stored(sessions, mail_id)
    assert (mail.failed_at is not None, mail.text == "") == (is_final, is_final)
    assert mail.last_error is not None
    assert answer[4:] in mail.last_error


class Crash(BaseException):
    """The process dies."""


def dying_after(sessions: Sessions, calls: int) -> Callable[[], Session]:
    """Return a maker of sessions that dies when asked for one more than `calls`."""
    made = count(1)

    def make() -> Session:
        if next(made) > calls:
            raise Crash
        return sessions()

    return make


@pytest.mark.parametrize(
    ("calls", "arrived", "wait"), [(1, 0, timedelta()), (2, 1, LEASE - ONE_SECOND)]
)
def test_process_that_dies_before_it_notes_the_delivery_loses_nothing(
    sessions: Sessions,
    office: PostOffice,
    now: datetime,
    calls: int,
    arrived: int,
    wait: timedelta,
) -> None:
    mail_id = a_mail(sessions, now)

    with pytest.raises(Crash):
        send(dying_after(sessions, calls), office, now)

    assert len(office.messages) == arrived
    assert stored(sessions, mail_id).sent_at is None
    send(sessions, office, now + wait)
    again = now + LEASE
    send(sessions, office, again)
    assert len(office.messages) == 1 + arrived
    assert len({message["Message-ID"] for message in office.messages}) == 1
    assert stored(sessions, mail_id).sent_at == (again if arrived else now)


@pytest.mark.parametrize(
    "subject",
    ["Hello\r\nBcc: evil@evil.example", "Hello\nBcc: evil@evil.example", "Hello\r\n\r\nx"],
)
def test_subject_with_line_breaks_is_one_header(
    sessions: Sessions, office: PostOffice, now: datetime, subject: str
) -> None:
    a_mail(sessions, now, subject=subject, recipient="zoe@firm.example")

    send(sessions, office, now)

    (message,) = office.messages
    assert office.envelopes[0].rcpt_tos == ["zoe@firm.example"]
    assert message["Subject"] == " ".join(subject.split())
    assert set(message.keys()) == {
        "From",
        "To",
        "Subject",
        "Date",
        "Message-ID",
        "Auto-Submitted",
        "MIME-Version",
        "Content-Type",
        "Content-Transfer-Encoding",
    }


@pytest.mark.parametrize(
    "recipient",
    [
        "a@x.example\r\nBcc: evil@evil.example",
        "a@x.example, evil@evil.example",
        "nobody",
        "",
        "a@x.example>\r\nRCPT TO:<evil@evil.example",
    ],
)
def test_recipient_that_is_not_one_address_fails_and_nothing_leaves(
    sessions: Sessions, office: PostOffice, now: datetime, recipient: str
) -> None:
    mail_id = a_mail(sessions, now, recipient=recipient)

    assert send(sessions, office, now) == 0

    assert office.envelopes == []
    assert stored(sessions, mail_id).failed_at == now


def test_two_senders_at_once_deliver_each_mail_once(
    own_engine: Engine, office: PostOffice, now: datetime
) -> None:
    sessions = sessionmaker(own_engine)
    ids = [a_mail(sessions, now) for _ in range(10)]

    with ThreadPoolExecutor(2) as pool:
        sent = list(pool.map(lambda _: send(sessions, office, now), range(2)))

    assert sum(sent) == 10
    assert len({message["Message-ID"] for message in office.messages}) == 10
    assert len(office.messages) == 10
    assert {stored(sessions, one).attempts for one in ids} == {1}


def test_no_transaction_is_open_while_the_server_listens(
    own_engine: Engine, office: PostOffice, now: datetime
) -> None:
    sessions = sessionmaker(own_engine)
    a_mail(sessions, now)

    def write_meanwhile() -> None:
        with sessions() as session, transaction(session):
            a_person(session, email="meanwhile@firm.example")
            session.execute(select(OutboxMail).with_for_update(nowait=True))

    office.on_message = write_meanwhile

    assert send(sessions, office, now) == 1


def test_password_is_not_given_to_a_server_without_encryption(
    sessions: Sessions, office: PostOffice, now: datetime
) -> None:
    mail_id = a_mail(sessions, now)
    server = MailServer(f"smtp://user:s3cret@127.0.0.1:{office.port}", SENDER)

    assert send_due(sessions, server, now=now) == 0

    mail = stored(sessions, mail_id)
    assert office.envelopes == []
    assert mail.last_error == "SMTPNotSupportedError: STARTTLS extension not supported by server."
    assert mail.next_try_at == now + MINUTE


@pytest.mark.parametrize("url", ["http://host", "smtp://", "mail.example:25"])
def test_server_address_that_can_never_work_is_refused_at_the_start(url: str) -> None:
    with pytest.raises(ValueError, match="smtp://host:port"):
        MailServer(url, SENDER)


def test_password_that_cannot_be_told_to_a_server_is_refused_at_the_start() -> None:
    with pytest.raises(ValueError, match="without accents") as refusal:
        MailServer("smtp://asso:s3cr%C3%A9t@mail.example", SENDER)

    assert "s3cr" not in str(refusal.value)
