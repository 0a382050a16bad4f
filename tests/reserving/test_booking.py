"""A half-day is booked between rounds: offered, held, confirmed as demand, pin and visit."""

from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Regime
from cdo_share.availability.models import AvailabilityException, ExceptionKind
from cdo_share.bookings.models import Booking, BookingState
from cdo_share.bookings.overlap import HELD_MARK
from cdo_share.bookings.queries import list_bookings
from cdo_share.bookings.service import MOST_HELD, list_expired
from cdo_share.core.audit import AuditEntry
from cdo_share.core.errors import Conflict, InvalidInput
from cdo_share.core.outbox import OutboxMail
from cdo_share.demands.models import Demand
from cdo_share.legal.models import LegalParameters
from cdo_share.planning.constraint_queries import list_constraints
from cdo_share.planning.instance_parts import cdo_name
from cdo_share.planning.models import ConstraintKind, ConstraintSource, Plan
from cdo_share.planning.question import Question, read_question, write_question
from cdo_share.publishing.models import Visit
from cdo_share.reserving.confirming import confirm_booking
from cdo_share.reserving.holding import expire_booking, let_go
from cdo_share.rounds.models import ClosedDay
from cdo_share.today import ask_as_it_stands, limits_of
from tests.factories import an_engagement
from tests.publishing.world import AM, MONDAY, PM, TUESDAY, At, publish_places
from tests.reserving.desk import AROUND, Desk, in_force


def places(found: list[dict[str, object]]) -> set[tuple[object, ...]]:
    return {(one["cdo"], one["day"], one["slot"]) for one in found}


def test_free_halfdays_are_those_of_cdos_who_can_come(
    session: Session, desk: Desk, now: datetime
) -> None:
    far = an_engagement(session, desk.world.groupement, skills={"GEST-ERP": 3})
    session.add(
        AvailabilityException(
            engagement_id=desk.world.yann.id,
            kind=ExceptionKind.LEAVE,
            starts_on=TUESDAY,
            ends_on=TUESDAY,
        )
    )
    session.commit()

    found = places(desk.free(session, now))

    zoe, yann = cdo_name(desk.world.zoe.id), cdo_name(desk.world.yann.id)
    assert (zoe, MONDAY.isoformat(), AM) not in found
    assert {(zoe, MONDAY.isoformat(), PM), (yann, MONDAY.isoformat(), AM)} <= found
    assert (yann, TUESDAY.isoformat(), AM) not in found
    assert {cdo for cdo, _, _ in found} == {zoe, yann}
    assert cdo_name(far.id) not in {cdo for cdo, _, _ in found}


def test_level_that_nobody_has_finds_nothing(session: Session, desk: Desk, now: datetime) -> None:
    assert desk.free(session, now, level=3) == []


def test_held_halfday_is_offered_to_nobody_else_and_no_run_takes_it(
    session: Session, desk: Desk, now: datetime
) -> None:
    booking = desk.hold(session, now)

    assert booking.held_until == now + timedelta(hours=48)
    place = (cdo_name(desk.world.zoe.id), TUESDAY.isoformat(), AM)
    assert place not in places(desk.free(session, now))
    groupement_id, period_id = desk.world.groupement.id, desk.world.period.id
    held = limits_of(session, groupement_id, period_id, now).held
    assert held == {desk.world.zoe.person_id: [(booking.starts_at, booking.ends_at)]}
    instance = ask_as_it_stands(session, groupement_id, period_id, name="run", now=now)
    zoe = next(one for one in instance["cdos"] if one["id"] == place[0])
    assert zoe["available"][:4] == "1101"


def test_holding_writes_to_the_cdo_and_the_coordinator(
    session: Session, desk: Desk, now: datetime
) -> None:
    desk.hold(session, now)

    mails = session.scalars(select(OutboxMail).order_by(OutboxMail.id)).all()
    assert {mail.person_id for mail in mails} == {desk.world.zoe.person_id, desk.office.id}
    assert "Chantier naval Kermor" in mails[0].text


def test_second_hold_of_the_same_time_is_refused(
    session: Session, desk: Desk, now: datetime
) -> None:
    desk.hold(session, now)

    with pytest.raises(Conflict, match="has just been taken"):
        desk.hold(session, now)


def test_hold_of_a_busy_halfday_is_refused(session: Session, desk: Desk, now: datetime) -> None:
    with pytest.raises(Conflict):
        desk.hold(session, now, day=MONDAY, slot=AM)


def test_hold_that_breaks_a_rule_is_refused_by_the_judge(
    session: Session, desk: Desk, now: datetime
) -> None:
    desk.world.zoe.day_cap_halfdays = 1
    session.commit()

    with pytest.raises(Conflict, match="does not fit"):
        desk.hold(session, now, day=MONDAY, slot=PM)


def test_member_holds_so_many_at_most(session: Session, desk: Desk, now: datetime) -> None:
    for number in range(MOST_HELD):
        desk.hold(session, now, day=TUESDAY + timedelta(days=number))

    with pytest.raises(Conflict, match="held for you already"):
        desk.hold(session, now, day=TUESDAY, slot=PM)


