"""Choosing invitations by mail in place of calendar links, and going back: never both at once.

The caller opens and commits the transaction.
"""

from sqlalchemy.orm import Session

from cdo_share.calendars.choosing import note_choice, revoke_links, take_choice_back
from cdo_share.core.errors import Conflict, NotAllowed
from cdo_share.core.i18n import N_
from cdo_share.core.outbox import OutboxMail
from cdo_share.notifications.concerned import list_recipients
from cdo_share.notifications.letters import Recipient
from cdo_share.notifications.own_mails import forget_own
from cdo_share.notifications.round_mails import Sending
from cdo_share.own_calendars import clear_calendar, invite_to, list_to_come
from cdo_share.publishing.locks import lock_groupement
from cdo_share.telling import write_letters


def choose_invitations(
    session: Session, *, groupement_id: int, person_id: int, sending: Sending
) -> list[OutboxMail]:
    """End every calendar link of a person here and return the invitations to what is planned.

    What waited to be told is told by an invitation too, when it would have been. Raises Conflict
    where invitations are off or chosen already, NotAllowed for somebody who gets no visits.
    """
    lock_groupement(session, groupement_id)
    if sending.replies is None:
        raise Conflict(N_("Invitations by mail are not offered here."))
    recipient = _recipient(session, groupement_id, person_id)
    note_choice(session, groupement_id, person_id, sending.now)
    revoke_links(session, groupement_id, person_id, sending.now)
    forget_own(session, groupement_id, person_id)
    waiting = write_letters(session, groupement_id, {person_id}, sending, disturbs=False)
    # What is in their calendar may have been moved while no invitation told of it.
    to_come = list_to_come(session, groupement_id, recipient, sending)
    return waiting + invite_to(session, recipient, to_come, sending)


def end_invitations(
    session: Session, *, groupement_id: int, person_id: int, sending: Sending
) -> list[OutboxMail]:
    """Let a person have calendar links again; return the mails that clear their calendar.

    Raises NotFound for somebody who did not choose invitations.
    """
    lock_groupement(session, groupement_id)
    take_choice_back(session, groupement_id, person_id)
    forget_own(session, groupement_id, person_id)
    letters = write_letters(session, groupement_id, {person_id}, sending, disturbs=False)
    recipient = _recipient(session, groupement_id, person_id)
    if sending.replies is None:  # switched off meanwhile: there is nobody to write as
        return letters
    return letters + clear_calendar(session, groupement_id, recipient, sending)


def _recipient(session: Session, groupement_id: int, person_id: int) -> Recipient:
    for one in list_recipients(session, groupement_id, [person_id]):
        if one.member_ids or one.engagement_ids:
            return one
    raise NotAllowed(N_("Only members and CDOs get invitations to visits."))


def count_to_come(session: Session, groupement_id: int, person_id: int, sending: Sending) -> int:
    """Return how many invitations somebody would get who chose them now."""
    recipient = _recipient(session, groupement_id, person_id)
    return len(list_to_come(session, groupement_id, recipient, sending))
