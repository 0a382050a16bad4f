"""Calendars that count and can no longer be relied on: unread, held back, or an old file.

A calendar that is read by its address is old after 48 hours without a reading. A file says
nothing of what was entered after it was exported, and nothing of the days behind the last one it
was read for: it is old after 30 days, and as soon as the days asked about go beyond it.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from cdo_share.accounts.models import Engagement, Person
from cdo_share.availability.models import (
    CalendarState,
    ExternalCalendar,
    ReadingFailure,
)

STALE_AFTER = timedelta(hours=48)
FILE_OLD_AFTER = timedelta(days=30)
TROUBLE_AT = 3  # failures in a row; fewer mend themselves


class CalendarTrouble(StrEnum):
    """What is wrong with a calendar that counts."""

    UNREAD = "unread"  # for 48 hours, or several times in a row
    HELD = "held"  # the last reading waits for the CDO
    OLD_FILE = "old_file"


def trouble_of(
    calendar: ExternalCalendar, now: datetime, *, until: date | None = None
) -> CalendarTrouble | None:
    """Return why a calendar, loaded with its address, cannot be relied on; None when it can.

    `until` is the last day that matters: a file that was read for fewer days is in trouble.
    """
    source, age = calendar.source, now - calendar.read_at
    if calendar.state is CalendarState.PREVIEW:
        return None
    if source is None:
        ends_early = until is not None and calendar.last_on is not None and calendar.last_on < until
        return CalendarTrouble.OLD_FILE if age > FILE_OLD_AFTER or ends_early else None
    if source.failure is ReadingFailure.PARTLY_UNREADABLE:
        return CalendarTrouble.HELD
    is_unread = age > STALE_AFTER or source.failures >= TROUBLE_AT
    return CalendarTrouble.UNREAD if is_unread else None


@dataclass(frozen=True, slots=True, kw_only=True)
class StaleCalendar:
    """A calendar that counts and is in trouble; what the CDO calls it is nobody's business.

    `failure` is that of the last reading; `last_on` the last day that was read, where known.
    """

    engagement_id: int
    cdo_name: str
    trouble: CalendarTrouble
    read_at: datetime
    last_on: date | None
    failure: ReadingFailure | None


def list_stale_calendars(
    session: Session, groupement_id: int, now: datetime, *, until: date | None = None
) -> list[StaleCalendar]:
    """Return the calendars of a groupement in trouble (see `trouble_of`), by the CDO's name.

    One statement.
    """
    statement = (
        select(ExternalCalendar, Person.name)
        .outerjoin(ExternalCalendar.source)
        .join(Engagement, Engagement.id == ExternalCalendar.engagement_id)
        .join(Person, Person.id == Engagement.person_id)
        .options(contains_eager(ExternalCalendar.source))
        .where(Engagement.groupement_id == groupement_id, Engagement.is_active)
        .where(ExternalCalendar.state == CalendarState.ACTIVE)
        .order_by(Person.name, ExternalCalendar.name)
    )
    return [
        _stale(calendar, name, trouble)
        for calendar, name in session.execute(statement)
        if (trouble := trouble_of(calendar, now, until=until)) is not None
    ]


def _stale(calendar: ExternalCalendar, cdo_name: str, trouble: CalendarTrouble) -> StaleCalendar:
    return StaleCalendar(
        engagement_id=calendar.engagement_id,
        cdo_name=cdo_name,
        trouble=trouble,
        read_at=calendar.read_at,
        last_on=calendar.last_on,
        failure=calendar.source.failure if calendar.source else None,
    )
