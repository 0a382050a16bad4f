"""What a CDO may ask of a calendar that is read by its address: read it now, believe it, let
what cannot be read pass."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from cdo_share.availability.external_queries import get_address, get_calendar
from cdo_share.availability.models import CalendarAddress, ReadingFailure
from cdo_share.core.errors import Conflict
from cdo_share.core.i18n import N_

REFRESH_EVERY = timedelta(minutes=30)


def refresh_calendar(
    session: Session, *, groupement_id: int, engagement_id: int, address_id: int, now: datetime
) -> None:
    """Have an address read now, at most every half hour; raises NotFound and Conflict."""
    address = get_address(session, groupement_id, engagement_id, address_id)
    minutes = minutes_to_wait(address, now)
    if minutes:
        raise Conflict(
            N_("This calendar was read a moment ago. Try again in %(minutes)d minutes."),
            minutes=minutes,
        )
    address.next_try_at = min(address.next_try_at, now)
    session.flush()


def minutes_to_wait(address: CalendarAddress, now: datetime) -> int:
    """Return after how many minutes an address may be read again on demand; 0 is now."""
    if address.tried_at is None:
        return 0
    left = address.tried_at + REFRESH_EVERY - now
    return max(0, -(-left // timedelta(minutes=1)))


def accept_empty(
    session: Session, *, groupement_id: int, engagement_id: int, address_id: int
) -> None:
    """Believe a calendar that is suddenly empty; raises NotFound, and Conflict when it is not."""
    address = get_address(session, groupement_id, engagement_id, address_id)
    if address.failure is not ReadingFailure.SUDDENLY_EMPTY or address.calendar_id is None:
        raise Conflict(N_("This calendar has been read again meanwhile. Look at it anew."))
    calendar = get_calendar(session, groupement_id, engagement_id, address.calendar_id)
    calendar.busy_times = []
    calendar.read_at = address.tried_at or calendar.read_at
    address.failure, address.failures = None, 0
    address.etag = address.last_modified = ""
    session.flush()


def let_pass(
    session: Session,
    *,
    groupement_id: int,
    engagement_id: int,
    address_id: int,
    seen: str,
    now: datetime,
) -> None:
    """Have a calendar read now that waits for the CDO, entries that cannot be read or not.

    Only the entries that the CDO has `seen`, told by their digest, pass. Raises NotFound, and
    Conflict when it does not wait, or waits for other entries by now.
    """
    address = get_address(session, groupement_id, engagement_id, address_id)
    waits = address.failure is ReadingFailure.PARTLY_UNREADABLE
    if not waits or address.calendar_id is None or seen != address.held_digest:
        raise Conflict(N_("This calendar has been read again meanwhile. Look at it anew."))
    calendar = get_calendar(session, groupement_id, engagement_id, address.calendar_id)
    calendar.skipped_marks = sorted({*calendar.skipped_marks, *address.held_marks})
    address.failure, address.failures, address.held_marks = None, 0, []
    address.etag = address.last_modified = ""
    address.next_try_at = min(address.next_try_at, now)
    session.flush()
