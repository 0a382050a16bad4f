"""Asking somebody to connect a calendar: the coordinator's act, once a week at most per person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Person
from cdo_share.accounts.queries import get_groupement_by_id
from cdo_share.core.errors import Conflict
from cdo_share.core.i18n import N_
from cdo_share.core.outbox import OutboxMail, post_mail
from cdo_share.core.text import clean_line
from cdo_share.notifications.round_mails import Sending
from cdo_share.notifications.service import new_mail, wait_politely

EVERY = timedelta(days=7)
KEY = "calendar-reminder"


@dataclass(frozen=True, slots=True)
class Missing:
    """A calendar that shows nothing: whose it is, the path of its page, whether it did once."""

    name: str
    path: str
    is_stale: bool


def remind_of_calendars(
    session: Session,
    *,
    groupement_id: int,
    person: Person,
    missing: Sequence[Missing],
    sending: Sending,
) -> OutboxMail:
    """Write one mail that names all calendars of a person that show nothing, and return it.

    Raises Conflict within a week of the last one: the person has read it, or will not.
    """
    groupement = get_groupement_by_id(session, groupement_id)
    if person.id in read_reminded(session, groupement_id, sending.now):
        raise _reminded(person)
    text = sending.render(
        "mail/calendar_reminder.txt",
        person.language,
        name=clean_line(person.name),
        groupement=clean_line(groupement.name),
        calendars=[
            (clean_line(one.name), sending.base_url + one.path, one.is_stale) for one in missing
        ],
    )
    key = f"{KEY}-{groupement_id}-{person.id}-{sending.now.date().isoformat()}"
    mail = new_mail(text, person.email, key, sending.now)
    mail.groupement_id, mail.person_id = groupement_id, person.id
    wait_politely(mail, sending.now, groupement.timezone)
    try:
        with session.begin_nested():
            post_mail(session, mail)
    except IntegrityError:  # two who press at once
        raise _reminded(person) from None
    return mail


def _reminded(person: Person) -> Conflict:
    sentence = N_("%(name)s was reminded less than a week ago. Call them instead.")
    return Conflict(sentence, name=person.name)


def read_reminded(session: Session, groupement_id: int, now: datetime) -> dict[int, datetime]:
    """Return when each person was reminded in the last seven days, by person."""
    statement = (
        select(OutboxMail.person_id, func.max(OutboxMail.created_at))
        .where(
            OutboxMail.groupement_id == groupement_id,
            OutboxMail.dedupe_key.startswith(f"{KEY}-"),
            OutboxMail.created_at > now - EVERY,
            OutboxMail.person_id.is_not(None),
        )
        .group_by(OutboxMail.person_id)
    )
    return {number: moment for number, moment in session.execute(statement) if number is not None}
