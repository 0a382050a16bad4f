"""What would be in force, judged by today's data: bookings kept, the past counted."""

from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from cdo_share.planning.constraint_queries import Holding, add_constraint
from cdo_share.planning.models import ConstraintKind
from cdo_share.reserving.confirming import confirm_booking
from cdo_share.web.coordinator.gate.bookings import list_lost_bookings
from cdo_share.web.coordinator.gate.today import count_misfits
from tests.publishing.world import AM, MONDAY, PM, TUESDAY, WEDNESDAY, At, a_plan, a_world
from tests.reserving.desk import AROUND, Desk

TUESDAY_NOON = datetime(2027, 1, 5, 12, tzinfo=UTC)


@pytest.fixture
def desk(session: Session, now: datetime) -> Desk:
    """Return a world where Zoé serves the shop on Monday morning."""
    world = a_world(session)
    return Desk.of(session, world, [At(world.shop, world.zoe, MONDAY, AM)], now)


def test_older_plan_that_forgets_a_confirmed_booking_names_it(
    session: Session, desk: Desk, now: datetime
) -> None:
    world = desk.world
    older = a_plan(session, world, [At(world.shop, world.zoe, MONDAY, AM)])
    booking = desk.hold(session, now)
    confirm_booking(session, booking, person_id=desk.office.id, now=now, around=AROUND)

    lost = list_lost_bookings(session, older, now)

    assert [(one.member_name, one.title, one.when.day) for one in lost] == [
        ("Chantier naval Kermor", "Caisse en panne", TUESDAY)
    ]
    assert count_misfits(session, older, now) == {}


def test_plan_without_a_pinned_visit_is_told(session: Session, desk: Desk, now: datetime) -> None:
    world = desk.world
    older = a_plan(session, world, [At(world.stock, world.zoe, TUESDAY, PM)])
    add_constraint(
        session,
        groupement_id=world.groupement.id,
        period_id=world.period.id,
        holding=Holding(
            kind=ConstraintKind.KEEP_VISIT,
            demand_id=world.shop.id,
            engagement_id=world.zoe.id,
            day=MONDAY,
            slot=AM,
            length=1,
        ),
        person_id=None,
        now=now,
    )

    assert count_misfits(session, older, now) == {"H10": 1}


def test_visit_that_took_place_counts_towards_what_is_asked(session: Session, desk: Desk) -> None:
    """Monday's visit is in force and past; the older plan has the week's only one later."""
    world = desk.world
    world.shop.requested_slots = 1
    session.commit()
    older = a_plan(session, world, [At(world.shop, world.zoe, WEDNESDAY, AM)])

    assert count_misfits(session, older, TUESDAY_NOON) == {"H1": 1, "H6": 1}


def test_what_the_past_broke_by_itself_is_not_told(session: Session, desk: Desk) -> None:
    world = desk.world
    same = a_plan(session, world, [At(world.shop, world.zoe, MONDAY, AM)])
    world.shop.earliest_on = WEDNESDAY
    session.commit()

    assert count_misfits(session, same, TUESDAY_NOON) == {}
