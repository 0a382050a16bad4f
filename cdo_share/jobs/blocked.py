"""Time that CDOs block from their phones: what lies far ahead is worked out as days go by."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Person
from cdo_share.availability.meaning import Own
from cdo_share.availability.reading.guard import days_to_read
from cdo_share.availability.sealing import Seal, Unsealable
from cdo_share.calendars.dav.blocks import extend_block, find_ending
from cdo_share.calendars.dav.collections import list_calendars
from cdo_share.calendars.dav.guard import Looked, Reading, look_at
from cdo_share.calendars.dav.models import DavItem
from cdo_share.calendars.dav.refusal import Refusal
from cdo_share.core.orm import transaction
from cdo_share.publishing.queries import list_visit_ids_of

MOST_AT_ONCE = 50  # the rest comes the next time

log = structlog.get_logger()


def extend_blocked(
    sessions: Callable[[], Session], *, seal: Seal, own_host: str, now: datetime
) -> int:
    """Let entries block the days that have come within reach; return of how many.

    No transaction is open while an entry is read. What can no longer be read blocks what it did.
    """
    _, last = days_to_read(now.date())
    for count in range(MOST_AT_ONCE):
        with sessions() as session:
            found = find_ending(session, until=last)
            reading = _reading(session, found[0], own_host, now) if found else None
        if found is None or reading is None:
            return count
        looked = _look(found[1], seal, reading)
        with sessions() as session, transaction(session):
            extend_block(session, *found, looked=looked, read_until=last)
    return MOST_AT_ONCE


def _reading(session: Session, person_id: int, own_host: str, now: datetime) -> Reading:
    calendars = list_calendars(session, person_id, "fr")
    zone = next((one.zone for one in calendars if one.is_writable), "UTC")
    first, last = days_to_read(now.astimezone(ZoneInfo(zone)).date())
    own = Own(
        emails=(session.get_one(Person, person_id).email,),
        uids=[str(uid) for uid in list_visit_ids_of(session, person_id)],
        host=own_host,
    )
    return Reading(zone=zone, own=own, first=first, last=last)


def _look(item: DavItem, seal: Seal, reading: Reading) -> Looked | None:
    try:
        return look_at(seal.open_bytes(item.sealed or b""), reading)
    except (Unsealable, Refusal):
        log.warning("blocked_time_not_read", item_id=item.id)
        return None
