"""What somebody's own calendar holds of visits, as far as our invitations put it there."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.core.outbox import OutboxMail
from cdo_share.notifications.letters import Recipient
from cdo_share.notifications.models import UntoldChange, VisitInvitation
from cdo_share.notifications.own_mails import BRINGING, is_unsent

KEY = "invitation"  # in a file of the outbox: the number of the invitation that it carries


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """How somebody's calendar shows a visit, or will as soon as what waits has left.

    `wording` marks how it reads, None where that was not kept. `is_there`: it shows the visit
    already, as `held` marks it. `waiting`: when the message that waits may leave, and where it
    keeps the night; `is_same`: it changes names and places only. `given_up` marks how the visit was
    to read by the last message that no server took.
    """

    number: int

    wording: str | None
    sequence: int
    is_there: bool
    held: str | None = None
    waiting: tuple[datetime, str | None] | None = None
    is_same: bool = True
    given_up: str | None = None


def open_invitation(
    session: Session, groupement_id: int, recipient: Recipient, visit_id: uuid.UUID
) -> VisitInvitation:
    """Return the invitation of a person to a visit, a new one if there is none yet.

    Its attendee is whoever the last message went to; of a new one, the person as they are now.
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
            groupement_id=groupement_id,
            person_id=recipient.person_id,
            visit_id=visit_id,
            email=recipient.email,
        )
        session.add(row)
        session.flush()
    return row


def next_sequence(row: VisitInvitation, visit_sequence: int) -> int:
    """Return the number of the next message: the visit's, and more than any that was sent.

    It is more than the visit's only where the invitation ended, or begins again, by itself.
    """
    return visit_sequence if row.sequence is None else max(visit_sequence, row.sequence + 1)


def invitation_file(  # noqa: PLR0913 - what stands in a message, and what is noted of it
    row: VisitInvitation,
    text: str,
    *,
    email: str,
    wording: str,
    method: str,
    sequence: int,
    reply_to: str,
    is_same: bool,
) -> dict[str, Any]:
    """Return a message to a calendar as a file of the outbox; see `messages.write_message`."""
    return {
        KEY: row.id,
        "email": email,
        "wording": wording,
        "sequence": sequence,
        "method": method,
        "reply_to": reply_to,
        "is_same": is_same,
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


def list_shown(session: Session, groupement_id: int, person_id: int) -> dict[uuid.UUID, Shown]:
    """Return by visit how a person's calendar shows it because of invitations, or is about to."""
    rows = session.scalars(
        select(VisitInvitation)
        .where(
            VisitInvitation.groupement_id == groupement_id, VisitInvitation.person_id == person_id
        )
        .execution_options(populate_existing=True)
    )
    waiting = _list_bringing(session, groupement_id, person_id)
    shown = {row.visit_id: _shown(row, waiting.get(row.id)) for row in rows}
    return {visit_id: one for visit_id, one in shown.items() if one is not None}


def _list_bringing(session: Session, groupement_id: int, person_id: int) -> dict[int, OutboxMail]:
    """Return by invitation the mails that are to show a visit and have surely not left."""
    statement = select(OutboxMail).where(
        OutboxMail.groupement_id == groupement_id,
        OutboxMail.person_id == person_id,
        OutboxMail.dedupe_key.startswith(BRINGING),
        OutboxMail.may_have_left.is_(False),
        is_unsent(),
    )
    mails = session.scalars(statement.execution_options(populate_existing=True))
    return {file[KEY]: mail for mail in mails for file in mail.attachments}


def _shown(row: VisitInvitation, mail: OutboxMail | None) -> Shown | None:
    is_there = row.sequence is not None and not row.is_cancelled
    if mail is not None:
        (file,) = mail.attachments
        return Shown(
            number=row.id,
            wording=file.get("wording"),
            sequence=file["sequence"],
            is_there=is_there,
            held=row.wording,
            waiting=(mail.next_try_at, mail.quiet_zone),
            # Not in one that an earlier version wrote.
            is_same=file.get("is_same", is_there),
        )
    if row.sequence is None or not is_there:
        return None
    return Shown(
        number=row.id,
        wording=row.wording,
        sequence=row.sequence,
        is_there=True,
        held=row.wording,
        given_up=row.given_up_wording,
    )
