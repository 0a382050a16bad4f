"""Half-days held in the world of publishing, without the judge."""

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from cdo_share.accounts.models import Engagement, Member
from cdo_share.bookings.models import Booking
from cdo_share.bookings.service import BookingWish, hold
from cdo_share.core.grid import HALF_DAYS
from cdo_share.demands.models import Place
from tests.factories import a_person
from tests.publishing.world import AM, TUESDAY, World

ZONE = "Europe/Paris"


def instants(day: date, slot: int) -> tuple[datetime, datetime]:
    """Return start and end of a half-day in Paris."""
    return HALF_DAYS.instants(day, slot, 1, zone=ZONE)


def held(
    session: Session,
    world: World,
    now: datetime,
    *,
    cdo: Engagement | None = None,
    member: Member | None = None,
    day: date = TUESDAY,
    slot: int = AM,
) -> Booking:
    """Hold a half-day for two days; for the boats and of Zoé's unless said otherwise."""
    wish = BookingWish(
        engagement_id=(cdo or world.zoe).id,
        title="Caisse en panne",
        skill="VENTE-WEB",
        level=1,
        place=Place.ON_SITE,
        day=day,
        slot=slot,
        length=1,
    )
    return hold(
        session,
        groupement_id=world.groupement.id,
        period_id=world.period.id,
        member_id=(member or world.boats).id,
        wish=wish,
        times=instants(day, slot),
        held_until=now + timedelta(days=2),
        person_id=a_person(session).id,
        now=now,
    )
