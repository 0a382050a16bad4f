"""Reminding those who have not answered a round: once per person and round, never at night.

A row in `reminder` keeps it to one, whoever asks first, the coordinator or one of the workers, and
whether the person had an account then or only an invitation.
"""

from datetime import date

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Groupement, RoleKind
from cdo_share.accounts.queries import get_groupement_by_id
from cdo_share.core.errors import Conflict, NotFound
from cdo_share.core.i18n import N_
from cdo_share.core.outbox import OutboxMail, post_mail
from cdo_share.demands.answers import Subject, list_answering
from cdo_share.notifications.round_mails import (
    RoundRecipient,
    Sending,
    list_recipients,
    write_mail,
)
from cdo_share.rounds.days import working_days
from cdo_share.rounds.models import Period, PeriodState, Reminder
from cdo_share.rounds.queries import get_period, list_closed_days
from cdo_share.rounds.reminded import Reminded, address_sha256, read_reminded

DAYS_BEFORE = 3  # working days between the automatic reminder and the last day to answer


def remind(
    session: Session,
    *,
    groupement_id: int,
    period_id: int,
    sending: Sending,
    subject: Subject | None = None,
    kind: RoleKind | None = None,
) -> list[OutboxMail]:
    """Remind those who have not answered, or only one or those of a kind; return the new mails.

    A person with several roles gets one mail that names all of them. Who was reminded of this
    round before is left in peace. Raises NotFound, Conflict when the round is closed.
    """
    period = get_period(session, groupement_id, period_id)
    if period.state is PeriodState.LOCKED:
        raise Conflict(
            N_("The round of %(period)s is closed: nobody can answer now."), period=period.name
        )
    groupement = get_groupement_by_id(session, groupement_id)
    everybody = list_answering(session, groupement_id, period_id)
    if subject is not None and subject not in {(one.kind, one.subject_id) for one in everybody}:
        raise NotFound(N_("There is nobody of that name to remind."))
    missing = [one for one in everybody if not one.has_answered]
    reminded = read_reminded(session, groupement_id, period_id)
    chosen = [
        recipient
        for recipient in list_recipients(missing)
        if _speaks_for(recipient, subject, kind) and not _was_reminded(recipient, reminded)
    ]
    written = (_remind_one(session, one, period, groupement, sending) for one in chosen)
    return [mail for mail in written if mail is not None]


def _speaks_for(recipient: RoundRecipient, subject: Subject | None, kind: RoleKind | None) -> bool:
    """Return whether somebody answers for whom is meant; None means anybody."""
    return any(
        subject in (None, (one.kind, one.subject_id)) and kind in (None, one.kind)
        for one in recipient.answering
    )


def _remind_one(
    session: Session,
    recipient: RoundRecipient,
    period: Period,
    groupement: Groupement,
    sending: Sending,
) -> OutboxMail | None:
    """Return the mail, or None when somebody else reminds them at this moment."""
    mail = write_mail("reminder", recipient, period, groupement, sending)
    reminder = Reminder(
        groupement_id=groupement.id,
        period_id=period.id,
        address_sha256=address_sha256(recipient.email),
        person_id=recipient.person.id if recipient.person else None,
        reminded_at=mail.next_try_at,
    )
    try:
        with session.begin_nested():
            session.add(reminder)
            post_mail(session, mail)
    except IntegrityError:
        return None
    return mail


def _was_reminded(recipient: RoundRecipient, reminded: Reminded) -> bool:
    if recipient.person is not None and reminded.find(recipient.person):
        return True
    return reminded.find_address(recipient.email) is not None


def is_reminder_due(session: Session, period: Period, today: date) -> bool:
    """Return whether the automatic reminder of an open round is due on a day.

    It is from `DAYS_BEFORE` working days before the last day to answer on, until that day.
    """
    if period.state is PeriodState.LOCKED or period.closes_on is None or period.closes_on < today:
        return False
    closed = list_closed_days(session, period.groupement_id, today, period.closes_on)
    days_left = working_days(today, period.closes_on, {row.day for row in closed})
    return len([day for day in days_left if day > today]) <= DAYS_BEFORE
