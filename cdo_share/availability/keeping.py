"""Keeping what a calendar said; titles never get this far."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from cdo_share.accounts.queries import get_engagement
from cdo_share.availability.external_faults import name_faults
from cdo_share.availability.external_queries import find_calendar
from cdo_share.availability.found import ReadBusyTime, ReadCalendar
from cdo_share.availability.models import BusyTime, CalendarState, ExternalCalendar
from cdo_share.core.errors import InvalidInput
from cdo_share.core.text import clean_line


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a calendar said at an instant of the days [first_on, last_on], both included.

    The days are None where nobody knows what the file was asked.
    """

    read: ReadCalendar
    first_on: date | None
    last_on: date | None
    read_at: datetime


def store_reading(calendar: ExternalCalendar, reading: Reading) -> None:
    """Keep what was read and forget the last reading; the same times are not written again."""
    calendar.read_at = reading.read_at
    calendar.first_on, calendar.last_on = reading.first_on, reading.last_on
    calendar.skipped_events = len(reading.read.skipped)
    calendar.skipped_marks = sorted(set(reading.read.skipped))
    calendar.own_events = reading.read.own_events
    calendar.warnings = list(reading.read.warnings)
    known = {_facts(row) for row in calendar.busy_times}
    if known != {_facts(busy) for busy in reading.read.busy_times}:
        calendar.busy_times = [_row(busy) for busy in reading.read.busy_times]


def add_times(calendar: ExternalCalendar, reading: Reading) -> None:
    """Keep the times that a held reading brings beside those there are: nobody becomes free."""
    known = {_facts(row) for row in calendar.busy_times}
    calendar.busy_times += [
        _row(busy) for busy in reading.read.busy_times if _facts(busy) not in known
    ]


def _facts(busy: BusyTime | ReadBusyTime) -> tuple[object, ...]:
    return busy.starts_at, busy.ends_at, busy.kind, busy.uid_sha256


def _row(busy: ReadBusyTime) -> BusyTime:
    return BusyTime(
        starts_at=busy.starts_at,
        ends_at=busy.ends_at,
        kind=busy.kind,
        uid_sha256=busy.uid_sha256,
    )


def replace_busy_times(
    session: Session,
    *,
    groupement_id: int,
    engagement_id: int,
    name: str,
    read: ReadCalendar,
    now: datetime,
) -> ExternalCalendar:
    """Keep what was read from the CDO's calendar called `name` at once, without a preview.

    Raises NotFound, and InvalidInput for a name that is missing or too long.
    """
    get_engagement(session, groupement_id, engagement_id)
    name = clean_line(name)
    if faults := name_faults(name):
        raise InvalidInput(*faults)
    calendar = find_calendar(session, engagement_id, name, CalendarState.ACTIVE)
    if calendar is None:
        calendar = ExternalCalendar(engagement_id=engagement_id, name=name, busy_times=[])
        session.add(calendar)
    store_reading(calendar, Reading(read=read, first_on=None, last_on=None, read_at=now))
    session.flush()
    return calendar
