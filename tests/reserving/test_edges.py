"""Booking at its edges: the last instant, an open proposal, stored questions, days and letters."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import RoleKind
from cdo_share.availability.models import AvailabilityException, ExceptionKind
from cdo_share.bookings.models import BookingState
from cdo_share.core.errors import Conflict
from cdo_share.core.grid import GridKind
from cdo_share.core.outbox import OutboxMail
from cdo_share.demands.models import AmountUnit, Place
from cdo_share.planning.models import Plan, Run
from cdo_share.proposals.concerned import Subject
from cdo_share.proposals.models import Proposal, ProposalState
from cdo_share.proposals.service import Asking, propose
from cdo_share.reserving.confirming import confirm_booking
from cdo_share.reserving.fitting import Sought, demand_of, worked_visit
from cdo_share.reserving.free_time import read_free_time
from cdo_share.reserving.holding import let_go, take_back_question
from tests.factories import a_person, a_role
from tests.publishing.world import MONDAY, PM, At, a_plan, a_world
from tests.reserving.desk import AROUND, SKILL, Desk
from tests.reserving.test_telling import about_booking

ONE_DAY, SECOND = timedelta(days=1), timedelta(seconds=1)


def test_booking_is_confirmed_until_the_instant_at_which_its_hold_ends(
    session: Session, desk: Desk, now: datetime
) -> None:
    booking = desk.hold(session, now)
    until = booking.held_until

    with pytest.raises(Conflict, match="not waiting"):
        confirm_booking(session, booking, person_id=desk.office.id, now=until, around=AROUND)

    confirm_booking(session, booking, person_id=desk.office.id, now=until - SECOND, around=AROUND)
    assert booking.state is BookingState.CONFIRMED


def test_plan_that_is_proposed_stays_so_when_a_booking_is_confirmed(
    session: Session, desk: Desk, now: datetime
) -> None:
    world, booking = desk.world, desk.hold(session, now)
    plan = a_plan(session, world, [At(world.stock, world.yann, MONDAY, PM)])
    propose(
        session,
        groupement_id=world.groupement.id,
        plan_id=plan.id,
        asking=Asking([Subject(RoleKind.CDO, world.yann.id)], now + timedelta(days=5)),
        sent_by_id=None,
        now=now,
    )

    confirm_booking(session, booking, person_id=desk.office.id, now=now, around=AROUND)

    states = select(Proposal.state).execution_options(populate_existing=True)
    assert session.scalars(states).all() == [ProposalState.OPEN]


def test_question_that_is_kept_has_the_new_visit_as_no_change_and_every_site_once(
    session: Session, desk: Desk, now: datetime
) -> None:
    """Where Monday fits no more, the question of the plan in force is kept, with the booking."""
    basis = session.scalars(select(Plan)).one()
    run = session.get_one(Run, basis.run_id)
    run.instance = (run.instance or {}) | {"max_changes": 0}
    booking = desk.hold(session, now)
    leave = {"kind": ExceptionKind.LEAVE, "starts_on": MONDAY, "ends_on": MONDAY}
    session.add(AvailabilityException(engagement_id=desk.world.zoe.id, **leave))
    session.commit()

    release = confirm_booking(session, booking, person_id=desk.office.id, now=now, around=AROUND)

    kept = session.get_one(Run, session.get_one(Plan, release.plan_id).run_id).instance or {}
    demands, sites = ([one["id"] for one in kept[name]] for name in ("demands", "sites"))
    assert kept["max_changes"] is None
    assert f"D{booking.demand_id}" in demands
    assert len(set(sites)) == len(sites)


def test_half_days_are_offered_from_the_first_to_the_last_day_of_the_period(
    session: Session, desk: Desk, now: datetime
) -> None:
    period = desk.world.period
    last = [one["day"] for one in desk.free(session, now, first=period.ends_on)]

    everything = desk.free(session, now)
    assert desk.free(session, now, first=period.starts_on - 30 * ONE_DAY) == everything
    assert set(last) == {period.ends_on.isoformat()}
    assert desk.free(session, now, first=period.ends_on + ONE_DAY) == []


@pytest.mark.parametrize("place", Place)
def test_remote_visit_is_judged_as_one(session: Session, desk: Desk, place: Place) -> None:
    visit = worked_visit(
        place, desk.boats(session), desk.world.period, desk.world.zoe.id, (MONDAY, PM, 1)
    )

    assert visit.is_on_site is (place is not Place.REMOTE)


@pytest.mark.parametrize(
    ("grid_kind", "slots", "halfdays"),
    [
        (GridKind.HALF_DAY, 1, 1),
        (GridKind.HALF_DAY, 2, 2),
        (GridKind.HOUR, 1, 1),
        (GridKind.HOUR, 4, 1),
        (GridKind.HOUR, 8, 2),
    ],
)
def test_demand_of_a_booking_asks_for_its_half_days(
    session: Session, now: datetime, grid_kind: GridKind, slots: int, halfdays: int
) -> None:
    world = a_world(session, grid_kind=grid_kind)
    sought = Sought(skill=SKILL, level=1, place=Place.ON_SITE, length=slots)

    demand = demand_of(world.boats, world.period, sought, (MONDAY, MONDAY), now)

    assert (demand.visit_amount, demand.visit_unit) == (halfdays, AmountUnit.HALF_DAYS)
    assert (demand.visit_slots, demand.requested_slots) == (slots, slots)


def test_free_time_begins_on_the_morrow_of_the_local_day(session: Session) -> None:
    """Half past eleven in the evening in UTC is Tuesday in Paris."""
    world = a_world(session)

    found = read_free_time(session, world.zoe, now=datetime(2026, 12, 14, 23, 30, tzinfo=UTC))

    assert found.first == date(2026, 12, 16)


def test_colleague_of_who_withdraws_a_booking_is_not_written_to(
    session: Session, desk: Desk, now: datetime
) -> None:
    colleague = a_person(session, name="Jean Kermor")
    whose = {"member_id": desk.world.boats.id}
    a_role(session, colleague, desk.world.groupement, RoleKind.MEMBER, **whose)
    booking = desk.hold(session, now)

    let_go(
        session,
        booking,
        BookingState.WITHDRAWN,
        person_id=desk.voice.id,
        now=now,
        around=AROUND,
    )

    assert about_booking(session) == {}


def test_question_about_another_booking_is_not_taken_back(
    session: Session, desk: Desk, now: datetime
) -> None:
    """Booking 10 begins like booking 1."""
    booking = desk.hold(session, now)
    zoe, office = desk.world.zoe.person_id, desk.office.id
    mail = session.scalars(select(OutboxMail).where(OutboxMail.person_id == office)).one()
    mail.dedupe_key = f"booking-{booking.id}0-held-person-{office}"
    session.flush()

    assert take_back_question(session, booking, now) == {zoe}
    assert list(about_booking(session)) == [office]
