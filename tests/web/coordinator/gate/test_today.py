"""What would be in force, judged by today's data: bookings kept, the past counted."""

from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from cdo_share.planning.constraint_queries import Holding, add_constraint
from cdo_share.planning.models import ConstraintKind, Plan
from cdo_share.reserving.confirming import confirm_booking
from cdo_share.web.coordinator.gate.bookings import list_lost_bookings
from cdo_share.web.coordinator.gate.today import fit_of, today_question
from tests.publishing.world import AM, MONDAY, PM, TUESDAY, WEDNESDAY, At, a_plan, a_world
from tests.reserving.desk import AROUND, Desk

TUESDAY_NOON = datetime(2027, 1, 5, 12, tzinfo=UTC)


def broken_rules(session: Session, plan: Plan, now: datetime) -> list[str]:
    """Return the rules that the plan would break today, each as often as it does."""
    question = today_question(session, plan, now)
    return [one.rule for one in fit_of(session, plan, question, now).breaches]


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
    assert broken_rules(session, older, now) == []


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

    assert broken_rules(session, older, now) == ["H10"]


def test_visit_that_took_place_counts_towards_what_is_asked(session: Session, desk: Desk) -> None:
    """Monday's visit is in force and past; the older plan has the week's only one later."""
    world = desk.world
    world.shop.requested_slots = 1
    session.commit()
    older = a_plan(session, world, [At(world.shop, world.zoe, WEDNESDAY, AM)])

    assert broken_rules(session, older, TUESDAY_NOON) == ["H1", "H6"]


def test_what_the_past_broke_by_itself_is_not_told(session: Session, desk: Desk) -> None:
    world = desk.world
    same = a_plan(session, world, [At(world.shop, world.zoe, MONDAY, AM)])
    world.shop.earliest_on = WEDNESDAY
    session.commit()

    assert broken_rules(session, same, TUESDAY_NOON) == []
