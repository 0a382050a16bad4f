"""Cancelling a visit as one act: what was pinned goes with it, and its time may be placed anew."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.cancelling import cancel_and_tell
from cdo_share.core.outbox import OutboxMail
from cdo_share.demands.models import Demand
from cdo_share.jobs.posing import ask_today
from cdo_share.planning.constraint_queries import Holding, add_constraint
from cdo_share.planning.models import Constraint, ConstraintKind, Run, RunKind
from cdo_share.planning.question import Question
from cdo_share.planning.standing_in import list_additions
from cdo_share.publishing.cancelling import CancelWish
from cdo_share.publishing.models import CancelledBy, Visit
from cdo_share.reserving.confirming import confirm_booking
from cdo_share.web.mails import render_mail
from tests.publishing.world import AM, MONDAY, TUESDAY, At, a_world
from tests.reserving.desk import AROUND, Desk


@pytest.fixture
def desk(session: Session, now: datetime) -> Desk:
    """Return a plan in force with one visit of the shop, on Monday morning."""
    world = a_world(session)
    return Desk.of(session, world, [At(world.shop, world.zoe, MONDAY, AM)], now)


def ask(session: Session, desk: Desk, now: datetime) -> dict[str, Any]:
    """Return the question of a search of the period as it stands."""
    keys = {"groupement_id": desk.world.groupement.id, "period_id": desk.world.period.id}
    return ask_today(session, Run(kind=RunKind.SEARCH, **keys), Question(), now)


def cancel(session: Session, desk: Desk, visit: Visit, now: datetime, *, again: bool) -> None:
    """Cancel a visit for the coordination, to be placed on another day or not."""
    cancel_and_tell(
        session,
        groupement_id=desk.world.groupement.id,
        wish=CancelWish(
            visit_id=visit.id,
            cancelled_by=CancelledBy.COORDINATOR,
            person_id=desk.office.id,
            is_replaced=again,
        ),
        now=now,
        base_url="https://cdo.example",
        render=render_mail,
    )


def pin(session: Session, desk: Desk, now: datetime, kind: ConstraintKind, **at: Any) -> None:
    """Pin something of the shop's demand, or of another one."""
    add_constraint(
        session,
        groupement_id=desk.world.groupement.id,
        period_id=desk.world.period.id,
        holding=Holding(
            **{
                "kind": kind,
                "demand_id": desk.world.shop.id,
                "engagement_id": desk.world.zoe.id,
                "slot": AM,
                "length": 1,
            }
            | at,
        ),
        person_id=None,
        now=now,
    )


def test_pins_of_others_on_that_day_stay(session: Session, desk: Desk, now: datetime) -> None:
    world, kept = desk.world, ConstraintKind.KEEP_VISIT
    other = {"demand_id": world.stock.id, "engagement_id": world.yann.id}
    pin(session, desk, now, kept, day=MONDAY, **other)

    cancel(session, desk, session.scalars(select(Visit)).one(), now, again=True)

    left = [(row.kind, row.demand_id) for row in session.scalars(select(Constraint).order_by("id"))]
    assert left == [(kept, world.stock.id), (ConstraintKind.AVOID_DEMAND, world.shop.id)]


def test_pins_of_a_cancelled_visit_go_with_it(session: Session, desk: Desk, now: datetime) -> None:
    pin(session, desk, now, ConstraintKind.KEEP_VISIT, day=MONDAY)
    pin(session, desk, now, ConstraintKind.KEEP_TIME, day=MONDAY)
    pin(session, desk, now, ConstraintKind.KEEP_VISIT, day=TUESDAY)

    cancel(session, desk, session.scalars(select(Visit)).one(), now, again=True)

    left = [(row.kind, row.day) for row in session.scalars(select(Constraint).order_by("id"))]
    avoided, kept = ConstraintKind.AVOID_DEMAND, ConstraintKind.KEEP_VISIT
    assert left == [(kept, TUESDAY), (avoided, MONDAY)]
    assert [one["day"] for one in ask(session, desk, now)["pins"]] == [TUESDAY.isoformat()]


@pytest.mark.parametrize("again", [True, False])
def test_cancelled_booking_is_placed_anew_only_where_wished(
    session: Session, desk: Desk, now: datetime, again: bool
) -> None:
    booking = desk.hold(session, now)
    confirm_booking(session, booking, person_id=desk.office.id, now=now, around=AROUND)
    visit = session.scalars(select(Visit).where(Visit.demand_id == booking.demand_id)).one()

    cancel(session, desk, visit, now, again=again)

    question = ask(session, desk, now)
    found = list_additions(question, f"D{booking.demand_id}")
    days = {one["visit"]["day"] for one in found}
    period = desk.world.period
    demand = session.get_one(Demand, booking.demand_id)
    assert (bool(days), TUESDAY.isoformat() in days) == (again, False)
    assert demand.latest_on == (period.ends_on if again else TUESDAY)


def test_coordination_hears_on_the_eve_at_once_of_a_visit_that_is_cancelled(
    session: Session, desk: Desk
) -> None:
    """Planted: a letter of Sunday that waits for eight on Monday, an hour before the visit."""
    visit = session.scalars(select(Visit)).one()
    sunday = datetime(2027, 1, 3, 12, 0, tzinfo=UTC)
    cancel_and_tell(
        session,
        groupement_id=desk.world.groupement.id,
        wish=CancelWish(
            visit_id=visit.id,
            cancelled_by=CancelledBy.MEMBER,
            person_id=desk.voice.id,
            is_replaced=True,
        ),
        now=sunday,
        base_url="https://cdo.example",
        render=render_mail,
    )

    (mail,) = session.scalars(
        select(OutboxMail).where(OutboxMail.dedupe_key.startswith("cancelled-"))
    )
    assert (mail.person_id, mail.next_try_at) == (desk.office.id, sunday)
