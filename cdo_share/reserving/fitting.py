"""Which half-days a member could book: the judge decides, on the plan in force plus the visit."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from cdo_share.accounts.models import Engagement, Member
from cdo_share.bookings.models import Booking
from cdo_share.demands.models import AmountUnit, Cadence, Demand, DemandState, Place, Urgency
from cdo_share.legal.reading import StatedVisit
from cdo_share.planning.collected import read_collected
from cdo_share.planning.instance_parts import cdo_name, demand_name
from cdo_share.planning.standing_in import is_fit, keep_fit, list_additions
from cdo_share.publishing.joining import read_forbidding
from cdo_share.rounds.models import Period
from cdo_share.today import ask_as_it_stands

Json = Mapping[str, Any]
NOT_STORED = 0  # the number of a demand that is only thought of
MOST_SHOWN = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What a member looks for: a skill at a level, on site or remote, so many slots at once."""

    skill: str
    level: int
    place: Place
    length: int
    title: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """A visit that could be booked, as the instance writes it, and the CDO who would come."""

    visit: Json
    cdo: Engagement


def list_free_halfdays(
    session: Session, *, member: Member, period: Period, sought: Sought, first: date, now: datetime
) -> list[Offer]:
    """Return what the member, loaded with its site, could book from a day on, the earliest first.

    `MOST_SHOWN` at most; the judge found nothing wrong with any, nor does labour law forbid it.
    """
    days = max(first, period.starts_on), period.ends_on
    if days[0] > days[1]:
        return []
    demand = demand_of(member, period, sought, days, now)
    demand.id = NOT_STORED
    keys = (period.groupement_id, period.id)
    collected = read_collected(session, *keys, extra=demand)
    instance = ask_as_it_stands(
        session, *keys, name="booking", now=now, collected=collected, is_weighed=False
    )
    cdos = {cdo_name(row.id): row for row in collected.engagements}
    additions = list_additions(instance, demand_name(NOT_STORED))
    coming = {one["visit"]["cdo"] for one in additions}
    forbidden = read_forbidding(
        session,
        period,
        engagements=[cdo for name, cdo in cdos.items() if name in coming],
        site_id=member.site_id,
        now=now,
    )

    def is_lawful(visit: Json) -> bool:
        place = date.fromisoformat(visit["day"]), visit["slot"], visit["length"]
        cdo_id = cdos[visit["cdo"]].id
        return not forbidden(worked_visit(sought.place, member, period, cdo_id, place))

    found = keep_fit(instance, additions, MOST_SHOWN, is_allowed=is_lawful)
    return [Offer(one["visit"], cdos[one["visit"]["cdo"]]) for one in found]


def worked_visit(
    place: Place, member: Member, period: Period, engagement_id: int, at: tuple[date, int, int]
) -> StatedVisit:
    """Return a visit that could be booked as labour law reads it; `at`: day, slot and length."""
    day, slot, length = at
    return StatedVisit(
        engagement_id=engagement_id,
        day=day,
        slot=slot,
        length=length,
        grid_kind=period.grid_kind,
        is_on_site=place is not Place.REMOTE,
        site_id=member.site_id,
    )


def demand_of(
    member: Member, period: Period, sought: Sought, days: tuple[date, date], now: datetime
) -> Demand:
    """Return the smallest demand for what is sought, not stored: one visit within the days."""
    per_half = period.grid.slots_per_half
    return Demand(
        groupement_id=period.groupement_id,
        period_id=period.id,
        member_id=member.id,
        title=sought.title,
        skill=sought.skill,
        level=sought.level,
        cadence=Cadence.ONCE,
        visit_amount=max(1, sought.length // per_half),
        visit_unit=AmountUnit.HALF_DAYS,
        visit_slots=sought.length,
        visits_per_window=1,
        requested_slots=sought.length,
        earliest_on=days[0],
        latest_on=days[1],
        place=sought.place,
        remote_visits=0,
        guaranteed_slots=0,
        urgency=Urgency.NORMAL,
        same_moment=False,
        max_cdos=1,
        state=DemandState.SUBMITTED,
        created_at=now,
        updated_at=now,
        member=member,
        period=period,
        halfdays=[],
        declined=[],
    )


def demand_of_booking(member: Member, period: Period, booking: Booking, now: datetime) -> Demand:
    """Return the demand that a booking becomes, not stored."""
    sought = Sought(
        skill=booking.skill,
        level=booking.level,
        place=booking.place,
        length=booking.length,
        title=booking.title,
    )
    return demand_of(member, period, sought, (booking.day, booking.day), now)


def visit_of(booking: Booking, demand_id: int) -> dict[str, Any]:
    """Return the visit that a booking becomes, as the instance writes it."""
    return {
        "demand": demand_name(demand_id),
        "cdo": cdo_name(booking.engagement_id),
        "day": booking.day.isoformat(),
        "slot": booking.slot,
        "length": booking.length,
    }


def ask_with(session: Session, booking: Booking, demand: Demand, now: datetime) -> dict[str, Any]:
    """Return today's question with the demand of a booking, its held time being free for it."""
    return ask_as_it_stands(
        session,
        booking.groupement_id,
        booking.period_id,
        name=f"booking-{booking.id}",
        now=now,
        extra=demand,
        but_booking=booking.id,
    )


def fits(instance: Json, booking: Booking, demand_id: int) -> bool:
    """Return whether the judge finds nothing new wrong when the booking becomes a visit."""
    name = demand_name(demand_id)
    is_known = any(one["id"] == name for one in instance["demands"])
    return is_known and is_fit(instance, visit_of(booking, demand_id))