def test_confirming_makes_demand_pin_and_visit_in_one_step(
    session: Session, desk: Desk, now: datetime
) -> None:
    world, booking = desk.world, desk.hold(session, now)
    before = in_force(session, world)

    release = confirm_booking(session, booking, person_id=desk.office.id, now=now, around=AROUND)

    demand = session.scalars(select(Demand).where(Demand.title == "Caisse en panne")).one()
    assert (demand.requested_slots, demand.earliest_on, demand.latest_on) == (1, TUESDAY, TUESDAY)
    assert in_force(session, world) == [*before, (demand.id, world.zoe.id, TUESDAY, AM)]
    pins = list_constraints(session, world.groupement.id, world.period.id)
    assert [(pin.kind, pin.source, pin.demand_id) for pin in pins] == [
        (ConstraintKind.KEEP_VISIT, ConstraintSource.BOOKING, demand.id)
    ]
    assert [(pin.engagement_id, pin.day, pin.slot, pin.length) for pin in pins] == [
        (world.zoe.id, TUESDAY, AM, 1)
    ]
    assert (booking.state, booking.demand_id) == (BookingState.CONFIRMED, demand.id)
    assert session.get_one(Visit, booking.visit_id).release_id == release.id
    told = session.scalars(
        select(OutboxMail.person_id).where(OutboxMail.dedupe_key.like("changes-%"))
    ).all()
    assert set(told) == {desk.voice.id, world.zoe.person_id}


def test_confirming_keeps_the_rules_of_the_plan_in_force(
    session: Session, desk: Desk, now: datetime
) -> None:
    rules = {"cadence": {"mode": "off", "percent": 100}}
    before = session.scalars(select(Plan)).one()
    write_question(session, before.run_id, Question(board=rules))
    booking = desk.hold(session, now)

    release = confirm_booking(session, booking, person_id=desk.office.id, now=now, around=AROUND)

    after = session.get_one(Plan, release.plan_id)
    assert read_question(session, after.run_id) == Question(basis_plan_id=before.id, board=rules)


def test_confirming_goes_on_while_other_visits_no_longer_fit(
    session: Session, desk: Desk, now: datetime
) -> None:
    booking = desk.hold(session, now)
    session.add(
        AvailabilityException(
            engagement_id=desk.world.zoe.id,
            kind=ExceptionKind.LEAVE,
            starts_on=MONDAY,
            ends_on=MONDAY,
        )
    )
    session.commit()

    confirm_booking(session, booking, person_id=desk.office.id, now=now, around=AROUND)

    assert len(in_force(session, desk.world)) == 2


def test_confirming_what_no_longer_fits_is_refused(
    session: Session, desk: Desk, now: datetime
) -> None:
    booking = desk.hold(session, now)
    session.add(
        AvailabilityException(
            engagement_id=desk.world.zoe.id,
            kind=ExceptionKind.LEAVE,
            starts_on=TUESDAY,
            ends_on=TUESDAY,
        )
    )
    session.commit()

    with pytest.raises(Conflict, match="does not fit"):
        confirm_booking(session, booking, person_id=desk.office.id, now=now, around=AROUND)


def test_confirming_within_the_notice_asks_for_the_consent_of_the_cdo(
    session: Session, desk: Desk
) -> None:
    desk.world.zoe.regime = Regime.PART_TIME
    the_day_before = datetime(2027, 1, 4, 9, tzinfo=UTC)
    booking = desk.hold(session, the_day_before)
    confirm = partial(confirm_booking, session, booking, now=the_day_before, around=AROUND)

    with pytest.raises(InvalidInput, match="within the days of notice"):
        confirm(person_id=desk.office.id)
    assert noted_consents(session) == []
    assert confirm(person_id=desk.office.id, has_consent=True).number == 2
    assert noted_consents(session) == [consent_to(booking, has_accepted=False)]


def noted_consents(session: Session) -> list[dict[str, object]]:
    """Return what was noted of changes within somebody's days of notice."""
    noted = select(AuditEntry.facts).where(AuditEntry.action == "change_within_notice")
    return list(session.scalars(noted))


def consent_to(booking: Booking, *, has_accepted: bool) -> dict[str, object]:
    return {
        "engagement_id": booking.engagement_id,
        "days": [booking.day.isoformat()],
        "has_accepted": has_accepted,
        "booking_id": booking.id,
    }


def test_cdo_who_confirms_within_their_notice_consents_by_that(
    session: Session, desk: Desk
) -> None:
    desk.world.zoe.regime = Regime.PART_TIME
    the_day_before = datetime(2027, 1, 4, 9, tzinfo=UTC)
    booking = desk.hold(session, the_day_before)

    cdo = desk.world.zoe.person_id
    confirm_booking(session, booking, person_id=cdo, now=the_day_before, around=AROUND)

    assert noted_consents(session) == [consent_to(booking, has_accepted=True)]


