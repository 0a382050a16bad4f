"""Which half-days a plan takes from members who booked them and were told yes."""

from datetime import datetime

from flask_babel import gettext, ngettext
from sqlalchemy.orm import Session

from cdo_share.bookings.models import BookingState
from cdo_share.bookings.queries import BookingView, list_bookings
from cdo_share.planning.models import Plan
from cdo_share.publishing.models import Change
from cdo_share.publishing.service import preview_changes
from cdo_share.web.agreement_sheet.words import stretch_text
from cdo_share.web.coordinator.gate.items import Item, Weight
from cdo_share.web.extensions import db


def list_lost_bookings(session: Session, plan: Plan, now: datetime) -> list[BookingView]:
    """Return the confirmed bookings whose visit publishing the plan would move or take away."""
    found = preview_changes(session, plan.groupement_id, plan.id, now=now)
    touched = {
        one.visit.visit_id for one in found.changes if one.change in (Change.MOVED, Change.REMOVED)
    }
    confirmed = list_bookings(session, plan.groupement_id, states=(BookingState.CONFIRMED,))
    return [booking for booking in confirmed if booking.visit_id in touched]


def booking_items(plan: Plan, now: datetime) -> list[Item]:
    """Return the line about confirmed bookings that would be broken; nothing where none is."""
    lost = list_lost_bookings(db.session, plan, now)
    if not lost:
        return []
    title = ngettext(
        "%(num)d confirmed booking is not kept by this plan: its member was promised it.",
        "%(num)d confirmed bookings are not kept by this plan: their members were promised them.",
        len(lost),
    )
    sentences = [_sentence(booking) for booking in lost]
    return [Item(code="bookings", weight=Weight.CONFIRM, title=title, sentences=sentences)]


def _sentence(booking: BookingView) -> str:
    return str(
        gettext(
            "%(member)s: “%(title)s”, %(when)s, with %(cdo)s.",
            member=booking.member_name,
            title=booking.title,
            when=stretch_text(booking.when),
            cdo=booking.cdo_name,
        )
    )
