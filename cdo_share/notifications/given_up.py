"""Letters that were given up, after a server was away for a day: what they told is told anew."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from cdo_share.core.errors import Conflict, NotFound
from cdo_share.core.i18n import N_
from cdo_share.core.outbox import OutboxMail
from cdo_share.notifications.models import UntoldChange

NOTHING_LEFT = N_("What this mail told has been told since, or is no longer so.")


def list_untold_mails(session: Session, mail_ids: Collection[int]) -> set[int]:
    """Return which of these mails tell something that their reader does not know yet."""
    statement = select(UntoldChange.mail_id).where(UntoldChange.mail_id.in_(mail_ids)).distinct()
    return {number for number in session.scalars(statement) if number is not None}


def take_up_again(session: Session, *, groupement_id: int, mail_id: int, now: datetime) -> int:
    """Count what a letter told as news again, and return its reader.

    Raises NotFound unless it is a letter of the groupement that was given up, and Conflict when
    nothing of it is left to tell.
    """
    statement = select(OutboxMail.person_id).where(
        OutboxMail.id == mail_id,
        OutboxMail.groupement_id == groupement_id,
        OutboxMail.failed_at.is_not(None),
    )
    person_id = session.scalar(statement)
    if person_id is None:
        raise NotFound(N_("There is no such mail that was given up."))
    of_mail = UntoldChange.mail_id == mail_id
    taken = update(UntoldChange).where(of_mail).values(mail_id=None, noted_at=now)
    ids = list(session.scalars(taken.returning(UntoldChange.id)))
    if not ids:
        raise Conflict(NOTHING_LEFT)
    return person_id
