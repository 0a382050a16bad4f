"""Answering a booked half-day, alike for the CDO and for the coordinator."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from cdo_share.bookings.models import Booking, BookingState
from cdo_share.bookings.queries import BookingView, get_booking, list_bookings
from cdo_share.core.clock import utc_now
from cdo_share.core.errors import Fault, InvalidInput
from cdo_share.core.grid import GRIDS
from cdo_share.core.orm import transaction
from cdo_share.legal.notice import FrozenZone
from cdo_share.legal.zones import list_frozen_zones
from cdo_share.publishing.models import CancelledBy, Release
from cdo_share.reserving.confirming import confirm_booking
from cdo_share.reserving.holding import let_go
from cdo_share.web.auth import actor
from cdo_share.web.extensions import db
from cdo_share.web.formats import short_day, visit_time
from cdo_share.web.languages import translate
from cdo_share.web.sites import surroundings

SHOWN = (BookingState.HELD, BookingState.CONFIRMED)


def add_answers(blueprint: Blueprint, *, layout: str, whose: Callable[[], int | None]) -> None:
    """Add the list of booked half-days and the two answers; `whose` names the CDO, None for all."""

    @blueprint.get("")
    def index() -> str:
        """Show what waits for an answer, and what was confirmed."""
        return show()

    def show(faults: Sequence[Fault] = ()) -> str:
        found = list_bookings(
            db.session, actor().groupement_id, states=SHOWN, engagement_id=whose()
        )
        held = [one for one in found if one.state is BookingState.HELD]
        return render_template(
            "bookings/index.html",
            layout=layout,
            held=held,
            late=_late(held),
            is_own=whose() is not None,
            faults=[translate(fault.message) for fault in faults],
            confirmed=[one for one in found if one.state is BookingState.CONFIRMED],
            when=when_of_booking,
            standing=standing_of,
        )

    @blueprint.post("/<int:booking_id>/confirmer")
    def confirm(booking_id: int) -> Any:
        """Make the booking a demand and a visit in force, or say what is in the way."""
        try:
            with transaction(db.session):
                number = _confirm(_get(booking_id, whose())).number
        except InvalidInput as refusal:
            return show(refusal.faults), 422
        flash(
            gettext(
                "The half-day is confirmed: release %(number)d is in force, and those concerned "
                "are told.",
                number=number,
            ),
            "success",
        )
        return redirect(url_for(".index"))

    @blueprint.post("/<int:booking_id>/decliner")
    def decline(booking_id: int) -> Any:
        """Free the half-day again and tell the member."""
        with transaction(db.session):
            let_go(
                db.session,
                _get(booking_id, whose()),
                BookingState.DECLINED,
                person_id=actor().person_id,
                now=utc_now(),
                around=surroundings(),
            )
        flash(gettext("The half-day is free again; the member is told."), "success")
        return redirect(url_for(".index"))


def _confirm(booking: Booking) -> Release:
    return confirm_booking(
        db.session,
        booking,
        person_id=actor().person_id,
        now=utc_now(),
        around=surroundings(),
        has_consent="consent" in request.form,
    )


def _late(held: Sequence[BookingView]) -> dict[int, FrozenZone]:
    """Return the zones of the CDOs who would hear of a booking within their notice, by booking."""
    if not held:
        return {}
    zones = list_frozen_zones(db.session, actor().groupement_id, now=utc_now())
    found = {one.id: zones[one.engagement_id] for one in held}
    return {one.id: found[one.id] for one in held if found[one.id].holds(one.when.day)}


def _get(booking_id: int, engagement_id: int | None) -> Booking:
    return get_booking(db.session, actor().groupement_id, booking_id, engagement_id=engagement_id)


def standing_of(booking: BookingView) -> tuple[str, str, str]:
    """Return how a confirmed booking stands today: words, tone and symbol of its badge."""
    fate = booking.fate
    if fate is None:
        return str(gettext("Confirmed")), "good", "check-lg"
    if fate.cancelled_by is None:
        moved = gettext("Moved since release %(number)d", number=fate.number)
        return str(moved), "warm", "arrow-left-right"
    if fate.cancelled_by is CancelledBy.RELEASE:
        gone = gettext("No longer planned since release %(number)d", number=fate.number)
        return str(gone), "bad", "x-lg"
    return str(gettext("Cancelled")), "bad", "x-lg"


def when_of_booking(booking: BookingView) -> str:
    """Return day and time of a booking; no clock times for a CDO on forfait-jours."""
    when = booking.when
    time = visit_time(GRIDS[when.grid_kind], when.slot, when.length, when.regime)
    return f"{short_day(when.day)}, {time}"
