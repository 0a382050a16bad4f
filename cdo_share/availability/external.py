"""Calendars of the CDO's own: looked at first, then accepted or forgotten.

Only a calendar that was accepted counts. A new one of the same name waits beside the old one
and takes its place when it is accepted.
"""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from cdo_share.accounts.queries import get_engagement
from cdo_share.availability.external_faults import (
    CalendarWish,
    address_faults,
    already_looking,
    name_faults,
    named_twice,
    too_many,
)
from cdo_share.availability.external_queries import find_calendar, get_address, get_calendar
from cdo_share.availability.keeping import Reading, store_reading
from cdo_share.availability.locks import hold_address, lock_engagement
from cdo_share.availability.models import (
    BusyTime,
    CalendarAddress,
    CalendarState,
    ExternalCalendar,
)
from cdo_share.availability.reading.address import locate
from cdo_share.availability.sealing import Seal
from cdo_share.core.errors import Fault, InvalidInput
from cdo_share.core.text import clean_line

MOST_CALENDARS = 20
FORGET_PREVIEWS_AFTER = timedelta(hours=24)


def preview_file(
    session: Session,
    *,
    groupement_id: int,
    engagement_id: int,
    wish: CalendarWish,
    reading: Reading,
) -> ExternalCalendar:
    """Store what a file said, to be looked at; it replaces an earlier preview of its name.

    Raises NotFound, and InvalidInput for the name or one calendar too many.
    """
    name = clean_line(wish.name)
    get_engagement(session, groupement_id, engagement_id)
    lock_engagement(session, engagement_id)
    earlier = find_calendar(session, engagement_id, name, CalendarState.PREVIEW)
    faults = name_faults(name)
    if earlier is None:
        faults += _count_faults(session, engagement_id)
    if _has_waiting_address(session, engagement_id, name):
        faults.append(already_looking(name))
    if faults:
        raise InvalidInput(*faults)
    calendar = earlier or ExternalCalendar(
        engagement_id=engagement_id, name=name, state=CalendarState.PREVIEW, busy_times=[]
    )
    calendar.elsewhere_is_busy = wish.elsewhere_is_busy
    store_reading(calendar, reading)
    session.add(calendar)
    session.flush()
    return calendar


def _count_faults(session: Session, engagement_id: int) -> list[Fault]:
    calendars = select(func.count()).where(ExternalCalendar.engagement_id == engagement_id)
    addresses = select(func.count()).where(
        CalendarAddress.engagement_id == engagement_id, CalendarAddress.calendar_id.is_(None)
    )
    count = session.scalars(calendars).one() + session.scalars(addresses).one()
    return [] if count < MOST_CALENDARS else [too_many(MOST_CALENDARS)]


def _has_waiting_address(session: Session, engagement_id: int, name: str) -> bool:
    """Return whether an address of this name has not been accepted yet."""
    statement = (
        select(CalendarAddress.id)
        .outerjoin(ExternalCalendar, ExternalCalendar.id == CalendarAddress.calendar_id)
        .where(CalendarAddress.engagement_id == engagement_id, CalendarAddress.name == name)
        .where(
            CalendarAddress.calendar_id.is_(None)
            | (ExternalCalendar.state == CalendarState.PREVIEW)
        )
    )
    return session.scalar(statement) is not None


def preview_address(
    session: Session,
    *,
    groupement_id: int,
    engagement_id: int,
    wish: CalendarWish,
    seal: Seal,
    now: datetime,
) -> CalendarAddress:
    """Store an address, encrypted and due now; the worker reads it, then it can be looked at.

    Raises NotFound, and InvalidInput for the name, the address or one calendar too many.
    """
    name, location = clean_line(wish.name), locate(wish.address)
    get_engagement(session, groupement_id, engagement_id)
    lock_engagement(session, engagement_id)
    faults = name_faults(name) + _address_name_faults(session, engagement_id, name)
    faults += address_faults(wish.address) + _count_faults(session, engagement_id)
    if faults or location is None:
        raise InvalidInput(*faults)
    address = CalendarAddress(
        engagement_id=engagement_id,
        name=name,
        address=seal.close(location.address),
        host=location.host,
        elsewhere_is_busy=wish.elsewhere_is_busy,
        created_at=now,
        next_try_at=now,
    )
    session.add(address)
    session.flush()
    return address


