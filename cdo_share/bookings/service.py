"""Holding a half-day of a CDO for a member, and letting it go; confirming takes more rooms."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Engagement, Member, Person
from cdo_share.bookings.models import Booking, BookingState
from cdo_share.bookings.overlap import HELD_MARK, VISIT_MARK
from cdo_share.core.audit import record_act
from cdo_share.core.errors import Conflict, NotFound
from cdo_share.core.i18n import N_
from cdo_share.demands.models import Place

MOST_HELD = 3  # of one member at once: held time is kept from everybody else


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingWish:
    """What a member books: a stretch of a CDO's day, for what, on site or remote."""

    engagement_id: int
    title: str
    skill: str
    level: int
    place: Place
    day: date
    slot: int
    length: int


def hold(  # noqa: PLR0913 - who does what for whom, and when
    session: Session,
    *,
    groupement_id: int,
    period_id: int,
    member_id: int,
    wish: BookingWish,
    times: tuple[datetime, datetime],
    held_until: datetime,
    person_id: int,
    now: datetime,
) -> Booking:
    """Hold a stretch for a member; nobody else can have it then. `times` are its start and end;
    it is held until `held_until`, but not once it has begun.

    Whether the CDO can come at all has been judged before. Raises NotFound for a CDO of others,
    Conflict when the time is past or taken, or the member holds too much already.
    """
    cdo_id = _lock_cdo(session, groupement_id, wish.engagement_id)
    if times[0] <= now:
        raise Conflict(N_("This half-day has begun; choose a later one."))
    _refuse_many(session, member_id)
    booking = Booking(
        groupement_id=groupement_id,
        period_id=period_id,
        member_id=member_id,
        person_id=cdo_id,
        starts_at=times[0],
        ends_at=times[1],
        held_until=min(held_until, times[0]),
        booked_by_id=person_id,
        created_at=now,
        **asdict(wish),
    )
    _insert(session, booking)
    _record(session, booking, "hold_booking", person_id, now)
    return booking


def _lock_cdo(session: Session, groupement_id: int, engagement_id: int) -> int:
    """Keep others from taking the person's time until the transaction ends; return the person."""
    statement = (
        select(Person.id)
        .join(Engagement, Engagement.person_id == Person.id)
        .where(Engagement.id == engagement_id, Engagement.groupement_id == groupement_id)
        .with_for_update(of=Person, key_share=True)
    )
    cdo_id = session.scalar(statement)
    if cdo_id is None:
        raise NotFound(N_("There is no such CDO in this groupement."))
    return cdo_id


def _refuse_many(session: Session, member_id: int) -> None:
    """Lock the member, so that what they hold with other CDOs is counted too, and count it."""
    session.execute(select(Member.id).where(Member.id == member_id).with_for_update(key_share=True))
    held = select(Booking.id).where(
        Booking.member_id == member_id, Booking.state == BookingState.HELD
    )
    if len(session.scalars(held).all()) >= MOST_HELD:
        raise Conflict(
            N_("%(most)d half-days are held for you already. Wait for an answer, or let one go."),
            most=MOST_HELD,
        )


def _insert(session: Session, booking: Booking) -> None:
    try:
        with session.begin_nested():
            session.add(booking)
            session.flush()
    except IntegrityError as error:
        if not any(mark in str(error.orig) for mark in (HELD_MARK, VISIT_MARK)):
            raise
        raise Conflict(N_("This half-day has just been taken. Choose another one.")) from error


def settle(
    session: Session,
    booking: Booking,
    state: BookingState,
    *,
    person_id: int | None,
    now: datetime,
) -> Booking:
    """End a held booking as declined, withdrawn or expired; its time is free again.

    Raises Conflict when it is not held any more.
    """
    require_held(session, booking)
    booking.state = state
    booking.decided_by_id, booking.decided_at = person_id, now
    session.flush()
    _record(session, booking, f"{state.value}_booking", person_id, now)
    return booking


def mark_confirmed(
    session: Session,
    booking: Booking,
    *,
    demand_id: int,
    person_id: int | None,
    now: datetime,
) -> None:
    """Note that a booking has become a demand; its time is held no longer, a visit may take it.

    Raises Conflict when it is not held.
    """
    require_held(session, booking)
    booking.state, booking.demand_id = BookingState.CONFIRMED, demand_id
    booking.decided_by_id, booking.decided_at = person_id, now
    session.flush()
    _record(session, booking, "confirmed_booking", person_id, now)


def require_held(session: Session, booking: Booking) -> None:
    """Lock a booking; raises Conflict when somebody decided on it meanwhile."""
    session.refresh(booking, with_for_update=True)
    if booking.state is not BookingState.HELD:
        raise Conflict(N_("This booking is not waiting for an answer any more."))


def list_expired(session: Session, now: datetime) -> list[int]:
    """Return the numbers of held bookings whose time to be confirmed has run out."""
    statement = select(Booking.id).where(*_expired(now)).order_by(Booking.id)
    return list(session.scalars(statement))


def lock_expired(session: Session, booking_id: int, now: datetime) -> Booking | None:
    """Return a booking that has run out, locked; None when somebody decides or has decided on it.

    It waits for nobody: whoever holds the row ends the booking.
    """
    statement = (
        select(Booking)
        .where(Booking.id == booking_id, *_expired(now))
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    return session.scalar(statement)


def _expired(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return Booking.state == BookingState.HELD, Booking.held_until <= now


def _record(
    session: Session, booking: Booking, action: str, person_id: int | None, now: datetime
) -> None:
    record_act(
        session,
        at=now,
        groupement_id=booking.groupement_id,
        person_id=person_id,
        action=action,
        thing=("booking", booking.id),
        member_id=booking.member_id,
        engagement_id=booking.engagement_id,
    )
