"""Delivering the outbox: every mail at least once, with growing pauses, never inside a transaction.

A mail is claimed by writing when it would be tried next, then sent, then marked as sent.
Whatever dies in between, the mail is tried again; its Message-ID stays the same, so that what
comes twice is seen as one.
"""

import smtplib
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, or_, select, update
from sqlalchemy.orm import Session

from cdo_share.core.orm import transaction
from cdo_share.core.outbox import OutboxMail
from cdo_share.core.quiet import awake_instant
from cdo_share.core.text import clean_line
from cdo_share.notifications.leaving import (
    is_overtaken,
    note_given_up,
    note_leaving,
    settle_leaving,
    undo_leaving,
)
from cdo_share.notifications.models import UntoldChange
from cdo_share.notifications.own_mails import is_own
from cdo_share.notifications.server import MailServer, compose, is_about_mail, is_open
from cdo_share.notifications.waiting_letters import KEY

# After the first attempt; hourly at the end, 24 hours in all.
PAUSES = tuple(timedelta(minutes=count) for count in (1, 5, 15, 60, *[60] * 22))
MAX_ERROR = 300
# Longer than a server may take to answer, so that nobody else tries a mail that is on its way.
LEASE = timedelta(minutes=15)
BATCH_SECONDS = 120.0

Sessions = Callable[[], Session]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a mail did not leave; `is_final` when another attempt would be pointless.

    `is_clear`: the server said so, or never heard of the mail; else it may have left all the same.
    """

    reason: str
    is_final: bool = False
    is_clear: bool = True


def send_due(sessions: Sessions, server: MailServer, *, now: datetime, limit: int = 20) -> int:
    """Send up to `limit` mails that are due, the oldest first; return how many left.

    Opens and commits short transactions of its own: none is open while the network is used.
    """
    waiting = _list_due(sessions, now, limit)
    if not waiting:
        return 0
    try:
        connection = server.connect()
    except (OSError, smtplib.SMTPException) as error:
        unreachable = Refusal(_reason(error))
        for mail_id in waiting:
            _attempt(sessions, mail_id, now, lambda _mail: unreachable)
        return 0
    ends_at, count = time.monotonic() + BATCH_SECONDS, 0
    with connection:
        for mail_id in waiting:
            # What the server breaks off, or is slow about, must not use up the others' attempts.
            if not is_open(connection) or time.monotonic() > ends_at:
                break
            count += _attempt(
                sessions, mail_id, now, lambda mail: _hand_over(connection, mail, server)
            )
    return count


def _is_due(now: datetime) -> ColumnElement[bool]:
    return and_(
        OutboxMail.sent_at.is_(None),
        OutboxMail.failed_at.is_(None),
        OutboxMail.withdrawn_at.is_(None),
        OutboxMail.next_try_at <= now,
    )


def _list_due(sessions: Sessions, now: datetime, limit: int) -> list[int]:
    statement = (
        select(OutboxMail.id)
        .where(_is_due(now))
        .order_by(OutboxMail.next_try_at, OutboxMail.id)
        .limit(limit)
    )
    with sessions() as session:
        return list(session.scalars(statement))


def list_due_groupements(session: Session, now: datetime) -> set[int]:
    """Return the groupements of which mails about visits are due."""
    about_visits = or_(OutboxMail.dedupe_key.startswith(KEY), is_own())
    statement = select(OutboxMail.groupement_id).where(_is_due(now), about_visits).distinct()
    return {number for number in session.scalars(statement) if number is not None}


def _attempt(
    sessions: Sessions, mail_id: int, now: datetime, send: Callable[[OutboxMail], Refusal | None]
) -> bool:
    """Return whether the mail left."""
    mail = _claim(sessions, mail_id, now)
    if mail is None:
        return False
    refusal = send(mail)
    with sessions() as session, transaction(session):
        row = session.get_one(OutboxMail, mail_id)
        if refusal is None:
            row.sent_at, row.last_error = now, None
            _remember_told(session, row)
        else:
            _note_refusal(row, refusal, now)
            if refusal.is_clear:
                undo_leaving(session, mail.attachments)
            settle_leaving(row)
        if row.failed_at:
            note_given_up(session, row)
        if row.sent_at or row.failed_at:
            _erase(row)
    return refusal is None


def _note_refusal(row: OutboxMail, refusal: Refusal, now: datetime) -> None:
    row.last_error = refusal.reason
    row.may_have_left = not refusal.is_clear
    row.next_try_at = now + PAUSES[min(row.attempts, len(PAUSES)) - 1]
    if refusal.is_final or row.attempts > len(PAUSES):
        row.failed_at = now


def _remember_told(session: Session, row: OutboxMail) -> None:
    """Take what the mail told off the list of what people have not been told."""
    session.execute(delete(UntoldChange).where(UntoldChange.mail_id == row.id))


def _claim(sessions: Sessions, mail_id: int, now: datetime) -> OutboxMail | None:
    """Return the mail, detached, if nobody else has it; it is given to nobody for a while.

    So a process that dies while sending loses nothing, and two processes never send at once.
    """
    statement = (
        select(OutboxMail)
        .where(OutboxMail.id == mail_id, _is_due(now))
        .with_for_update(skip_locked=True)
    )
    with sessions() as session, transaction(session):
        mail = session.scalar(statement)
        if mail is not None and _keeps_the_night(mail, now):
            return None
        if mail is not None and is_overtaken(session, mail):
            _take_back(session, mail, now)
            return None
        if mail is not None:
            mail.next_try_at = now + LEASE
            mail.attempts += 1
            mail.may_have_left = True
            note_leaving(session, mail, now)
            session.flush()
            session.expunge(mail)
    return mail


def _take_back(session: Session, mail: OutboxMail, now: datetime) -> None:
    """Keep a mail from leaving; what it told besides is told by the next."""
    mail.withdrawn_at = now
    _erase(mail)
    loose = update(UntoldChange).where(UntoldChange.mail_id == mail.id).values(mail_id=None)
    session.execute(loose)


def _keeps_the_night(mail: OutboxMail, now: datetime) -> bool:
    """Let a mail wait for the morning where it is night: the server may have been away all day."""
    if mail.quiet_zone is None:
        return False
    mail.next_try_at = awake_instant(now, mail.quiet_zone)
    return mail.next_try_at > now


def _hand_over(connection: smtplib.SMTP, mail: OutboxMail, server: MailServer) -> Refusal | None:
    """Return why the server did not take the mail; None when it has."""
    try:
        message = compose(mail, server.sender)
        connection.send_message(message)
    except smtplib.SMTPRecipientsRefused as error:
        code, text = next(iter(error.recipients.values()))
        return Refusal(_reason(f"{code} {text!r}"), is_final=code >= 500)
    except smtplib.SMTPResponseException as error:
        return Refusal(_reason(error), is_final=is_about_mail(error) and error.smtp_code >= 500)
    except (ValueError, smtplib.SMTPNotSupportedError) as error:
        # The address or a header cannot be written, or not for this server.
        return Refusal(_reason(error), is_final=True)
    except (OSError, smtplib.SMTPException) as error:
        return Refusal(_reason(error), is_clear=False)
    return None


def _reason(error: object) -> str:
    name = "" if isinstance(error, str) else f"{type(error).__name__}: "
    return clean_line(f"{name}{error}", MAX_ERROR)


def _erase(row: OutboxMail) -> None:
    """Forget what was written: a link in it may hold a secret, and it names people."""
    row.text, row.attachments = "", []
