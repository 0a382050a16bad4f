"""Writing when a CDO can work; possible at any time, for nobody falls ill by appointment."""

import re
from collections.abc import Iterable
from dataclasses import asdict

from sqlalchemy import delete
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Regime
from cdo_share.accounts.queries import get_engagement
from cdo_share.availability.locks import lock_engagement
from cdo_share.availability.models import AvailabilityException, PatternHalfday
from cdo_share.availability.pattern import HALFDAYS, NONE, WHOLE, Pattern
from cdo_share.availability.queries import get_availability, get_exception
from cdo_share.availability.wish import CompleteWish, ExceptionWish, list_faults
from cdo_share.core.errors import Conflict, Fault, InvalidInput
from cdo_share.core.i18n import N_

HOURS = re.compile("[01]{4}")


def set_pattern(
    session: Session,
    *,
    groupement_id: int,
    engagement_id: int,
    pattern: Pattern,
    seen: Pattern | None = None,
) -> None:
    """Replace the hours of every week on which a CDO works.

    `seen` is the week that the writer began from, None for any. Raises NotFound, Conflict when
    somebody changed that week meanwhile, and InvalidInput for a day outside Monday to Friday,
    for anything but four hours, and for part of a half-day under forfait-jours.
    """
    engagement = get_engagement(session, groupement_id, engagement_id)
    lock_engagement(session, engagement_id)
    pattern = {halfday: hours for halfday, hours in pattern.items() if hours != NONE}
    if faults := _pattern_faults(pattern, engagement.regime):
        raise InvalidInput(*faults)
    present = get_availability(session, groupement_id, engagement_id).pattern
    if seen is not None and present not in (seen, pattern):
        raise Conflict(N_("Somebody changed this usual week while you were writing."))
    session.execute(delete(PatternHalfday).where(PatternHalfday.engagement_id == engagement_id))
    session.add_all(
        PatternHalfday(engagement_id=engagement_id, weekday=weekday, half=half, hours=hours)
        for (weekday, half), hours in sorted(pattern.items())
    )
    session.flush()


def _pattern_faults(pattern: Pattern, regime: Regime) -> list[Fault]:
    if not pattern.keys() <= set(HALFDAYS):
        return [Fault("pattern", N_("Choose half-days from Monday to Friday."))]
    if not all(HOURS.fullmatch(hours) for hours in pattern.values()):
        return [Fault("pattern", N_("Say of each of the four hours whether you can work."))]
    if regime is Regime.FORFAIT_JOURS and set(pattern.values()) - {WHOLE}:
        sentence = N_("Under forfait-jours time is counted in whole half-days; choose no hours.")
        return [Fault("pattern", sentence)]
    return []


def drop_part_halfdays(session: Session, *, groupement_id: int, engagement_id: int) -> int:
    """Take half-days of which only some hours are worked out of the week; return how many.

    For a CDO who comes under forfait-jours, where hours do not count. Raises NotFound.
    """
    pattern = get_availability(session, groupement_id, engagement_id).pattern
    whole = {halfday: hours for halfday, hours in pattern.items() if hours == WHOLE}
    set_pattern(session, groupement_id=groupement_id, engagement_id=engagement_id, pattern=whole)
    return len(pattern) - len(whole)


def add_exception(
    session: Session, *, groupement_id: int, engagement_id: int, wish: ExceptionWish
) -> AvailabilityException:
    """Store a stretch of half-days that differs from the pattern.

    Raises NotFound, and InvalidInput for missing dates, dates in the wrong order or too far
    apart, a repetition without end or too often, for the same again, and for extra time that
    lies wholly in an absence, which wins.
    """
    lock_engagement(session, engagement_id)
    known = get_availability(session, groupement_id, engagement_id)
    complete = _checked(wish, known.exceptions)
    exception = AvailabilityException(engagement_id=engagement_id, **asdict(complete))
    session.add(exception)
    session.flush()
    return exception


def edit_exception(
    session: Session,
    *,
    groupement_id: int,
    engagement_id: int,
    exception_id: int,
    wish: ExceptionWish,
    seen: str = "",
) -> AvailabilityException:
    """Change a stretch. `seen` is the line of what the writer began from, empty for anything.

    Raises NotFound, Conflict when somebody changed it meanwhile, InvalidInput as for a new one.
    """
    lock_engagement(session, engagement_id)
    exception = get_exception(session, groupement_id, engagement_id, exception_id)
    session.refresh(exception)
    if seen and CompleteWish.of(exception).line != seen:
        raise Conflict(N_("Somebody changed this entry while you were writing."))
    known = get_availability(session, groupement_id, engagement_id)
    complete = _checked(wish, [other for other in known.exceptions if other is not exception])
    for name, value in asdict(complete).items():
        setattr(exception, name, value)
    session.flush()
    return exception


def _checked(wish: ExceptionWish, others: Iterable[AvailabilityException]) -> CompleteWish:
    """Return the wish without gaps; raises InvalidInput with every fault of it."""
    faults, complete = list_faults(wish, others), wish.completed()
    if faults or complete is None:
        raise InvalidInput(*faults)
    return complete


def remove_exception(
    session: Session, *, groupement_id: int, engagement_id: int, exception_id: int
) -> CompleteWish:
    """Remove one stretch and return what would make it again.

    Raises NotFound, also when it is another CDO's.
    """
    exception = get_exception(session, groupement_id, engagement_id, exception_id)
    removed = CompleteWish.of(exception)
    session.delete(exception)
    session.flush()
    return removed
