"""A held booking becomes a demand, a visit that stays, and a release that has it, in one step."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from cdo_share.accounts.queries import get_member
from cdo_share.bookings.models import Booking
from cdo_share.bookings.service import mark_confirmed, require_held
from cdo_share.core.errors import Conflict
from cdo_share.core.i18n import N_
from cdo_share.demands.models import Demand
from cdo_share.planning.arranged import Arranged, keep_arranged
from cdo_share.planning.board.applying import with_board
from cdo_share.planning.constraint_queries import Holding, add_constraint
from cdo_share.planning.identities import PublishedVisit
from cdo_share.planning.instance_parts import demand_name, published_part
from cdo_share.planning.models import ConstraintKind, ConstraintSource, Plan, RunKind
from cdo_share.planning.queries import PLAN_FORMAT, get_instance, get_plan
from cdo_share.planning.question import question_about
from cdo_share.planning.results import Proof
from cdo_share.planning.standing_in import is_sound
from cdo_share.publication import Surroundings, publish_plan
from cdo_share.publishing.consents import note_consent
from cdo_share.publishing.locks import lock_groupement
from cdo_share.publishing.models import Release
from cdo_share.publishing.queries import latest_release, published_visits
from cdo_share.reserving.consent import require_consent
from cdo_share.reserving.fitting import ask_with, demand_of_booking, fits
from cdo_share.reserving.holding import take_back_question
from cdo_share.rounds.queries import get_period

Json = dict[str, Any]


def confirm_booking(
    session: Session,
    booking: Booking,
    *,
    person_id: int,
    now: datetime,
    around: Surroundings,
    has_consent: bool = False,
) -> Release:
    """Return the release that has the visit; the caller opens and commits.

    Whoever has not been asked yet is asked no more.

    Raises Conflict when the booking is held no longer, when nothing is in force that the visit
    could join, or when the judge finds a rule broken by now; InvalidInput where labour law forbids
    it, or when it comes within the CDO's notice and they did not consent.
    """
    lock_groupement(session, booking.groupement_id)
    require_held(session, booking)
    if booking.held_until <= now:
        raise Conflict(N_("This booking is not waiting for an answer any more."))
    is_late = require_consent(
        session, booking, person_id=person_id, has_consent=has_consent, now=now
    )
    basis = _plan_in_force(session, booking)
    demand = _store_demand(session, booking, now)
    instance = ask_with(session, booking, demand, now)
    if not fits(instance, booking, demand.id):
        raise Conflict(N_("This half-day does not fit any more. Choose another one."))
    visit_id = uuid.uuid4()
    plan = _keep(
        session, basis, booking, _visits(session, booking, demand, visit_id), instance, now
    )
    _pin(session, booking, demand.id, person_id, now)
    mark_confirmed(session, booking, demand_id=demand.id, person_id=person_id, now=now)
    take_back_question(session, booking, now)
    release = publish_plan(
        session,
        groupement_id=booking.groupement_id,
        plan_id=plan.id,
        published_by_id=person_id,
        now=now,
        around=around,
        ends_proposal=False,
    )
    booking.visit_id = visit_id
    if is_late:
        _note_consent(session, booking, release, person_id, now)
    session.flush()
    return release


def _note_consent(
    session: Session, booking: Booking, release: Release, person_id: int, now: datetime
) -> None:
    note_consent(
        session,
        release,
        engagement_id=booking.engagement_id,
        days=[booking.day],
        has_accepted=person_id == booking.person_id,
        person_id=person_id,
        now=now,
        booking_id=booking.id,
    )


def _plan_in_force(session: Session, booking: Booking) -> Plan:
    release = latest_release(session, booking.groupement_id, booking.period_id)
    if release is None:
        raise Conflict(N_("Nothing has been published for this period yet."))
    return get_plan(session, booking.groupement_id, release.plan_id)


def _store_demand(session: Session, booking: Booking, now: datetime) -> Demand:
    period = get_period(session, booking.groupement_id, booking.period_id)
    member = get_member(session, booking.groupement_id, booking.member_id)
    demand = demand_of_booking(member, period, booking, now)
    session.add(demand)
    session.flush()
    return demand


def _visits(
    session: Session, booking: Booking, demand: Demand, visit_id: uuid.UUID
) -> list[PublishedVisit]:
    """Return the visits in force and the one that the booking becomes."""
    place = (booking.day, booking.slot, booking.length)
    new = PublishedVisit(visit_id, demand.id, booking.engagement_id, *place)
    return [*published_visits(session, booking.groupement_id, booking.period_id), new]


def _keep(
    session: Session,
    basis: Plan,
    booking: Booking,
    visits: list[PublishedVisit],
    instance: Json,
    now: datetime,
) -> Plan:
    """Store the plan in force with one visit more, under the rules that it was found under.

    Its question is today's where that is sound. While other published visits no longer fit what
    was said since, it is that of the plan in force with the new demand: a booking need not wait
    until all is repaired.
    """
    answer = {
        "format": PLAN_FORMAT,
        "instance": instance["name"],
        "visits": [published_part(visit) for visit in visits],
    }
    asked = question_about(session, basis)
    today, instance = instance, with_board(instance, asked.board)
    if not is_sound(instance, answer):
        stored = get_instance(session, booking.groupement_id, basis.run_id)
        instance = _with_demand_of(stored, today, visits[-1].demand_id)
    arranged = Arranged(
        kind=RunKind.BY_HAND,
        instance=instance,
        answer=answer | {"instance": instance["name"]},
        question=asked,
        published=visits,
        proof=Proof(0, "none", 1.0),
    )
    return keep_arranged(session, basis=basis, arranged=arranged, person_id=None, now=now)


def _with_demand_of(stored: Json, today: Json, demand_id: int) -> Json:
    """Return a stored question with one demand of today's, and its place."""
    name = demand_name(demand_id)
    demand = next(one for one in today["demands"] if one["id"] == name)
    known = {site["id"] for site in stored["sites"]}
    sites = [s for s in today["sites"] if s["id"] == demand["site"] and s["id"] not in known]
    return stored | {
        "demands": [*stored["demands"], demand],
        "sites": [*stored["sites"], *sites],
        "max_changes": None,
    }


def _pin(session: Session, booking: Booking, demand_id: int, person_id: int, now: datetime) -> None:
    """Let every later run keep the visit."""
    add_constraint(
        session,
        groupement_id=booking.groupement_id,
        period_id=booking.period_id,
        holding=Holding(
            kind=ConstraintKind.KEEP_VISIT,
            demand_id=demand_id,
            engagement_id=booking.engagement_id,
            day=booking.day,
            slot=booking.slot,
            length=booking.length,
            source=ConstraintSource.BOOKING,
        ),
        person_id=person_id,
        now=now,
    )
