"""Writing mails into the outbox, in the transaction of the act they tell about."""

from datetime import datetime
from typing import Any, Protocol

from sqlalchemy.orm import Session

from cdo_share.accounts.models import (
    PasswordReset,
    Person,
)
from cdo_share.core.outbox import OutboxMail, post_mail
from cdo_share.core.quiet import polite_instant
from cdo_share.core.text import clean_line

MAX_SUBJECT = 200


class Render(Protocol):
    """Fills a mail template; its first line is the subject, the rest the text."""

    def __call__(self, template: str, language: str, **values: Any) -> str:
        """Return the text of `template` in `language`."""


def tell_reset(
    session: Session,
    *,
    reset: PasswordReset,
    url: str,
    life_minutes: int,
    now: datetime,
    render: Render,
) -> OutboxMail:
    """Write the mail that carries the link to a new password, due at once, and return it.

    `url` holds the secret: the text is erased from the outbox when the mail has left.
    """
    person = session.get_one(Person, reset.person_id)
    text = render(
        "mail/password.txt",
        person.language,
        name=clean_line(person.name),
        email=person.email,
        url=url,
        minutes=life_minutes,
    )
    # The hash names the link for ever; SQLite gives the number of a removed row again.
    mail = new_mail(text, person.email, f"password-{reset.token_sha256.hex()}", now)
    mail.person_id = person.id
    post_mail(session, mail)
    session.flush()
    return mail


def wait_politely(mail: OutboxMail, now: datetime, zone: str) -> None:
    """Let a mail wait for a decent hour where its reader is, and keep every night there."""
    mail.next_try_at, mail.quiet_zone = polite_instant(now, zone), zone


def new_mail(rendered: str, address: str, dedupe_key: str, now: datetime) -> OutboxMail:
    """Return a mail of a filled template, due at once; not stored yet."""
    subject, _, text = rendered.strip().partition("\n")
    return OutboxMail(
        recipient=address,
        subject=clean_line(subject, MAX_SUBJECT),
        text=text.strip() + "\n",
        attachments=[],
        dedupe_key=dedupe_key,
        created_at=now,
        next_try_at=now,
    )
