"""Mails wait here as rows, written in the transaction of the act they tell about."""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    Index,
    String,
    Text,
    UniqueConstraint,
    case,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from cdo_share.core.orm import Model

MOST_LISTED = 2000


class MailState(StrEnum):
    """Where a mail stands; follows from its instants."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


class OutboxMail(Model):
    """One mail to one address; sent once, tried again with growing pauses until it is."""

    __tablename__ = "outbox_mail"
    __table_args__ = (
        UniqueConstraint("dedupe_key"),
        Index("ix_outbox_mail_due", "sent_at", "failed_at", "next_try_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    groupement_id: Mapped[int | None] = mapped_column(index=True)
    person_id: Mapped[int | None]
    recipient: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    # [{"name", "type", "text"}]; a message to a calendar has no name (notifications/inviting.py)
    attachments: Mapped[list[Any]]
    dedupe_key: Mapped[str] = mapped_column(String(120))
    created_at: Mapped[datetime]
    next_try_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]  # taken back before it left: something newer says it
    last_error: Mapped[str | None] = mapped_column(String(300))
    # Where its reader is, an IANA name: it never leaves at night there. None for what somebody
    # waits for, such as a new password.
    quiet_zone: Mapped[str | None] = mapped_column(String(64))
    # Given to the server, which has not said yet, or could not say, whether it took it.
    may_have_left: Mapped[bool] = mapped_column(default=False)

    @property
    def state(self) -> MailState:
        """Return where the mail stands."""
        if self.sent_at is not None:
            return MailState.SENT
        if self.failed_at is not None:
            return MailState.FAILED
        return MailState.WAITING if self.withdrawn_at is None else MailState.WITHDRAWN


def count_mails(session: Session, groupement_id: int) -> tuple[int, int]:
    """Return how many mails of the groupement wait to be sent, and how many were given up."""
    statement = select(func.count(), func.count(OutboxMail.failed_at)).where(
        OutboxMail.groupement_id == groupement_id,
        OutboxMail.sent_at.is_(None),
        OutboxMail.withdrawn_at.is_(None),
    )
    unsent, failed = session.execute(statement).one()
    return unsent - failed, failed


def list_mails(session: Session, groupement_id: int, words: str = "") -> list[OutboxMail]:
    """Return the mails of the groupement: those that wait first, then the newest of the others.

    With `words`, those to an address, or with a subject, that contains them.
    """
    is_settled = or_(
        OutboxMail.sent_at.is_not(None),
        OutboxMail.failed_at.is_not(None),
        OutboxMail.withdrawn_at.is_not(None),
    )
    statement = (
        select(OutboxMail)
        .where(
            OutboxMail.groupement_id == groupement_id,
            or_(
                OutboxMail.recipient.icontains(words, autoescape=True),
                OutboxMail.subject.icontains(words, autoescape=True),
            ),
        )
        .order_by(case((is_settled, 1), else_=0), OutboxMail.id.desc())
        .limit(MOST_LISTED)
    )
    return list(session.scalars(statement))


def post_mail(session: Session, mail: OutboxMail) -> OutboxMail:
    """Put a mail into the outbox; the same `dedupe_key` twice is refused by the database."""
    session.add(mail)
    return mail


def withdraw_mails(session: Session, keys: Collection[str], *, now: datetime) -> set[int]:
    """Take back the mails of these keys that have not left, and return who would have read them.

    Their text is forgotten.
    """
    found = session.scalars(
        update(OutboxMail)
        .where(
            OutboxMail.dedupe_key.in_(keys),
            OutboxMail.sent_at.is_(None),
            OutboxMail.failed_at.is_(None),
            OutboxMail.withdrawn_at.is_(None),
        )
        .values(withdrawn_at=now, text="", attachments=[])
        .returning(OutboxMail.person_id)
    )
    return {number for number in found if number is not None}
