"""What somebody's own calendar holds of visits, as far as our invitations put it there."""

import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.core.outbox import OutboxMail
from cdo_share.notifications.letters import Recipient
from cdo_share.notifications.models import VisitInvitation

KEY = "invitation"  # in a file of the outbox: the number of the invitation that it carries


def open_invitation(
    session: Session, groupement_id: int, recipient: Recipient, visit_id: uuid.UUID
) -> VisitInvitation:
    """Return the invitation of a person to a visit, a new one if there is none yet.

    Its attendee is the person's address as it is now.
    """
    row = session.scalar(
        select(VisitInvitation).where(
            VisitInvitation.person_id == recipient.person_id, VisitInvitation.visit_id == visit_id
        )
    )
    if row is None:
        row = VisitInvitation(
            groupement_id=groupement_id, person_id=recipient.person_id, visit_id=visit_id
        )
        session.add(row)
    row.email = recipient.email
    session.flush()
    return row


def next_sequence(row: VisitInvitation, visit_sequence: int) -> int:
    """Return the number of the next message: the visit's, and more than any that was sent.

    It is more than the visit's only where the invitation ended, or begins again, by itself.
    """
    return visit_sequence if row.sequence is None else max(visit_sequence, row.sequence + 1)


def invitation_file(
    row: VisitInvitation, text: str, *, method: str, sequence: int, reply_to: str
) -> dict[str, Any]:
    """Return a message to a calendar as a file of the outbox."""
    return {
        KEY: row.id,
        "sequence": sequence,
        "method": method,
        "reply_to": reply_to,
        "type": "text/calendar",
        "text": text,
    }


def note_leaving(session: Session, mail: OutboxMail, now: datetime) -> None:
    """Remember the invitations that a mail carries as sent: from now on somebody may have them.

    What was answered to an earlier message is no answer to this one.
    """
    for file in mail.attachments:
        if KEY in file:
            row = session.get_one(VisitInvitation, file[KEY], with_for_update=True)
            _note(row, file, now)


def _note(row: VisitInvitation, file: Mapping[str, Any], now: datetime) -> None:
    if row.sequence is not None and row.sequence >= file["sequence"]:
        return  # tried again, or overtaken
    row.sequence, row.sent_at = file["sequence"], now
    row.is_cancelled = file["method"] == "CANCEL"
    row.answer, row.answered_at, row.is_settled = None, None, False


def list_visit_ids(session: Session, mails: Iterable[OutboxMail]) -> set[uuid.UUID]:
    """Return the visits to which these mails invite."""
    numbers = [file[KEY] for mail in mails for file in mail.attachments if KEY in file]
    wanted = select(VisitInvitation.visit_id).where(VisitInvitation.id.in_(numbers))
    return set(session.scalars(wanted))


def list_sent(session: Session, groupement_id: int, person_id: int) -> set[uuid.UUID]:
    """Return the visits that a person's calendar shows because of invitations."""
    statement = select(VisitInvitation.visit_id).where(
        VisitInvitation.groupement_id == groupement_id,
        VisitInvitation.person_id == person_id,
        VisitInvitation.sequence.is_not(None),
        VisitInvitation.is_cancelled.is_(False),
    )
    return set(session.scalars(statement))
