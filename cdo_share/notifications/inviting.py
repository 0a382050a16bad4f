"""What somebody's own calendar holds of visits, as far as our invitations put it there."""

import uuid
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.core.outbox import OutboxMail
from cdo_share.notifications.letters import Recipient
from cdo_share.notifications.models import UntoldChange, VisitInvitation
from cdo_share.notifications.own_mails import is_unsent

KEY = "invitation"  # in a file of the outbox: the number of the invitation that it carries


def open_invitation(
    session: Session, groupement_id: int, recipient: Recipient, visit_id: uuid.UUID
) -> VisitInvitation:
    """Return the invitation of a person to a visit, a new one if there is none yet.

    Its attendee is the person's address as it is now.
    """
    row = session.scalar(
        select(VisitInvitation)
        .where(
            VisitInvitation.person_id == recipient.person_id, VisitInvitation.visit_id == visit_id
        )
        # A message may have left since this session read it.
        .execution_options(populate_existing=True)
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


def list_waiting(session: Session, person_id: int) -> set[uuid.UUID]:
    """Return the visits about which a message waits for a person."""
    waiting = select(OutboxMail.attachments).where(OutboxMail.person_id == person_id, is_unsent())
    numbers = {file[KEY] for files in session.scalars(waiting) for file in files if KEY in file}
    carried = select(VisitInvitation.visit_id).where(VisitInvitation.id.in_(numbers))
    return set(session.scalars(carried))


def list_untold(session: Session, person_id: int) -> set[uuid.UUID]:
    """Return the visits that the letters of a person have in hand."""
    mine = select(UntoldChange.visit_id).where(UntoldChange.person_id == person_id)
    return set(session.scalars(mine))


def list_sent(session: Session, groupement_id: int, person_id: int) -> set[uuid.UUID]:
    """Return the visits that a person's calendar shows because of invitations."""
    statement = select(VisitInvitation.visit_id).where(
        VisitInvitation.groupement_id == groupement_id,
        VisitInvitation.person_id == person_id,
        VisitInvitation.sequence.is_not(None),
        VisitInvitation.is_cancelled.is_(False),
    )
    return set(session.scalars(statement))
