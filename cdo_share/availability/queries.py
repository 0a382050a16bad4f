"""Reading when CDOs can work, of one or of all, in a fixed number of statements."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, selectinload

from cdo_share.accounts.models import Engagement
from cdo_share.accounts.queries import get_engagement
from cdo_share.availability.models import (
    AvailabilityException,
    ExternalCalendar,
    PatternHalfday,
)
from cdo_share.availability.pattern import Pattern
from cdo_share.availability.slots import BusySpan
from cdo_share.core.errors import NotFound
from cdo_share.core.i18n import N_

Row = TypeVar("Row", PatternHalfday, AvailabilityException, ExternalCalendar)


@dataclass(frozen=True, slots=True)
class Availability:
    """What is known of one CDO: their usual week, exceptions by date, busy times by start."""

    pattern: Pattern
    exceptions: tuple[AvailabilityException, ...]
    busy: tuple[BusySpan, ...]


def get_availability(session: Session, groupement_id: int, engagement_id: int) -> Availability:
    """Return when a CDO of the groupement can work; raises NotFound."""
    engagements = select(Engagement.id).where(
        Engagement.groupement_id == groupement_id, Engagement.id == engagement_id
    )
    found = _read(session, engagements)
    if engagement_id not in found:
        raise NotFound(N_("There is no such CDO in this groupement."))
    return found[engagement_id]


def list_availability(session: Session, groupement_id: int) -> dict[int, Availability]:
    """Return the availability of every CDO of the groupement, by engagement."""
    engagements = select(Engagement.id).where(Engagement.groupement_id == groupement_id)
    return _read(session, engagements)


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
        .order_by(ExternalCalendar.name)
    )
    return list(session.scalars(statement))


def _read(session: Session, engagements: Select[int]) -> dict[int, Availability]:
    pattern = session.scalars(
        select(PatternHalfday).where(PatternHalfday.engagement_id.in_(engagements))
    )
    exceptions = session.scalars(
        select(AvailabilityException)
        .where(AvailabilityException.engagement_id.in_(engagements))
        .order_by(AvailabilityException.starts_on, AvailabilityException.id)
    )
    calendars = session.scalars(
        select(ExternalCalendar)
        .where(ExternalCalendar.engagement_id.in_(engagements))
        .options(selectinload(ExternalCalendar.busy_times))
    )
    halfdays_of = _by_engagement(pattern)
    exceptions_of = _by_engagement(exceptions)
    calendars_of = _by_engagement(calendars)
    return {
        engagement_id: Availability(
            pattern={(row.weekday, row.half): row.hours for row in halfdays_of[engagement_id]},
            exceptions=tuple(exceptions_of[engagement_id]),
            busy=_busy_spans(calendars_of[engagement_id]),
        )
        for engagement_id in session.scalars(engagements)
    }


def _by_engagement(rows: Iterable[Row]) -> defaultdict[int, list[Row]]:
    groups: defaultdict[int, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row.engagement_id].append(row)
    return groups


def _busy_spans(calendars: list[ExternalCalendar]) -> tuple[BusySpan, ...]:
    return tuple(
        sorted(
            (time.starts_at, time.ends_at, time.kind)
            for calendar in calendars
            for time in calendar.busy_times
        )
    )
