"""Finding one calendar of a CDO's own, or one address, with what belongs to it."""

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload, selectinload

from cdo_share.accounts.models import Engagement
from cdo_share.availability.models import CalendarAddress, CalendarState, ExternalCalendar
from cdo_share.core.errors import NotFound
from cdo_share.core.i18n import N_


def list_unread_addresses(
    session: Session, groupement_id: int, engagement_id: int
) -> list[CalendarAddress]:
    """Return the addresses of a CDO that no reading has worked for yet, by name."""
    statement = (
        select(CalendarAddress)
        .where(
            CalendarAddress.engagement_id == engagement_id,
            CalendarAddress.engagement_id.in_(_engaged(groupement_id)),
            CalendarAddress.calendar_id.is_(None),
        )
        .order_by(CalendarAddress.name)
    )
    return list(session.scalars(statement))


def get_calendar(
    session: Session, groupement_id: int, engagement_id: int, calendar_id: int
) -> ExternalCalendar:
    """Return a calendar of the CDO with its times and its address; raises NotFound."""
    calendar = session.scalar(
        _with_times().where(
            ExternalCalendar.id == calendar_id,
            ExternalCalendar.engagement_id == engagement_id,
            ExternalCalendar.engagement_id.in_(_engaged(groupement_id)),
        )
    )
    if calendar is None:
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
    address = session.scalar(
        select(CalendarAddress).where(
            CalendarAddress.id == address_id,
            CalendarAddress.engagement_id == engagement_id,
            CalendarAddress.engagement_id.in_(_engaged(groupement_id)),
        )
    )
    if address is None:
        raise NotFound(N_("There is no such calendar any more."))
    return address


def has_active(session: Session, engagement_id: int, name: str) -> bool:
    """Return whether a calendar of that name counts for the CDO."""
    statement = select(ExternalCalendar.id).where(
        ExternalCalendar.engagement_id == engagement_id,
        ExternalCalendar.name == name,
        ExternalCalendar.state == CalendarState.ACTIVE,
    )
    return session.scalar(statement) is not None


def _engaged(groupement_id: int) -> Select[int]:
    return select(Engagement.id).where(Engagement.groupement_id == groupement_id)


def _with_times() -> Select[ExternalCalendar]:
    return select(ExternalCalendar).options(
        selectinload(ExternalCalendar.busy_times), joinedload(ExternalCalendar.source)
    )
