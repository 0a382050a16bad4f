"""One function per row, without surprises: give what matters, the rest is ordinary."""

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy.orm import Session

from cdo_share.accounts.models import (
    Engagement,
    EngagementSkill,
    Groupement,
    Member,
    Person,
    Regime,
    Role,
    RoleKind,
    Site,
)
from cdo_share.availability.models import CalendarAddress, PatternHalfday
from cdo_share.bookings.models import Booking
from cdo_share.core.grid import GridKind, Half
from cdo_share.demands.models import AmountUnit, Cadence, Demand, DemandState, Place, Urgency
from cdo_share.planning.models import Run
from cdo_share.rounds.models import Period

CREATED_AT = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
_numbers = count(1)


def _added(session: Session, row: Any) -> Any:
    session.add(row)
    session.flush()
    return row


def a_groupement(session: Session, **values: Any) -> Groupement:
    """Return a new groupement."""
    number = next(_numbers)
    defaults = {
        "slug": f"groupement-{number}",
        "name": f"Groupement {number}",
        "timezone": "Europe/Paris",
        "contact_email": "bureau@groupement.example",
        "created_at": CREATED_AT,
    }
    return _added(session, Groupement(**(defaults | values)))


def a_person(session: Session, **values: Any) -> Person:
    """Return a new person without a password."""
    number = next(_numbers)
    defaults = {
        "email": f"person-{number}@firm.example",
        "name": f"Person {number}",
        "created_at": CREATED_AT,
    }
    return _added(session, Person(**(defaults | values)))


def a_site(session: Session, groupement: Groupement, **values: Any) -> Site:
    """Return a new site, in Vannes unless said otherwise."""
    defaults = {
        "groupement_id": groupement.id,
        "name": f"Site {next(_numbers)}",
        "commune": "Vannes",
        "insee": "56260",
        "lat": 47.66,
        "lon": -2.7568,
    }
    return _added(session, Site(**(defaults | values)))


def a_member(session: Session, groupement: Groupement, **values: Any) -> Member:
    """Return a new member with a site of its own."""
    number = next(_numbers)
    if "site_id" not in values:
        values["site_id"] = a_site(session, groupement).id
    defaults = {
        "groupement_id": groupement.id,
        "slug": f"member-{number}",
        "name": f"Member {number}",
        "trade": "Biscuiterie",
        "headcount": 12,
    }
    return _added(session, Member(**(defaults | values)))


def an_engagement(
    session: Session,
    groupement: Groupement,
    *,
    skills: dict[str, int] | None = None,
    pattern: bool = True,
    **values: Any,
) -> Engagement:
    """Return a new CDO; `pattern` makes every half-day of the week available."""
    number = next(_numbers)
    if "person_id" not in values:
        values["person_id"] = a_person(session, name=f"Cdo {number}").id
    if "base_id" not in values:
        values["base_id"] = a_site(session, groupement).id
    defaults = {
        "groupement_id": groupement.id,
        "slug": f"cdo-{number}",
        "regime": Regime.HOURS,
        "week_cap_halfdays": 10,
        "period_cap_halfdays": 100,
    }
    engagement = _added(session, Engagement(**(defaults | values)))
    for skill, level in (skills or {"VENTE-WEB": 2}).items():
        session.add(EngagementSkill(engagement_id=engagement.id, skill=skill, level=level))
    if pattern:
        for weekday in range(5):
            for half in Half:
                session.add(PatternHalfday(engagement_id=engagement.id, weekday=weekday, half=half))
    session.flush()
    return engagement


def a_role(
    session: Session, person: Person, groupement: Groupement, kind: RoleKind, **values: Any
) -> Role:
    """Return a new role; give `member_id` or `engagement_id` where the kind needs it."""
    defaults = {
        "person_id": person.id,
        "groupement_id": groupement.id,
        "kind": kind,
        "created_at": CREATED_AT,
    }
    return _added(session, Role(**(defaults | values)))


def a_period(session: Session, groupement: Groupement, **values: Any) -> Period:
    """Return a new period: four weeks of January 2027, half-days."""
    defaults = {
        "groupement_id": groupement.id,
        "name": f"Period {next(_numbers)}",
        "starts_on": date(2027, 1, 4),
        "ends_on": date(2027, 1, 29),
        "grid_kind": GridKind.HALF_DAY,
    }
    return _added(session, Period(**(defaults | values)))


def a_demand(session: Session, member: Member, period: Period, **values: Any) -> Demand:
    """Return a new demand: a half-day a week on site, over the whole period."""
    defaults = {
        "groupement_id": member.groupement_id,
        "period_id": period.id,
        "member_id": member.id,
        "title": "Refaire le site",
        "skill": "VENTE-WEB",
        "level": 1,
        "cadence": Cadence.WEEKLY,
        "visit_amount": 1,
        "visit_unit": AmountUnit.HALF_DAYS,
        "visit_slots": 1,
        "visits_per_window": 1,
        "requested_slots": 4,
        "earliest_on": period.starts_on,
        "latest_on": period.ends_on,
        "place": Place.ON_SITE,
        "urgency": Urgency.NORMAL,
        "state": DemandState.SUBMITTED,
        "created_at": CREATED_AT,
        "updated_at": CREATED_AT,
    }
    return _added(session, Demand(**(defaults | values)))


def a_run(session: Session, period: Period, **values: Any) -> Run:
    """Return a new run, queued."""
    defaults = {
        "groupement_id": period.groupement_id,
        "period_id": period.id,
        "time_limit_seconds": 5,
        "queued_at": CREATED_AT,
        "sent_at": CREATED_AT,
    }
    return _added(session, Run(**(defaults | values)))


def a_booking(
    session: Session, period: Period, member: Member, engagement: Engagement, **values: Any
) -> Booking:
    """Return a new booking, held for two days: the afternoon of the period's last day."""
    starts_at, ends_at = period.grid.instants(period.ends_on, 1, 1, zone="Europe/Paris")
    defaults = {
        "groupement_id": period.groupement_id,
        "period_id": period.id,
        "member_id": member.id,
        "engagement_id": engagement.id,
        "person_id": engagement.person_id,
        "title": "Caisse en panne",
        "skill": "VENTE-WEB",
        "level": 1,
        "place": Place.ON_SITE,
        "day": period.ends_on,
        "slot": 1,
        "length": 1,
        "starts_at": starts_at,
        "ends_at": ends_at,
        "held_until": CREATED_AT + timedelta(days=2),
        "created_at": CREATED_AT,
    }
    return _added(session, Booking(**(defaults | values)))


def a_calendar_address(session: Session, engagement: Engagement, **values: Any) -> CalendarAddress:
    """Return a new address of a calendar of the CDO's own, due since it was given."""
    defaults = {
        "engagement_id": engagement.id,
        "name": f"Calendar {next(_numbers)}",
        "address": b"sealed",
        "host": "agenda.example",
        "created_at": CREATED_AT,
        "next_try_at": CREATED_AT,
    }
    return _added(session, CalendarAddress(**(defaults | values)))