def test_confirming_before_the_notice_begins_notes_no_consent(
    session: Session, desk: Desk, now: datetime
) -> None:
    desk.world.zoe.regime = Regime.PART_TIME
    booking = desk.hold(session, now)

    confirm_booking(session, booking, person_id=desk.office.id, now=now, around=AROUND)

    assert noted_consents(session) == []


def test_hold_ends_at_the_latest_when_the_half_day_begins(session: Session, desk: Desk) -> None:
    booking = desk.hold(session, datetime(2027, 1, 4, 9, tzinfo=UTC))

    assert booking.held_until == booking.starts_at


def test_hold_does_not_run_on_days_on_which_the_groupement_rests(
    session: Session, desk: Desk
) -> None:
    friday = datetime(2026, 12, 18, 9, tzinfo=UTC)
    rest = ClosedDay(groupement_id=desk.world.groupement.id, day=date(2026, 12, 21), name="Fête")
    session.add(rest)

    booking = desk.hold(session, friday)

    assert booking.held_until == datetime(2026, 12, 23, 9, tzinfo=UTC)


def test_confirming_waits_for_who_confirms_already(
    session: Session, desk: Desk, now: datetime
) -> None:
    """Whoever comes second finds the booking decided, also when they had read it before."""
    booking = desk.hold(session, now)
    confirm_booking(session, booking, person_id=desk.office.id, now=now, around=AROUND)

    with pytest.raises(Conflict, match="not waiting"):
        confirm_booking(session, booking, person_id=desk.office.id, now=now, around=AROUND)


def test_holding_what_labour_law_forbids_is_refused(
    session: Session, desk: Desk, now: datetime
) -> None:
    session.add(LegalParameters(groupement_id=desk.world.groupement.id, day_max_minutes=200))
    session.flush()

    with pytest.raises(Conflict, match="more than the law allows"):
        desk.hold(session, now)


def test_halfday_that_labour_law_forbids_is_not_offered(
    session: Session, desk: Desk, now: datetime
) -> None:
    """Two half-days are more than the law allows here: Zoé has one on Monday, and Yann none."""
    session.add(LegalParameters(groupement_id=desk.world.groupement.id, day_max_minutes=300))
    session.flush()

    on_monday = {one for one in places(desk.free(session, now)) if one[1] == MONDAY.isoformat()}

    yann = cdo_name(desk.world.yann.id)
    assert on_monday == {(yann, MONDAY.isoformat(), slot) for slot in (AM, PM)}
    with pytest.raises(Conflict, match="more than the law allows"):
        desk.hold(session, now, day=MONDAY, slot=PM)


def test_confirming_what_labour_law_forbids_is_refused(
    session: Session, desk: Desk, now: datetime
) -> None:
    booking = desk.hold(session, now)
    session.add(LegalParameters(groupement_id=desk.world.groupement.id, day_max_minutes=200))

    with pytest.raises(InvalidInput, match="2027-01-05"):
        confirm_booking(session, booking, person_id=desk.office.id, now=now, around=AROUND)


def test_expired_hold_is_free_again_and_cannot_be_confirmed(
    session: Session, desk: Desk, now: datetime
) -> None:
    booking, later = desk.hold(session, now), now + timedelta(hours=49)
    with pytest.raises(Conflict):
        confirm_booking(session, booking, person_id=desk.office.id, now=later, around=AROUND)

    assert list_expired(session, now) == []
    assert not expire_booking(session, booking.id, now=now, around=AROUND)
    assert list_expired(session, later) == [booking.id]
    assert expire_booking(session, booking.id, now=later, around=AROUND)
    assert not expire_booking(session, booking.id, now=later, around=AROUND)

    assert booking.state is BookingState.EXPIRED
    told = session.scalars(
        select(OutboxMail.person_id).where(OutboxMail.dedupe_key.like("%expired%"))
    ).all()
    assert desk.voice.id in told
    assert desk.hold(session, now).id != booking.id


def test_declined_booking_cannot_be_declined_again(
    session: Session, desk: Desk, now: datetime
) -> None:
    booking = desk.hold(session, now)
    keys = {"person_id": desk.office.id, "now": now, "around": AROUND}
    let_go(session, booking, BookingState.DECLINED, **keys)

    with pytest.raises(Conflict):
        let_go(session, booking, BookingState.DECLINED, **keys)
    assert list_bookings(session, desk.world.groupement.id) == []


def test_no_release_takes_held_time(session: Session, desk: Desk, now: datetime) -> None:
    desk.hold(session, now)

    with pytest.raises(Conflict, match="held for a member"):
        publish_places(session, desk.world, [At(desk.world.shop, desk.world.zoe, TUESDAY, AM)], now)


def test_database_itself_refuses_two_holds(session: Session, desk: Desk, now: datetime) -> None:
    first = desk.hold(session, now)
    values = {c.name: getattr(first, c.name) for c in Booking.__table__.columns if c.name != "id"}

    session.add(Booking(**values))
    with pytest.raises(IntegrityError, match=HELD_MARK):
        session.flush()
