"""Telling everybody that a round is open; once, and with the dates that it has when mails leave."""

from sqlalchemy import ColumnElement, String, cast, delete, func, literal, or_, select, update
from sqlalchemy.orm import Session

from cdo_share.accounts.queries import get_groupement_by_id
from cdo_share.core.outbox import OutboxMail, post_mail
from cdo_share.demands.answers import list_answering
from cdo_share.notifications.round_mails import Sending, list_recipients, write_mail
from cdo_share.rounds.models import Period


def tell_opening(session: Session, period: Period, sending: Sending) -> list[OutboxMail]:
    """Write one mail to everybody who speaks for a member or is a CDO, and return the new ones.

    Somebody invited who has no account yet is told that the invitation waits. Who was told of
    this round before is left in peace.
    """
    groupement = get_groupement_by_id(session, period.groupement_id)
    answering = list_answering(session, period.groupement_id, period.id)
    told = set(session.scalars(select(OutboxMail.dedupe_key).where(_about("opening", period.id))))
    mails = [
        write_mail("opening", recipient, period, groupement, sending)
        for recipient in list_recipients(answering)
    ]
    fresh = [post_mail(session, mail) for mail in mails if mail.dedupe_key not in told]
    session.flush()
    return fresh


def tell_opening_anew(session: Session, period: Period, sending: Sending) -> int:
    """Write mails that have not left yet once more, with what the round says now.

    Returns how many have left already: they are not sent a second time.
    """
    waiting = select(OutboxMail.id).where(_about("opening", period.id), _is_untouched())
    numbers = session.scalars(waiting.with_for_update()).all()
    if numbers:
        session.execute(delete(OutboxMail).where(OutboxMail.id.in_(numbers)))
        tell_opening(session, period, sending)
    return _count_left(session, period.id)


def forget_mails(session: Session, period_id: int) -> int:
    """Take back the mails about a round that is removed; return how many have left already.

    Those give their keys back: a later period may bear the same number.
    """
    about = or_(_about("opening", period_id), _about("reminder", period_id))
    session.execute(delete(OutboxMail).where(about, _is_untouched()))
    left = _count_left(session, period_id)
    removed = literal("removed-") + cast(OutboxMail.id, String)
    session.execute(
        update(OutboxMail)
        .where(about)
        .values(dedupe_key=removed)
        .execution_options(synchronize_session=False)
    )
    return left


def _about(template: str, period_id: int) -> ColumnElement[bool]:
    return OutboxMail.dedupe_key.like(f"{template}-{period_id}-%")


def _is_untouched() -> ColumnElement[bool]:
    return OutboxMail.attempts == 0


def _count_left(session: Session, period_id: int) -> int:
    told = _about("opening", period_id), OutboxMail.attempts > 0
    return session.scalar(select(func.count()).select_from(OutboxMail).where(*told)) or 0
