"""When each CDO can work, at a glance: the usual week and what differs from it in the period."""

from dataclasses import dataclass

from flask import Blueprint, render_template
from flask_babel import gettext

from cdo_share.accounts.models import Engagement
from cdo_share.accounts.queries import list_engagements
from cdo_share.availability.models import AvailabilityException
from cdo_share.availability.queries import (
    Availability,
    list_availability,
    list_stale_calendars,
)
from cdo_share.core.clock import utc_now
from cdo_share.core.grid import Half
from cdo_share.rounds.models import Period
from cdo_share.web.absences import KINDS
from cdo_share.web.auth import actor
from cdo_share.web.coordinator.period import find_period
from cdo_share.web.extensions import db
from cdo_share.web.formats import half_text, short_day
from cdo_share.web.reading_texts import FAILURES

blueprint = Blueprint("availability", __name__, url_prefix="/disponibilites")

WORKING_DAYS = range(5)


@dataclass(frozen=True, slots=True)
class WeekRow:
    """A CDO's usual week in words, one text per working day, and the exceptions that matter."""

    engagement: Engagement
    days: list[str]
    halfdays: int
    exceptions: list[str]
    busy_times: int


@blueprint.get("")
def index() -> str:
    """Show the usual week of every CDO, and leave and exceptions that touch the period."""
    groupement_id, period = actor().groupement_id, find_period()
    known = list_availability(db.session, groupement_id)
    rows = [
        _row(engagement, known[engagement.id], period)
        for engagement in list_engagements(db.session, groupement_id)
    ]
    return render_template(
        "coordinator/availability/index.html",
        period=period,
        rows=rows,
        troubles=list_stale_calendars(db.session, groupement_id, utc_now()),
        failures=FAILURES,
    )


def _row(engagement: Engagement, said: Availability, period: Period | None) -> WeekRow:
    return WeekRow(
        engagement=engagement,
        days=[_day(said, weekday) for weekday in WORKING_DAYS],
        halfdays=len(said.pattern),
        exceptions=[_exception(row) for row in said.exceptions if _touches(row, period)],
        busy_times=len(said.busy),
    )


def _day(said: Availability, weekday: int) -> str:
    halves = [half for half in Half if (weekday, half) in said.pattern]
    if len(halves) == len(Half):
        return str(gettext("whole day"))
    return half_text(halves[0]) if halves else "–"


def _touches(row: AvailabilityException, period: Period | None) -> bool:
    return period is None or (row.starts_on <= period.ends_on and period.starts_on <= row.ends_on)


def _exception(row: AvailabilityException) -> str:
    first, last = short_day(row.starts_on), short_day(row.ends_on)
    stretch = first if row.starts_on == row.ends_on else f"{first} – {last}"
    return f"{stretch} ({KINDS[row.kind]})"