def _address_name_faults(session: Session, engagement_id: int, name: str) -> list[Fault]:
    same_name = select(CalendarAddress.id).where(
        CalendarAddress.engagement_id == engagement_id, CalendarAddress.name == name
    )
    if session.scalar(same_name) is not None:
        return [named_twice(name)]
    if find_calendar(session, engagement_id, name, CalendarState.PREVIEW) is not None:
        return [already_looking(name)]
    return []


def accept_calendar(
    session: Session, *, groupement_id: int, engagement_id: int, calendar_id: int
) -> ExternalCalendar:
    """Let a calendar count, in place of the one that had its name; twice is the same as once.

    Raises NotFound.
    """
    lock_engagement(session, engagement_id)
    calendar = get_calendar(session, groupement_id, engagement_id, calendar_id)
    if calendar.state is CalendarState.ACTIVE:
        return calendar
    replaced = find_calendar(session, engagement_id, calendar.name, CalendarState.ACTIVE)
    if replaced is not None:
        forget_calendar(
            session,
            groupement_id=groupement_id,
            engagement_id=engagement_id,
            calendar_id=replaced.id,
        )
    calendar.state = CalendarState.ACTIVE
    session.flush()
    return calendar


def forget_calendar(
    session: Session, *, groupement_id: int, engagement_id: int, calendar_id: int
) -> None:
    """Delete a calendar with its times and its address; raises NotFound."""
    calendar = get_calendar(session, groupement_id, engagement_id, calendar_id)
    if calendar.source is not None:  # what a reading that ends just now writes goes too
        hold_address(session, calendar.source.id)
        session.expire(calendar)
        calendar = get_calendar(session, groupement_id, engagement_id, calendar_id)
    session.delete(calendar)
    session.flush()


def forget_address(
    session: Session, *, groupement_id: int, engagement_id: int, address_id: int
) -> None:
    """Delete an address, with the calendar read from it; raises NotFound."""
    get_address(session, groupement_id, engagement_id, address_id)
    address = hold_address(session, address_id)
    if address is None:
        return
    if address.calendar_id is not None:
        forget_calendar(
            session,
            groupement_id=groupement_id,
            engagement_id=engagement_id,
            calendar_id=address.calendar_id,
        )
        return
    session.delete(address)
    session.flush()


def forget_old_previews(session: Session, now: datetime) -> int:
    """Delete what was looked at and not accepted for a day; return how many.

    The rows are held first: one that is accepted at the same moment stays.
    """
    before = now - FORGET_PREVIEWS_AFTER
    asked = CalendarAddress.created_at < before
    old = (
        select(ExternalCalendar.id)
        .outerjoin(CalendarAddress, CalendarAddress.calendar_id == ExternalCalendar.id)
        .where(ExternalCalendar.state == CalendarState.PREVIEW)
        .where(asked | (CalendarAddress.id.is_(None) & (ExternalCalendar.read_at < before)))
        .order_by(ExternalCalendar.id)
        .with_for_update(of=ExternalCalendar)
    )
    ids = list(session.scalars(old))
    unread = delete(CalendarAddress).where(asked, CalendarAddress.calendar_id.is_(None))
    unread_ids = session.scalars(unread.returning(CalendarAddress.id)).all()
    session.execute(delete(CalendarAddress).where(CalendarAddress.calendar_id.in_(ids)))
    session.execute(delete(BusyTime).where(BusyTime.calendar_id.in_(ids)))
    session.execute(delete(ExternalCalendar).where(ExternalCalendar.id.in_(ids)))
    return len(ids) + len(unread_ids)
