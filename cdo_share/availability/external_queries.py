"""Finding one calendar of a CDO's own, or one address, with what belongs to it."""

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, selectinload

from cdo_share.accounts.queries import get_engagement
from cdo_share.availability.models import (
    BusyTime,
    CalendarAddress,
    CalendarState,
    ExternalCalendar,
)
from cdo_share.availability.slots import BusySpan
from cdo_share.core.errors import NotFound
from cdo_share.core.i18n import N_


def list_unread_addresses(
    session: Session, groupement_id: int, engagement_id: int
) -> list[CalendarAddress]:
    """Return the addresses of a CDO that no reading has worked for yet, by name."""
    get_engagement(session, groupement_id, engagement_id)
    statement = (
        select(CalendarAddress)
        .where(
            CalendarAddress.engagement_id == engagement_id, CalendarAddress.calendar_id.is_(None)
        )
        .order_by(CalendarAddress.name)
    )
    return list(session.scalars(statement))


def get_calendar(
    session: Session, groupement_id: int, engagement_id: int, calendar_id: int
) -> ExternalCalendar:
    """Return a calendar of the CDO with its times and its address; raises NotFound."""
    get_engagement(session, groupement_id, engagement_id)
    calendar = session.scalar(_with_times().where(ExternalCalendar.id == calendar_id))
    if calendar is None or calendar.engagement_id != engagement_id:
        raise NotFound(N_("There is no such calendar any more."))
    return calendar


def find_calendar(
    session: Session, engagement_id: int, name: str, state: CalendarState
) -> ExternalCalendar | None:
    """Return the CDO's calendar of that name and state, with its times and its address."""
    return session.scalar(
        _with_times().where(
            ExternalCalendar.engagement_id == engagement_id,
            ExternalCalendar.name == name,
            ExternalCalendar.state == state,
        )
    )


def find_calendar_by_id(session: Session, calendar_id: int) -> ExternalCalendar:
    """Return a calendar that is known to exist, with its times and its address."""
    return session.scalars(_with_times().where(ExternalCalendar.id == calendar_id)).one()


def get_address(
    session: Session, groupement_id: int, engagement_id: int, address_id: int
) -> CalendarAddress:
    """Return an address of the CDO; raises NotFound."""
    get_engagement(session, groupement_id, engagement_id)
    address = session.get(CalendarAddress, address_id)
    if address is None or address.engagement_id != engagement_id:
        raise NotFound(N_("There is no such calendar any more."))
    return address


def _with_times() -> Select[ExternalCalendar]:
    return select(ExternalCalendar).options(
        selectinload(ExternalCalendar.busy_times), selectinload(ExternalCalendar.source)
    )


def list_other_spans(session: Session, engagement_id: int, name: str) -> list[BusySpan]:
    """Return the busy times of a CDO's calendars that count and have another name, in order."""
    statement = (
        select(BusyTime.starts_at, BusyTime.ends_at, BusyTime.kind)
        .join(ExternalCalendar, ExternalCalendar.id == BusyTime.calendar_id)
        .where(
            ExternalCalendar.engagement_id == engagement_id,
            ExternalCalendar.state == CalendarState.ACTIVE,
            ExternalCalendar.name != name,
        )
        .order_by(BusyTime.starts_at, BusyTime.ends_at)
    )
    return [(starts_at, ends_at, kind) for starts_at, ends_at, kind in session.execute(statement)]
