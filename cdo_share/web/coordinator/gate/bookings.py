"""Which half-days a plan takes from members who booked them and were told yes."""

from datetime import datetime

from flask import url_for
from flask_babel import gettext, ngettext
from sqlalchemy.orm import Session

from cdo_share.bookings.models import BookingState
from cdo_share.bookings.queries import BookingView, list_bookings
from cdo_share.planning.models import Plan
from cdo_share.publishing.changes import Difference
from cdo_share.publishing.models import Change
from cdo_share.publishing.service import preview_changes
from cdo_share.web.agreement_sheet.words import stretch_text
from cdo_share.web.coordinator.gate.items import Item, Weight
from cdo_share.web.extensions import db


def list_lost_bookings(session: Session, plan: Plan, now: datetime) -> list[BookingView]:
    """Return the confirmed bookings whose visit publishing the plan would move or take away."""
    return _lost(session, plan, preview_changes(session, plan.groupement_id, plan.id, now=now))


def _lost(session: Session, plan: Plan, found: Difference) -> list[BookingView]:
    touched = {
        one.visit.visit_id for one in found.changes if one.change in (Change.MOVED, Change.REMOVED)
    }
    confirmed = list_bookings(session, plan.groupement_id, states=(BookingState.CONFIRMED,))
    return [booking for booking in confirmed if booking.visit_id in touched]


def booking_items(plan: Plan, now: datetime) -> list[Item]:
    """Return the lines about half-days that are held, and confirmed bookings that would break."""
    found = preview_changes(db.session, plan.groupement_id, plan.id, now=now)
    return [*_held_items(plan, found), *_lost_items(plan, found)]


def _held(session: Session, plan: Plan, found: Difference) -> list[BookingView]:
    """Return the bookings that wait for an answer where the plan has a visit of the same CDO."""
    return [
        one
        for one in list_bookings(session, plan.groupement_id)
        if any(
            (visit.engagement_id, visit.day) == (one.engagement_id, one.when.day)
            and visit.slot < one.when.slot + one.when.length
            and one.when.slot < visit.slot + visit.length
            for visit in found.standing
        )
    ]


def _held_items(plan: Plan, found: Difference) -> list[Item]:
    held = _held(db.session, plan, found)
    if not held:
        return []
    title = ngettext(
        "%(num)d half-day of this plan is held for a member who books it: answer them first.",
        "%(num)d half-days of this plan are held for members who book them: answer them first.",
        len(held),
    )
    return [
        Item(
            code="held",
            weight=Weight.FORBID,
            title=title,
            sentences=[_sentence(booking) for booking in held],
            url=url_for("coordinator.alerts.index"),
            link=gettext("Answer the bookings"),
        )
    ]


def _lost_items(plan: Plan, found: Difference) -> list[Item]:
    lost = _lost(db.session, plan, found)
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
