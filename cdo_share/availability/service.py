"""Writing when a CDO can work; possible at any time, for nobody falls ill by appointment."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, selectinload

from cdo_share.accounts.models import Engagement
from cdo_share.accounts.queries import get_engagement
from cdo_share.availability.busy import ReadCalendar
from cdo_share.availability.models import (
    AvailabilityException,
    BusyTime,
    ExternalCalendar,
    PatternHalfday,
)
from cdo_share.availability.queries import get_availability
from cdo_share.availability.wish import ExceptionWish, list_faults
from cdo_share.core.errors import Fault, InvalidInput, NotFound
from cdo_share.core.grid import Half
from cdo_share.core.i18n import N_
from cdo_share.core.text import clean_line

WEEKDAYS = range(5)
MOST_NAME_CHARACTERS = 80


def set_pattern(
    session: Session,
    *,
    groupement_id: int,
    engagement_id: int,
    pattern: Collection[tuple[int, Half]],
) -> None:
    """Replace the half-days of every week on which a CDO works; 0 is Monday.

    Raises NotFound, and InvalidInput for a day outside Monday to Friday.
    """
    get_engagement(session, groupement_id, engagement_id)
    _lock_engagement(session, engagement_id)
    if any(weekday not in WEEKDAYS for weekday, _ in pattern):
        raise InvalidInput(Fault("pattern", N_("Choose half-days from Monday to Friday.")))
    session.execute(delete(PatternHalfday).where(PatternHalfday.engagement_id == engagement_id))
    session.add_all(
        PatternHalfday(engagement_id=engagement_id, weekday=weekday, half=half)
        for weekday, half in sorted(set(pattern))
    )
    session.flush()


def _lock_engagement(session: Session, engagement_id: int) -> None:
    """Make two who write one CDO's availability at once wait for each other."""
    statement = select(Engagement.id).where(Engagement.id == engagement_id)
    session.execute(statement.with_for_update(key_share=True))


def add_exception(
    session: Session, *, groupement_id: int, engagement_id: int, wish: ExceptionWish
) -> AvailabilityException:
    """Store a stretch of half-days that differs from the pattern.

    Raises NotFound, and InvalidInput for missing dates, dates in the wrong order or too far
    apart, and for a stretch that says the opposite of another, or the same again.
    """
    _lock_engagement(session, engagement_id)
    known = get_availability(session, groupement_id, engagement_id)
    faults = list_faults(wish, known.exceptions)
    if faults:
        raise InvalidInput(*faults)
    exception = AvailabilityException(
        engagement_id=engagement_id,
        kind=wish.kind,
        starts_on=wish.starts_on,
        starts_half=wish.starts_half,
        ends_on=wish.ends_on,
        ends_half=wish.ends_half,
    )
    session.add(exception)
    session.flush()
    return exception


def remove_exception(
    session: Session, *, groupement_id: int, engagement_id: int, exception_id: int
) -> None:
    """Remove one stretch; raises NotFound, also when it is another CDO's."""
    get_engagement(session, groupement_id, engagement_id)
    exception = session.get(AvailabilityException, exception_id)
    if exception is None or exception.engagement_id != engagement_id:
        raise NotFound(N_("There is no such entry in your availability."))
    session.delete(exception)
    session.flush()


def replace_busy_times(
    session: Session,
    *,
    groupement_id: int,
    engagement_id: int,
    name: str,
    read: ReadCalendar,
    now: datetime,
) -> ExternalCalendar:
    """Keep what was read from the CDO's calendar called `name`, and forget its last reading.

    Raises NotFound, and InvalidInput for a name that is missing or too long.
    """
    get_engagement(session, groupement_id, engagement_id)
    name = clean_line(name)
    if not 1 <= len(name) <= MOST_NAME_CHARACTERS:
        raise InvalidInput(
            Fault(
                "name",
                N_("Name the calendar in 1 to %(most)s characters."),
                {"most": MOST_NAME_CHARACTERS},
            )
        )
    calendar = _find_calendar(session, engagement_id, name)
    if calendar is None:
        calendar = ExternalCalendar(engagement_id=engagement_id, name=name)
        session.add(calendar)
    calendar.read_at = now
    calendar.skipped_events = read.skipped_events
    calendar.busy_times = [
        BusyTime(
            starts_at=busy.starts_at,
            ends_at=busy.ends_at,
            kind=busy.kind,
            uid_sha256=busy.uid_sha256,
        )
        for busy in read.busy_times
    ]
    session.flush()
    return calendar


def _find_calendar(session: Session, engagement_id: int, name: str) -> ExternalCalendar | None:
    statement = (
        select(ExternalCalendar)
        .where(ExternalCalendar.engagement_id == engagement_id, ExternalCalendar.name == name)
        .options(selectinload(ExternalCalendar.busy_times))
    )
    return session.scalar(statement)
