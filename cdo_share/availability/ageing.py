"""Calendars that count and can no longer be relied on: unread, held back, or an old file.

A calendar that is read by its address is old after 48 hours without a reading. A file says
nothing of what was entered after it was exported, and nothing of the days behind the last one it
was read for: it is old after 30 days, and as soon as the days asked about go beyond it.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session, contains_eager

from cdo_share.accounts.models import Engagement, Person
from cdo_share.availability.models import (
    CalendarAddress,
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


def is_stale(calendar: ExternalCalendar, now: datetime) -> bool:
    """Return whether a calendar is so old that its CDO should do something about it."""
    longest = FILE_OLD_AFTER if calendar.source is None else STALE_AFTER
    return now - calendar.read_at > longest


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
    """Return the calendars of a groupement in trouble, by the CDO's name; one statement.

    `until` is the last day that matters: a file that was read for fewer days is in trouble.
    """
    statement = (
        select(ExternalCalendar, Person.name)
        .outerjoin(ExternalCalendar.source)
        .join(Engagement, Engagement.id == ExternalCalendar.engagement_id)
        .join(Person, Person.id == Engagement.person_id)
        .options(contains_eager(ExternalCalendar.source))
        .where(Engagement.groupement_id == groupement_id, Engagement.is_active)
        .where(ExternalCalendar.state == CalendarState.ACTIVE)
        .where(_is_in_trouble(now) | _is_old_file(now, until))
        .order_by(Person.name, ExternalCalendar.name)
    )
    return [_stale(calendar, name) for calendar, name in session.execute(statement)]


def _is_in_trouble(now: datetime) -> ColumnElement[bool]:
    stale = and_(CalendarAddress.id.is_not(None), ExternalCalendar.read_at < now - STALE_AFTER)
    held = CalendarAddress.failure == ReadingFailure.PARTLY_UNREADABLE
    return stale | held | (CalendarAddress.failures >= TROUBLE_AT)


def _is_old_file(now: datetime, until: date | None) -> ColumnElement[bool]:
    is_old = ExternalCalendar.read_at < now - FILE_OLD_AFTER
    if until is not None:
        is_old |= ExternalCalendar.last_on < until
    return and_(CalendarAddress.id.is_(None), is_old)


def _stale(calendar: ExternalCalendar, cdo_name: str) -> StaleCalendar:
    failure = calendar.source.failure if calendar.source else None
    return StaleCalendar(
        engagement_id=calendar.engagement_id,
        cdo_name=cdo_name,
        trouble=_trouble_of(calendar, failure),
        read_at=calendar.read_at,
        last_on=calendar.last_on,
        failure=failure,
    )


def _trouble_of(calendar: ExternalCalendar, failure: ReadingFailure | None) -> CalendarTrouble:
    if calendar.source is None:
        return CalendarTrouble.OLD_FILE
    held = failure is ReadingFailure.PARTLY_UNREADABLE
    return CalendarTrouble.HELD if held else CalendarTrouble.UNREAD
