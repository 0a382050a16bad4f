"""The calendars of the CDO's own: which are read, what each of them takes, accept or forget."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext

from cdo_share.availability.ageing import CalendarTrouble, trouble_of
from cdo_share.availability.external import MOST_CALENDARS, accept_calendar, forget_calendar
from cdo_share.availability.external_queries import get_calendar, has_active, list_unread_addresses
from cdo_share.availability.models import CalendarState, ExternalCalendar
from cdo_share.availability.queries import list_calendars
from cdo_share.availability.reading.guard import is_guarded
from cdo_share.availability.refreshing import minutes_to_wait
from cdo_share.core.clock import utc_now
from cdo_share.core.orm import transaction
from cdo_share.publishing.misfits import Reason
from cdo_share.web.auth import actor
from cdo_share.web.cdo.busy_look import look_at_taken
from cdo_share.web.extensions import db
from cdo_share.web.misfit_texts import flash_misfits, of_cdo
from cdo_share.web.period import find_present_period
from cdo_share.web.reading_texts import FAILURES, WARNINGS

blueprint = Blueprint("busy", __name__, url_prefix="/agendas-personnels")


@dataclass(frozen=True, slots=True)
class CalendarLine:
    """A calendar as the list shows it; `failure` is empty while readings work.

    `held` counts the entries for which its last reading waits for the CDO.
    """

    calendar: ExternalCalendar
    is_preview: bool
    trouble: CalendarTrouble | None
    failure: str
    held: int
    can_refresh: bool
    next_at: datetime | None


@blueprint.get("")
def index() -> str:
    """Show every calendar with its last reading, and the ways to add one."""
    now, whose, period = (
        utc_now(),
        (actor().groupement_id, actor().engagement.id),
        find_present_period(),
    )
    until = period.ends_on if period else None
    lines = [_line(calendar, now, until) for calendar in list_calendars(db.session, *whose)]
    unread = list_unread_addresses(db.session, *whose)
    return render_template(
        "cdo/busy/index.html",
        lines=lines,
        unread=unread,
        failures=FAILURES,
        is_full=len(lines) + len(unread) >= MOST_CALENDARS,
        most=MOST_CALENDARS,
        is_guarded=is_guarded(),
    )


def _line(calendar: ExternalCalendar, now: datetime, until: date | None) -> CalendarLine:
    source = calendar.source
    return CalendarLine(
        calendar=calendar,
        is_preview=calendar.state is CalendarState.PREVIEW,
        trouble=trouble_of(calendar, now, until=until),
        failure=str(FAILURES[source.failure]) if source and source.failure else "",
        held=len(set(source.held_marks) - set(calendar.skipped_marks)) if source else 0,
        can_refresh=source is not None and minutes_to_wait(source, now) == 0,
        next_at=max(source.next_try_at, now) if source else None,
    )


@blueprint.get("/<int:calendar_id>")
def show(calendar_id: int) -> str:
    """Show what a calendar takes, before and after it is accepted."""
    whose = actor().groupement_id, actor().engagement.id
    calendar = get_calendar(db.session, *whose, calendar_id)
    line = _line(calendar, utc_now(), None)
    return render_template(
        "cdo/busy/show.html",
        calendar=calendar,
        line=line,
        taken=look_at_taken(calendar),
        replaces=line.is_preview and has_active(db.session, whose[1], calendar.name),
        warnings=[WARNINGS[code] for code in calendar.warnings if code in WARNINGS],
    )


@blueprint.post("/<int:calendar_id>/accepter")
def accept(calendar_id: int) -> Any:
    """Let the calendar count from now on."""
    with transaction(db.session):
        calendar = accept_calendar(
            db.session,
            groupement_id=actor().groupement_id,
            engagement_id=actor().engagement.id,
            calendar_id=calendar_id,
        )
        name = calendar.name
    flash(gettext("“%(name)s” counts from now on.", name=name), "success")
    flash_misfits(of_cdo(actor().engagement.id, {Reason.UNAVAILABLE}))
    return redirect(url_for("cdo.busy.index"))


@blueprint.post("/<int:calendar_id>/oublier")
def delete(calendar_id: int) -> Any:
    """Forget the calendar, its times and its address."""
    with transaction(db.session):
        forget_calendar(
            db.session,
            groupement_id=actor().groupement_id,
            engagement_id=actor().engagement.id,
            calendar_id=calendar_id,
        )
    flash(gettext("The calendar is forgotten, with everything read from it."), "success")
    return redirect(url_for("cdo.busy.index"))
