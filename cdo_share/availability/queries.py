"""Reading when CDOs can work, of one or of all, in a fixed number of statements."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import func, select, union_all
from sqlalchemy.orm import Session, joinedload

from cdo_share.accounts.models import Engagement
from cdo_share.accounts.queries import get_engagement
from cdo_share.availability.models import (
    AvailabilityException,
    BlockedTime,
    BusyTime,
    CalendarState,
    ExternalCalendar,
    PatternHalfday,
)
from cdo_share.availability.pattern import Pattern
from cdo_share.availability.slots import BusySpan
from cdo_share.core.errors import NotFound
from cdo_share.core.i18n import N_

Row = TypeVar("Row", PatternHalfday, AvailabilityException)


@dataclass(frozen=True, slots=True)
class Availability:
    """What is known of one CDO: their usual week, exceptions by date, busy times by start."""

    pattern: Pattern
    exceptions: tuple[AvailabilityException, ...]
    busy: tuple[BusySpan, ...]


def get_availability(
    session: Session, groupement_id: int, engagement_id: int, *, without: str = ""
) -> Availability:
    """Return when a CDO of the groupement can work; raises NotFound.

    `without` names a calendar of their own that is left out.
    """
    engagement = get_engagement(session, groupement_id, engagement_id)
    return read_availability(session, [engagement.id], without=without)[engagement.id]


def list_availability(
    session: Session, engagements: Iterable[Engagement]
) -> dict[int, Availability]:
    """Return when each of these CDOs can work, by engagement."""
    return read_availability(session, [engagement.id for engagement in engagements])


def get_exception(
    session: Session, groupement_id: int, engagement_id: int, exception_id: int
) -> AvailabilityException:
    """Return one stretch of a CDO; raises NotFound, also when it is another CDO's."""
    get_engagement(session, groupement_id, engagement_id)
    exception = session.get(AvailabilityException, exception_id)
    if exception is None or exception.engagement_id != engagement_id:
        raise NotFound(N_("There is no such entry in your availability."))
    return exception


def list_calendars(
    session: Session, groupement_id: int, engagement_id: int
) -> list[ExternalCalendar]:
    """Return the calendars read for a CDO, by name, without their times; raises NotFound."""
    get_engagement(session, groupement_id, engagement_id)
    statement = (
        select(ExternalCalendar)
        .where(ExternalCalendar.engagement_id == engagement_id)
        .options(joinedload(ExternalCalendar.source))
        .order_by(ExternalCalendar.name, ExternalCalendar.state)
    )
    return list(session.scalars(statement))


def oldest_reading(session: Session, engagement_id: int) -> datetime | None:
    """Return when the calendar of a CDO that was read longest ago was read.

    Of those that are read again and again; None when there are none.
    """
    statement = (
        select(func.min(ExternalCalendar.read_at))
        .join(ExternalCalendar.source)
        .where(
            ExternalCalendar.engagement_id == engagement_id,
            ExternalCalendar.state == CalendarState.ACTIVE,
        )
    )
    return session.scalar(statement)


def read_availability(
    session: Session, engagement_ids: list[int], *, without: str = ""
) -> dict[int, Availability]:
    """Return when the CDOs of these numbers can work, in three statements; nobody is looked up.

    `without` names a calendar of their own that is left out.
    """
    pattern = session.scalars(
        select(PatternHalfday).where(PatternHalfday.engagement_id.in_(engagement_ids))
    )
    exceptions = session.scalars(
        select(AvailabilityException)
        .where(AvailabilityException.engagement_id.in_(engagement_ids))
        .order_by(AvailabilityException.starts_on, AvailabilityException.id)
    )
    halfdays_of = _by_engagement(pattern)
    exceptions_of = _by_engagement(exceptions)
    busy_of = _list_busy(session, engagement_ids, without)
    return {
        engagement_id: Availability(
            pattern={(row.weekday, row.half): row.hours for row in halfdays_of[engagement_id]},
            exceptions=tuple(exceptions_of[engagement_id]),
            busy=tuple(busy_of[engagement_id]),
        )
        for engagement_id in engagement_ids
    }


def _by_engagement(rows: Iterable[Row]) -> defaultdict[int, list[Row]]:
    groups: defaultdict[int, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row.engagement_id].append(row)
    return groups


def _list_busy(
    session: Session, engagement_ids: list[int], without: str
) -> defaultdict[int, list[BusySpan]]:
    """Return the times of the calendars that count, and those that the CDOs blocked from their
    phones, by start, one statement for all CDOs."""
    read = (
        select(ExternalCalendar.engagement_id, BusyTime.starts_at, BusyTime.ends_at, BusyTime.kind)
        .join(BusyTime, BusyTime.calendar_id == ExternalCalendar.id)
        .where(
            ExternalCalendar.engagement_id.in_(engagement_ids),
            ExternalCalendar.state == CalendarState.ACTIVE,
            ExternalCalendar.name != without,
        )
    )
    blocked = (
        select(Engagement.id, BlockedTime.starts_at, BlockedTime.ends_at, BlockedTime.kind)
        .join(BlockedTime, BlockedTime.person_id == Engagement.person_id)
        .where(Engagement.id.in_(engagement_ids))
    )
    statement = union_all(read, blocked).order_by("starts_at", "ends_at", "kind")
    busy: defaultdict[int, list[BusySpan]] = defaultdict(list)
    for engagement_id, starts_at, ends_at, kind in session.execute(statement):
        busy[engagement_id].append((starts_at, ends_at, kind))
    return busy
