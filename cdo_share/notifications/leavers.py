"""Letters that wait for somebody who is no longer with the groupement: they name people and places
that are none of theirs any more."""

from datetime import datetime

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from cdo_share.accounts.belonging import still_belongs
from cdo_share.accounts.models import Person, Role
from cdo_share.core.outbox import OutboxMail, withdraw_mails
from cdo_share.notifications.models import UntoldChange
from cdo_share.notifications.own_mails import TAKING


def withdraw_from_leavers(session: Session, *, groupement_id: int, now: datetime) -> None:
    """Take back what waits for people who have no role left here, and forget what to tell them.

    What takes a visit out of their calendar stays: it shows them less, not more. To be called in
    the transaction of each act that takes a role away. Three statements.
    """
    statement = select(OutboxMail.dedupe_key, OutboxMail.person_id).where(
        OutboxMail.groupement_id == groupement_id,
        OutboxMail.person_id.is_not(None),
        OutboxMail.sent_at.is_(None),
        OutboxMail.failed_at.is_(None),
        OutboxMail.withdrawn_at.is_(None),
        ~OutboxMail.dedupe_key.startswith(TAKING),
        ~exists().where(
            Role.person_id == OutboxMail.person_id,
            Role.person.has(Person.is_active),
            Role.groupement_id == groupement_id,
            still_belongs(),
        ),
    )
    waiting = session.execute(statement).all()
    withdraw_mails(session, [key for key, _ in waiting], now=now)
    people = {person_id for _, person_id in waiting}
    session.execute(
        delete(UntoldChange).where(
            UntoldChange.groupement_id == groupement_id, UntoldChange.person_id.in_(people)
        )
    )
