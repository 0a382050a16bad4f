"""Writing when a CDO can work; possible at any time, for nobody falls ill by appointment."""

from collections.abc import Collection

from sqlalchemy import delete
from sqlalchemy.orm import Session

from cdo_share.accounts.queries import get_engagement
from cdo_share.availability.locks import lock_engagement
from cdo_share.availability.models import AvailabilityException, PatternHalfday
from cdo_share.availability.queries import get_availability
from cdo_share.availability.wish import ExceptionWish, list_faults
from cdo_share.core.errors import Fault, InvalidInput, NotFound
from cdo_share.core.grid import Half
from cdo_share.core.i18n import N_

WEEKDAYS = range(5)


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
    lock_engagement(session, engagement_id)
    if any(weekday not in WEEKDAYS for weekday, _ in pattern):
        raise InvalidInput(Fault("pattern", N_("Choose half-days from Monday to Friday.")))
    session.execute(delete(PatternHalfday).where(PatternHalfday.engagement_id == engagement_id))
    session.add_all(
        PatternHalfday(engagement_id=engagement_id, weekday=weekday, half=half)
        for weekday, half in sorted(set(pattern))
    )
    session.flush()


def add_exception(
    session: Session, *, groupement_id: int, engagement_id: int, wish: ExceptionWish
) -> AvailabilityException:
    """Store a stretch of half-days that differs from the pattern.

    Raises NotFound, and InvalidInput for missing dates, dates in the wrong order or too far
    apart, and for a stretch that says the opposite of another, or the same again.
    """
    lock_engagement(session, engagement_id)
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
