"""Messages to the calendars of people who chose invitations: the event, and who keeps count."""

from typing import Any

from sqlalchemy.orm import Session

from cdo_share.accounts.models import Groupement
from cdo_share.calendars.invitations import Envelope, wording_of, write_invitation
from cdo_share.calendars.models import FeedSettings
from cdo_share.notifications.inviting import invitation_file, next_sequence, open_invitation
from cdo_share.notifications.letters import Recipient
from cdo_share.notifications.own_mails import forget_own
from cdo_share.notifications.partstats import partstat_of
from cdo_share.notifications.round_mails import Sending
from cdo_share.publishing.views import VisitView


def write_message(  # noqa: PLR0913 - to whom, about what, and how
    session: Session,
    groupement: Groupement,
    recipient: Recipient,
    visit: VisitView,
    *,
    settings: FeedSettings,
    sending: Sending,
    method: str,
    is_cdo: bool,
    is_same: bool = False,
) -> dict[str, Any]:
    """Return a message about one visit, REQUEST or CANCEL, as a file of the outbox.

    It takes the place of one that only shows the visit, or takes it out, and surely has not left.
    `is_same`: the visit is when it was, so what was answered still stands.

    Raises ValueError where invitations are off.
    """
    if sending.replies is None:
        raise ValueError("there is no address to which invitations could be answered")
    row = open_invitation(session, groupement.id, recipient, visit.id)
    forget_own(session, groupement.id, recipient.person_id, row.id)
    sequence = next_sequence(row, visit.sequence)
    envelope = Envelope(
        groupement=groupement,
        settings=settings,
        organizer=sending.replies.of(row.id),
        name=recipient.name,
        email=recipient.email,
        language=recipient.language,
        now=sending.now,
        base_url=sending.base_url,
        partstat=partstat_of(row.answer if is_same else None),
    )
    text = write_invitation(visit, envelope, method=method, sequence=sequence, is_cdo=is_cdo)
    return invitation_file(
        row,
        text,
        email=recipient.email,
        wording=wording_of(visit, settings, is_cdo=is_cdo),
        method=method,
        sequence=sequence,
        reply_to=envelope.organizer,
        is_same=is_same,
    )
