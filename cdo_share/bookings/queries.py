"""Reading bookings, and which time is held; time is the person's, across groupements."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import literal, select, union_all
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Engagement, Member, Person, Regime
from cdo_share.bookings.models import Booking, BookingState
from cdo_share.core.errors import NotFound
from cdo_share.core.grid import GridKind
from cdo_share.core.i18n import N_
from cdo_share.publishing.models import CancelledBy, Release, Visit, VisitState
from cdo_share.publishing.views import Stretch
from cdo_share.rounds.models import Period


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of the visit that a confirmed booking became, where it is not as booked.

    `cancelled_by` is None for one that was moved; `number` is the release that last changed it.
    """

    cancelled_by: CancelledBy | None
    number: int


@dataclass(frozen=True, slots=True)
class BookingView:
    """A booking with the names of its member and CDO; `when` knows whether clocks are shown.

    `demand_id` and `visit_id` are those that a confirmed one became; `fate` tells what became of
    it, None while it stands as it was booked.
    """

    id: int
    member_id: int
    engagement_id: int
    title: str
    skill: str
    state: BookingState
    held_until: datetime
    member_name: str
    cdo_name: str
    when: Stretch
    demand_id: int | None
    visit_id: uuid.UUID | None
    fate: Fate | None = None


def get_booking(
    session: Session,
    groupement_id: int,
    booking_id: int,
    *,
    member_id: int | None = None,
    engagement_id: int | None = None,
) -> Booking:
    """Return a booking as it is now; raises NotFound, also when it is another member's or CDO's."""
    booking = session.get(Booking, booking_id, populate_existing=True)
    is_here = booking is not None and booking.groupement_id == groupement_id
    if booking is None or not is_here:
        raise NotFound(N_("There is no such booking here."))
    if member_id not in (None, booking.member_id):
        raise NotFound(N_("There is no such booking here."))
    if engagement_id not in (None, booking.engagement_id):
        raise NotFound(N_("There is no such booking here."))
    return booking


def list_bookings(
    session: Session,
    groupement_id: int,
    *,
    states: Collection[BookingState] = (BookingState.HELD,),
    member_id: int | None = None,
    engagement_id: int | None = None,
) -> list[BookingView]:
    """Return the bookings in one of the states, in order of time, with one statement."""
    statement = (
        select(
            Booking,
            Member.name,
            Person.name,
            Engagement.regime,
            Period.grid_kind,
            Visit,
            Release.number,
        )
        .join(Member, Member.id == Booking.member_id)
        .join(Engagement, Engagement.id == Booking.engagement_id)
        .join(Person, Person.id == Engagement.person_id)
        .join(Period, Period.id == Booking.period_id)
        .outerjoin(Visit, Visit.id == Booking.visit_id)
        .outerjoin(Release, Release.id == Visit.release_id)
        .where(Booking.groupement_id == groupement_id, Booking.state.in_(states))
        .order_by(Booking.starts_at, Booking.id)
    )
    if member_id is not None:
        statement = statement.where(Booking.member_id == member_id)
    if engagement_id is not None:
        statement = statement.where(Booking.engagement_id == engagement_id)
    return [_view(*row) for row in session.execute(statement)]


def _view(  # noqa: PLR0913, PLR0917 - the columns of one row
    row: Booking,
    member_name: str,
    cdo_name: str,
    regime: Regime,
    grid_kind: GridKind,
    visit: Visit | None,
    number: int | None,
) -> BookingView:
    return BookingView(
        id=row.id,
        member_id=row.member_id,
        engagement_id=row.engagement_id,
        title=row.title,
        skill=row.skill,
        state=row.state,
        held_until=row.held_until,
        member_name=member_name,
        cdo_name=cdo_name,
        when=Stretch(row.day, row.slot, row.length, grid_kind, regime),
        demand_id=row.demand_id,
        visit_id=row.visit_id,
        fate=_fate(row, visit, number or 0) if visit else None,
    )


def _fate(row: Booking, visit: Visit, number: int) -> Fate | None:
    booked = (row.engagement_id, row.day, row.slot, row.length)
    if visit.state is VisitState.CANCELLED:
        return Fate(visit.cancelled_by, number)
    is_as_booked = booked == (visit.engagement_id, visit.day, visit.slot, visit.length)
    return None if is_as_booked else Fate(None, number)


@dataclass(frozen=True, slots=True)
class BookedPlace:
    """Where a booked half-day was held for its member: with whom, and when."""

    engagement_id: int
    day: date
    slot: int
    length: int


def list_booked(session: Session, visit_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, BookedPlace]:
    """Return where those of the visits that members booked were held.

    No statement where no visit is given.
    """
    if not visit_ids:
        return {}
    place = Booking.engagement_id, Booking.day, Booking.slot, Booking.length
    statement = select(Booking.visit_id, *place).where(Booking.visit_id.in_(visit_ids))
    return {row[0]: BookedPlace(*row[1:]) for row in session.execute(statement) if row[0]}


Times = dict[int, list[tuple[datetime, datetime]]]


def taken_times(
    session: Session,
    groupement_id: int,
    first: date,
    last: date,
    *,
    but: int | None = None,
) -> tuple[Times, Times]:
    """Return when this groupement's CDOs work in others, and what of their time is held.

    By person; both days are included. Nothing but the times leaves other groupements. `but` is a
    booking that is not counted. One statement.
    """
    people = select(Engagement.person_id).where(Engagement.groupement_id == groupement_id)
    visits = select(
        literal(0).label("held"), Visit.person_id, Visit.starts_at, Visit.ends_at
    ).where(
        Visit.groupement_id != groupement_id,
        Visit.state != VisitState.CANCELLED,
        Visit.day.between(first, last),
        Visit.person_id.in_(people),
    )
    bookings = select(
        literal(1).label("held"), Booking.person_id, Booking.starts_at, Booking.ends_at
    ).where(
        Booking.state == BookingState.HELD,
        Booking.day.between(first, last),
        Booking.person_id.in_(people),
        Booking.id != (but or 0),
    )
    taken: tuple[Times, Times] = ({}, {})
    rows = session.execute(union_all(visits, bookings)).all()
    for is_held, person_id, starts_at, ends_at in sorted(rows, key=lambda row: row[1:3]):
        taken[is_held].setdefault(person_id, []).append((starts_at, ends_at))
    return taken
