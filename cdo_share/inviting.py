"""Choosing invitations by mail in place of calendar links, and going back: never both at once.

The caller opens and commits the transaction.
"""

from uuid import uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import delete
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Groupement
from cdo_share.accounts.queries import get_groupement_by_id
from cdo_share.calendars.choosing import note_choice, revoke_links, take_choice_back
from cdo_share.calendars.invitations import CANCEL, REQUEST
from cdo_share.calendars.settings import find_settings
from cdo_share.core.errors import Conflict, NotAllowed
from cdo_share.core.i18n import N_
from cdo_share.core.outbox import OutboxMail, post_mail
from cdo_share.core.text import clean_line
from cdo_share.messages import write_message
from cdo_share.notifications.concerned import list_recipients
from cdo_share.notifications.inviting import list_sent, list_visit_ids
from cdo_share.notifications.letters import Recipient, moment_of
from cdo_share.notifications.round_mails import Sending
from cdo_share.notifications.service import new_mail
from cdo_share.publishing.locks import lock_groupement
from cdo_share.publishing.queries import list_visits_in_force
from cdo_share.publishing.views import VisitView
from cdo_share.telling import write_letters

MAIL_KEY = "invitation-"


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
    waiting = write_letters(session, groupement_id, {person_id}, sending)
    told = list_visit_ids(session, waiting)
    return waiting + [
        _write(session, recipient, visit, sending, REQUEST)
        for visit in list_to_come(session, groupement_id, recipient, sending)
        if visit.id not in told
    ]


def end_invitations(
    session: Session, *, groupement_id: int, person_id: int, sending: Sending
) -> list[OutboxMail]:
    """Let a person have calendar links again; return the mails that clear their calendar.

    Raises NotFound for somebody who did not choose invitations.
    """
    lock_groupement(session, groupement_id)
    take_choice_back(session, groupement_id, person_id)
    _forget_waiting(session, groupement_id, person_id)
    letters = write_letters(session, groupement_id, {person_id}, sending)
    recipient = _recipient(session, groupement_id, person_id)
    if sending.replies is None:  # switched off meanwhile: there is nobody to write as
        return letters
    sent = list_sent(session, groupement_id, person_id)
    return letters + [
        _write(session, recipient, visit, sending, CANCEL)
        for visit in list_to_come(session, groupement_id, recipient, sending)
        if visit.id in sent
    ]


def _recipient(session: Session, groupement_id: int, person_id: int) -> Recipient:
    for one in list_recipients(session, groupement_id, [person_id]):
        if one.member_ids or one.engagement_ids:
            return one
    raise NotAllowed(N_("Only members and CDOs get invitations to visits."))


def list_to_come(
    session: Session, groupement_id: int, recipient: Recipient, sending: Sending
) -> list[VisitView]:
    """Return the visits of a person that are planned and have not ended."""
    groupement = get_groupement_by_id(session, groupement_id)
    today = sending.now.astimezone(ZoneInfo(groupement.timezone)).date()
    return [
        visit
        for visit in list_visits_in_force(session, groupement_id, first=today)
        if visit.ends_at > sending.now
        and (
            visit.member_id in recipient.member_ids
            or visit.engagement_id in recipient.engagement_ids
        )
    ]


def count_to_come(session: Session, groupement_id: int, person_id: int, sending: Sending) -> int:
    """Return how many invitations somebody would get who chose them now."""
    recipient = _recipient(session, groupement_id, person_id)
    return len(list_to_come(session, groupement_id, recipient, sending))


def _forget_waiting(session: Session, groupement_id: int, person_id: int) -> None:
    """Remove first invitations that have surely not left."""
    session.execute(
        delete(OutboxMail)
        .where(
            OutboxMail.groupement_id == groupement_id,
            OutboxMail.person_id == person_id,
            OutboxMail.dedupe_key.startswith(MAIL_KEY),
            OutboxMail.sent_at.is_(None),
            OutboxMail.failed_at.is_(None),
            OutboxMail.may_have_left.is_(False),
        )
        .execution_options(synchronize_session=False)
    )


def _write(
    session: Session, recipient: Recipient, visit: VisitView, sending: Sending, method: str
) -> OutboxMail:
    """Return a mail about one visit that only changes how it is shown; it leaves at once."""
    groupement = get_groupement_by_id(session, visit.groupement_id)
    is_cdo = visit.engagement_id in recipient.engagement_ids
    mail = new_mail(
        _text(groupement, recipient, visit, sending, method),
        recipient.email,
        f"{MAIL_KEY}{uuid4().hex}",
        sending.now,
    )
    mail.groupement_id, mail.person_id = groupement.id, recipient.person_id
    mail.attachments = [
        write_message(
            session,
            groupement,
            recipient,
            visit,
            settings=find_settings(session, groupement.id),
            sending=sending,
            method=method,
            is_cdo=is_cdo,
        )
    ]
    return post_mail(session, mail)


def _text(
    groupement: Groupement, recipient: Recipient, visit: VisitView, sending: Sending, method: str
) -> str:
    is_cdo = visit.engagement_id in recipient.engagement_ids
    return sending.render(
        "mail/visit_invitation.txt",
        recipient.language,
        name=clean_line(recipient.name),
        groupement=clean_line(groupement.name),
        is_end=method == CANCEL,
        when=moment_of(visit.stretch, recipient.language),
        title=clean_line(visit.title),
        with_name=clean_line(visit.member_name if is_cdo else visit.cdo_name),
        commune=clean_line(visit.commune) if visit.is_on_site else None,
        url=f"{sending.base_url}/",
    )
