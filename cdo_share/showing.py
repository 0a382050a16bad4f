"""The mail that only shows a visit in somebody's own calendar, or takes it out.

The caller opens and commits the transaction.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from cdo_share.accounts.models import Groupement
from cdo_share.accounts.queries import get_groupement_by_id
from cdo_share.calendars.invitations import CANCEL, REQUEST
from cdo_share.calendars.settings import find_settings
from cdo_share.core.outbox import OutboxMail, post_mail
from cdo_share.core.quiet import urgent_instant
from cdo_share.core.text import clean_line
from cdo_share.messages import write_message
from cdo_share.notifications.inviting import KEY
from cdo_share.notifications.letters import Recipient, moment_of
from cdo_share.notifications.models import Answer, VisitInvitation
from cdo_share.notifications.own_mails import own_key
from cdo_share.notifications.round_mails import Sending
from cdo_share.notifications.service import new_mail
from cdo_share.publishing.views import VisitView


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """Whether a mail shows a visit or takes it out, why, and when it may leave.

    `leaves`: its reader is no longer concerned. `is_same`: they have the visit already, and only
    a name or a place in it is another. `disturbs`: what brought the mail about is somebody else's
    doing, so it keeps the hours of its reader; else they wait for it, whatever the hour.
    `not_before`: the instant at which it leaves, where that is known.
    """

    method: str = REQUEST
    leaves: bool = False
    is_same: bool = False
    disturbs: bool = False
    not_before: datetime | None = None


def write_own(
    session: Session, recipient: Recipient, visit: VisitView, sending: Sending, manner: Manner
) -> OutboxMail:
    """Return a mail about one visit that only changes how it is shown."""
    groupement = get_groupement_by_id(session, visit.groupement_id)
    file = write_message(
        session,
        groupement,
        recipient,
        visit,
        settings=find_settings(session, groupement.id),
        sending=sending,
        method=manner.method,
        is_cdo=visit.engagement_id in recipient.engagement_ids,
        is_same=manner.is_same,
    )
    answer = session.get_one(VisitInvitation, file[KEY]).answer if manner.is_same else None
    text = _text(groupement, recipient, visit, sending, manner, answer)
    mail = new_mail(text, recipient.email, own_key(file), sending.now)
    mail.groupement_id, mail.person_id = groupement.id, recipient.person_id
    mail.attachments = [file]
    if manner.disturbs:
        zone = groupement.timezone
        urgent = urgent_instant(sending.now, visit.starts_at, zone)
        mail.next_try_at, mail.quiet_zone = manner.not_before or urgent, zone
    post_mail(session, mail)
    session.flush()
    return mail


def _text(
    groupement: Groupement,
    recipient: Recipient,
    visit: VisitView,
    sending: Sending,
    manner: Manner,
    answer: Answer | None,
) -> str:
    is_cdo = visit.engagement_id in recipient.engagement_ids
    return sending.render(
        "mail/visit_invitation.txt",
        recipient.language,
        name=clean_line(recipient.name),
        groupement=clean_line(groupement.name),
        is_end=manner.method == CANCEL,
        leaves=manner.leaves,
        is_same=manner.is_same,
        is_answered=answer is not None,
        when=moment_of(visit.stretch, recipient.language),
        title=clean_line(visit.title),
        with_name=clean_line(visit.member_name if is_cdo else visit.cdo_name),
        commune=clean_line(visit.commune) if visit.is_on_site else None,
        url=f"{sending.base_url}/",
    )
