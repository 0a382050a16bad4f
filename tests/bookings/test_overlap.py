"""What the database lets be held: the time right after a visit, and that of a cancelled one."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.bookings.models import BookingState
from cdo_share.publishing.models import CancelledBy, Visit, VisitState
from tests.bookings.scene import held, instants
from tests.publishing.world import AM, MONDAY, TUESDAY, At, a_world, publish_places


def test_time_after_a_visit_and_of_a_cancelled_one_can_be_held(
    session: Session, now: datetime
) -> None:
    world = a_world(session)
    places = [At(world.shop, world.zoe, day, AM) for day in (MONDAY, TUESDAY)]
    publish_places(session, world, places, now)
    gone, before = session.scalars(select(Visit).order_by(Visit.starts_at))
    gone.state, gone.cancelled_by = VisitState.CANCELLED, CancelledBy.CDO
    begins = instants(TUESDAY, AM)[0]
    before.starts_at, before.ends_at = begins - timedelta(hours=1), begins
    session.flush()

    bookings = [held(session, world, now, day=day) for day in (MONDAY, TUESDAY)]

    assert [one.state for one in bookings] == [BookingState.HELD] * 2
