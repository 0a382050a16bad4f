"""The worker's part of a round: the reminder some days before its end, without anybody asking."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from cdo_share.accounts.models import Groupement
from cdo_share.core.errors import Conflict
from cdo_share.core.orm import transaction
from cdo_share.notifications.reminders import is_reminder_due, remind
from cdo_share.notifications.round_mails import Sending
from cdo_share.rounds.models import Period, PeriodState


def remind_due(sessions: sessionmaker[Session], sending: Sending) -> int:
    """Remind in every open round that is about to end; return how many mails were written.

    Nobody is reminded twice of a round, so this may run as often as one likes, in as many
    workers as one likes.
    """
    with sessions() as session, transaction(session):
        due = _list_due(session, sending.now)
    return sum(_remind(sessions, *ids, sending) for ids in due)


def _list_due(session: Session, now: datetime) -> list[tuple[int, int]]:
    statement = (
        select(Period, Groupement.timezone)
        .join(Groupement, Groupement.id == Period.groupement_id)
        .where(Period.state == PeriodState.OPEN, Period.closes_on.is_not(None))
        .order_by(Period.id)
    )
    return [
        (period.groupement_id, period.id)
        for period, zone in session.execute(statement)
        if is_reminder_due(session, period, now.astimezone(ZoneInfo(zone)).date())
    ]


def _remind(
    sessions: sessionmaker[Session], groupement_id: int, period_id: int, sending: Sending
) -> int:
    try:
        with sessions() as session, transaction(session):
            mails = remind(
                session, groupement_id=groupement_id, period_id=period_id, sending=sending
            )
            return len(mails)
    except Conflict:  # the coordinator closed the round a moment ago
        return 0
