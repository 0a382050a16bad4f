"""Telling everybody that a round is open."""

from sqlalchemy.orm import Session

from cdo_share.accounts.queries import get_groupement_by_id
from cdo_share.core.outbox import OutboxMail, post_mail
from cdo_share.demands.answers import list_answering
from cdo_share.notifications.round_mails import Sending, list_recipients, write_mail
from cdo_share.rounds.models import Period


def tell_opening(session: Session, period: Period, sending: Sending) -> list[OutboxMail]:
    """Write one mail to everybody who speaks for a member or is a CDO, and return them.

    Somebody invited who has no account yet is told that the invitation waits.
    """
    groupement = get_groupement_by_id(session, period.groupement_id)
    answering = list_answering(session, period.groupement_id, period.id)
    mails = [
        post_mail(session, write_mail("opening", recipient, period, groupement, sending))
        for recipient in list_recipients(answering)
    ]
    session.flush()
    return mails
