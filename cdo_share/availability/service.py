"""Writing when a CDO can work; possible at any time, for nobody falls ill by appointment."""

import re
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, selectinload

from cdo_share.accounts.models import Engagement, Regime
from cdo_share.accounts.queries import get_engagement
from cdo_share.availability.busy import ReadCalendar
from cdo_share.availability.models import (
    AvailabilityException,
    BusyTime,
    ExternalCalendar,
    PatternHalfday,
)
from cdo_share.availability.pattern import HALFDAYS, NONE, WHOLE, Pattern
from cdo_share.availability.queries import get_availability, get_exception
from cdo_share.availability.wish import CompleteWish, ExceptionWish, list_faults
from cdo_share.core.errors import Conflict, Fault, InvalidInput
from cdo_share.core.i18n import N_
from cdo_share.core.text import clean_line

MOST_NAME_CHARACTERS = 80
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
    _lock_engagement(session, engagement_id)
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


def _lock_engagement(session: Session, engagement_id: int) -> None:
    """Make two who write one CDO's availability at once wait for each other."""
    statement = select(Engagement.id).where(Engagement.id == engagement_id)
    session.execute(statement.with_for_update(key_share=True))


def add_exception(
    session: Session, *, groupement_id: int, engagement_id: int, wish: ExceptionWish
) -> AvailabilityException:
    """Store a stretch of half-days that differs from the pattern.

    Raises NotFound, and InvalidInput for missing dates, dates in the wrong order or too far
    apart, a repetition without end or too often, and for a stretch that says the opposite of
    another, or the same again.
    """
    _lock_engagement(session, engagement_id)
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
    _lock_engagement(session, engagement_id)
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
