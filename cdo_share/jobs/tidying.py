"""What time itself changes: sessions and imports begun run out, feeds move on with the days."""

from collections.abc import Collection
from datetime import datetime

import structlog
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session, sessionmaker

from cdo_share.accounts.models import Groupement
from cdo_share.accounts.service import forget_expired_sessions
from cdo_share.bookings.service import list_expired
from cdo_share.calendars.dav.changes import forget_deleted
from cdo_share.calendars.dav.ending import erase_lost_calendars
from cdo_share.calendars.facts import are_feeds_due
from cdo_share.calendars.service import rebuild_feeds
from cdo_share.core.orm import failure_words, reader, transaction
from cdo_share.exchange.drafts import forget_drafts
from cdo_share.notifications.round_mails import Sending
from cdo_share.notifications.sender import list_due_groupements
from cdo_share.publication import Surroundings
from cdo_share.reserving.holding import expire_booking
from cdo_share.telling import tell_names

log = structlog.get_logger()


def free_held(sessions: sessionmaker[Session], *, now: datetime, around: Surroundings) -> int:
    """Let go of booked half-days that nobody confirmed in time; return how many.

    One transaction each: a booking that cannot be let go holds up no other. Any number of workers
    may do so at once.
    """
    with sessions() as session, transaction(session):
        expired = list_expired(session, now)
    return sum(_free(sessions, booking_id, now, around) for booking_id in expired)


def _free(
    sessions: sessionmaker[Session], booking_id: int, now: datetime, around: Surroundings
) -> bool:
    try:
        with sessions() as session, transaction(session):
            return expire_booking(session, booking_id, now=now, around=around)
    except Exception as error:  # noqa: BLE001 - whatever it is, the next one must not wait for it
        log.warning("freeing_failed", booking_id=booking_id, error=failure_words(error))
        return False


def tidy(
    sessions: sessionmaker[Session], *, now: datetime, base_url: str, sending: Sending | None = None
) -> None:
    """Forget sessions and imports that have run out, entries long gone from phones, and two-way
    calendars that nobody has any more; drop from feeds what has passed out of them.

    A feed whose bytes stay the same is not written, so this may run as often as one likes.
    """
    with sessions() as session, transaction(session):
        forget_expired_sessions(session, now)
        forget_drafts(session, now)
        forget_deleted(session, now)
        erase_lost_calendars(session)
        groupement_ids = session.scalars(select(Groupement.id)).all()
    for groupement_id in groupement_ids:
        with sessions() as session, transaction(session):
            _render(session, groupement_id, now=now, base_url=base_url, sending=sending)


def _render(
    session: Session, groupement_id: int, *, now: datetime, base_url: str, sending: Sending | None
) -> None:
    """Render feeds anew, and let the mails about visits say the same; without templates none do."""
    rebuild_feeds(session, groupement_id=groupement_id, now=now, base_url=base_url)
    if sending is not None:
        tell_names(session, groupement_id, sending)


def renew_feeds(
    engine: Engine,
    *,
    now: datetime,
    base_url: str,
    sending: Sending | None = None,
    only: Collection[int] | None = None,
) -> list[int]:
    """Render feeds that are due, because a name or a setting changed or a day is over.

    Mails and calendars of those invited follow. Looks at all groupements, or `only` at some;
    returns the numbers of those that were due. To find out locks nothing.
    """
    with Session(reader(engine)) as reading:
        numbers = reading.scalars(select(Groupement.id).order_by(Groupement.id))
        due = [
            groupement_id
            for groupement_id in numbers
            if (only is None or groupement_id in only)
            and are_feeds_due(reading, groupement_id, now=now, base_url=base_url)
        ]
    for groupement_id in due:
        with Session(engine) as session, transaction(session):
            _render(session, groupement_id, now=now, base_url=base_url, sending=sending)
    return due


def freshen_due(sessions: sessionmaker[Session], sending: Sending) -> list[int]:
    """Write mails about visits that are due anew, where a name changed since; return where.

    The numbers are those of groupements. One statement, if no such mail is due.
    """
    with sessions() as session:
        numbers, engine = list_due_groupements(session, sending.now), session.get_bind().engine
    if not numbers:
        return []
    now, base_url = sending.now, sending.base_url
    return renew_feeds(engine, now=now, base_url=base_url, sending=sending, only=numbers)
