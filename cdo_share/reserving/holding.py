"""Holding a half-day and letting it go, with the letters; the caller opens and commits."""

from collections.abc import Collection
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Groupement, Member, Person, RoleKind
from cdo_share.accounts.queries import get_groupement_by_id
from cdo_share.bookings.hold_time import hold_end
from cdo_share.bookings.models import Booking, BookingState
from cdo_share.bookings.service import BookingWish, hold, lock_expired, settle
from cdo_share.core.errors import Conflict
from cdo_share.core.i18n import N_
from cdo_share.core.outbox import OutboxMail, withdraw_mails
from cdo_share.notifications.notices import Circle, Notice, stretch_of, tell_circle
from cdo_share.publication import Surroundings
from cdo_share.publishing.joining import read_forbidding
from cdo_share.reserving.fitting import (
    NOT_STORED,
    ask_with,
    demand_of_booking,
    fits,
    worked_visit,
)
from cdo_share.rounds.models import Period
from cdo_share.rounds.queries import get_period, list_closed_days

CLOSED_AHEAD = timedelta(days=60)  # ten working days and every day of rest among them


def hold_halfday(  # noqa: PLR0913 - who does what for whom, and when
    session: Session,
    *,
    member: Member,
    period: Period,
    wish: BookingWish,
    person_id: int,
    now: datetime,
    around: Surroundings,
) -> Booking:
    """Hold a half-day for a member, and ask the CDO and the coordinator.

    Raises Conflict when the judge finds a rule broken or labour law forbids the visit, and what
    `bookings.service.hold` raises.
    """
    groupement = get_groupement_by_id(session, period.groupement_id)
    booking = hold(
        session,
        groupement_id=groupement.id,
        period_id=period.id,
        member_id=member.id,
        wish=wish,
        times=period.grid.instants(wish.day, wish.slot, wish.length, zone=groupement.timezone),
        held_until=_held_until(session, groupement, now),
        person_id=person_id,
        now=now,
    )
    demand = demand_of_booking(member, period, booking, now)
    demand.id = NOT_STORED
    if not fits(ask_with(session, booking, demand, now), booking, NOT_STORED):
        raise Conflict(N_("This half-day does not fit any more. Choose another one."))
    if _is_forbidden(session, booking, member, period, now):
        # What else this CDO works is no business of the member.
        raise Conflict(N_("This CDO would work more than the law allows. Choose another half-day."))
    tell_booking(session, booking, now, around, but=person_id)
    return booking


def _held_until(session: Session, groupement: Groupement, now: datetime) -> datetime:
    today = now.astimezone(ZoneInfo(groupement.timezone)).date()
    closed = list_closed_days(session, groupement.id, today, today + CLOSED_AHEAD)
    days = {one.day for one in closed}
    return hold_end(now, groupement.hold_hours, groupement.timezone, days)


def _is_forbidden(
    session: Session, booking: Booking, member: Member, period: Period, now: datetime
) -> bool:
    cdo_id = booking.engagement_id
    forbidden = read_forbidding(
        session, period, engagement_ids={cdo_id}, site_id=member.site_id, now=now
    )
    place = booking.day, booking.slot, booking.length
    return bool(forbidden(worked_visit(booking.place, member, period, cdo_id, place)))


def let_go(
    session: Session,
    booking: Booking,
    state: BookingState,
    *,
    person_id: int | None,
    now: datetime,
    around: Surroundings,
) -> Booking:
    """End a held booking as declined, withdrawn or expired, and tell whoever waits for it.

    Whoever has not been asked yet is asked no more, and is not told either what somebody else
    decided. Raises Conflict when it is not held any more.
    """
    settle(session, booking, state, person_id=person_id, now=now)
    unaware = take_back_question(session, booking, now)
    if state is BookingState.EXPIRED:
        unaware = set()  # nobody has decided: it is news to all
    tell_booking(session, booking, now, around, but=person_id, unaware=unaware)
    return booking


def take_back_question(session: Session, booking: Booking, now: datetime) -> set[int]:
    """Take back the letters that ask for an answer and have not left; return to whom."""
    prefix = f"{_key(booking, BookingState.HELD)}-person-"
    statement = select(OutboxMail.dedupe_key).where(OutboxMail.dedupe_key.startswith(prefix))
    return withdraw_mails(session, session.scalars(statement).all(), now=now)


def _key(booking: Booking, state: BookingState) -> str:
    return f"booking-{booking.id}-{state.value}"


def expire_booking(
    session: Session, booking_id: int, *, now: datetime, around: Surroundings
) -> bool:
    """Let go of a booking that nobody confirmed in time; False when somebody was faster."""
    booking = lock_expired(session, booking_id, now)
    if booking is None:
        return False
    let_go(session, booking, BookingState.EXPIRED, person_id=None, now=now, around=around)
    return True


def tell_booking(
    session: Session,
    booking: Booking,
    now: datetime,
    around: Surroundings,
    *,
    but: int | None,
    unaware: Collection[int] = (),
) -> None:
    """Write the letters about where a booking stands: whoever must act, or waited for it.

    `but` decided it, `unaware` were never asked.
    """
    groupement = session.get_one(Groupement, booking.groupement_id)
    is_answer = booking.state in {BookingState.DECLINED, BookingState.EXPIRED}
    circle = Circle(
        member_ids=(booking.member_id,) if is_answer else (),
        engagement_ids=(booking.engagement_id,),
        coordinators=True,
        but=but,
        unaware=unaware,
    )
    tell_circle(
        session,
        groupement_id=groupement.id,
        circle=circle,
        notice=_notice(session, booking, groupement),
        now=now,
        base_url=around.base_url,
        render=around.render,
    )


def _notice(session: Session, booking: Booking, groupement: Groupement) -> Notice:
    period: Period = get_period(session, booking.groupement_id, booking.period_id)
    place = (booking.day, booking.slot, booking.length)
    return Notice(
        template="booking",
        key=_key(booking, booking.state),
        lines={
            "title": booking.title,
            "member": session.get_one(Member, booking.member_id).name,
            "cdo": session.get_one(Person, booking.person_id).name,
        },
        when=stretch_of(session, booking.engagement_id, period.grid_kind, place),
        values={"state": booking.state.value},
        pages=dict.fromkeys(RoleKind, "reservations"),
        instants={"until": (booking.held_until, groupement.timezone)},
    )
