"""The half-days on which a CDO is free, for a page that says nothing else of them.

Free is what a member could book as far as the CDO's time goes: the very slots that a booking asks
about. Whether a certain member fits (skill, way, caps, labour law) only a booking can tell.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from cdo_share.accounts.models import Engagement
from cdo_share.accounts.queries import get_groupement_by_id
from cdo_share.availability.queries import list_availability, oldest_reading
from cdo_share.bookings.queries import taken_times
from cdo_share.core.grid import HALF_DAYS, Half
from cdo_share.planning.instance import Limits, free_slots
from cdo_share.planning.instance_parts import Frame
from cdo_share.publishing.queries import list_visits_in_force
from cdo_share.rounds.days import SATURDAY, working_days
from cdo_share.rounds.holidays import national_holidays
from cdo_share.rounds.queries import list_closed_days, list_periods

WEEKS = 6


@dataclass(frozen=True, slots=True)
class FreeTime:
    """The free half-days of one CDO in [first, last], in order, as they were at `checked_at`."""

    halfdays: tuple[tuple[date, Half], ...]
    first: date
    last: date
    checked_at: datetime


def read_free_time(session: Session, engagement: Engagement, *, now: datetime) -> FreeTime:
    """Return the free half-days of a CDO from tomorrow on, to the end of `WEEKS` weeks.

    A half-day of which a part is taken is not free. It is true as of now, or as of the last
    reading of the CDO's own calendars that are read again and again, where that is longer ago.
    """
    groupement = get_groupement_by_id(session, engagement.groupement_id)
    today = now.astimezone(ZoneInfo(groupement.timezone)).date()
    first, last = _stretch(today)
    frame = Frame(_list_days(session, groupement.id, first, last), HALF_DAYS, groupement.timezone)
    said = list_availability(session, [engagement])[engagement.id]
    free = free_slots(engagement, said, frame, _limits(session, engagement, first, last))
    read_at = oldest_reading(session, engagement.id)
    return FreeTime(
        halfdays=tuple(_halfdays(free, frame)),
        first=first,
        last=last,
        checked_at=min(now, read_at or now),
    )


def _stretch(today: date) -> tuple[date, date]:
    """Return the first and the last day: whole weeks, of which the first may have begun."""
    first = today + timedelta(days=1)
    if first.weekday() >= SATURDAY:
        first += timedelta(days=7 - first.weekday())
    return first, first + timedelta(weeks=WEEKS, days=-1 - first.weekday())


def _list_days(session: Session, groupement_id: int, first: date, last: date) -> list[date]:
    """Return the working days; where no round has asked for days of rest yet, those of the law."""
    periods = list_periods(session, groupement_id)
    closed = {row.day for row in list_closed_days(session, groupement_id, first, last)}
    for day in national_holidays(first, last):
        if not any(one.starts_on <= day <= one.ends_on for one in periods):
            closed.add(day)
    return working_days(first, last, closed)


def _limits(session: Session, engagement: Engagement, first: date, last: date) -> Limits:
    """Return what takes the CDO's time: visits in every groupement, and what is being booked."""
    elsewhere, held = taken_times(session, engagement.groupement_id, first, last)
    person = engagement.person_id
    here = list_visits_in_force(
        session, engagement.groupement_id, engagement_id=engagement.id, first=first
    )
    taken = [*elsewhere.get(person, ()), *((one.starts_at, one.ends_at) for one in here)]
    return Limits(elsewhere={person: taken}, held=held)


def _halfdays(free: str, frame: Frame) -> Iterable[tuple[date, Half]]:
    slots = [(day, slot.half) for day in frame.days for slot in frame.grid.slots]
    return (place for place, mark in zip(slots, free, strict=True) if mark == "1")
