"""When each CDO can work, at a glance: the usual week and what differs from it in the period."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from flask import Blueprint, render_template
from flask_babel import gettext

from cdo_share.accounts.models import Engagement
from cdo_share.accounts.queries import list_engagements
from cdo_share.availability.ageing import StaleCalendar, list_stale_calendars
from cdo_share.availability.models import AvailabilityException
from cdo_share.availability.pattern import NONE, WHOLE
from cdo_share.availability.queries import Availability, list_availability
from cdo_share.availability.repeats import Stretch, list_stretches_within
from cdo_share.core.clock import utc_now
from cdo_share.core.grid import HALF_DAYS, Half
from cdo_share.core.text import alphabetical
from cdo_share.publishing.misfit_queries import list_misfits
from cdo_share.publishing.misfits import OF_CDO, Misfit
from cdo_share.rounds.models import Period
from cdo_share.web.absences import KINDS
from cdo_share.web.auth import actor
from cdo_share.web.availability_sheet.words import week_text
from cdo_share.web.coordinator.period import find_period
from cdo_share.web.extensions import db
from cdo_share.web.formats import half_text, short_day
from cdo_share.web.misfit_texts import misfit_sentences, what_stays
from cdo_share.web.period import local_today
from cdo_share.web.reading_texts import FAILURES, trouble_text

blueprint = Blueprint("availability", __name__, url_prefix="/disponibilites")

WORKING_DAYS = range(5)


@dataclass(frozen=True, slots=True)
class WeekRow:
    """A CDO's usual week in words, one text per working day, and the exceptions that matter."""

    engagement: Engagement
    days: list[str]
    amount: str
    exceptions: list[str]
    busy_times: int


@blueprint.get("")
def index() -> str:
    """Show the usual week of every CDO, and leave and exceptions that touch the period."""
    groupement_id, period = actor().groupement_id, find_period()
    engagements = list_engagements(db.session, groupement_id)
    known = list_availability(db.session, engagements)
    misfits = list_misfits(
        db.session, groupement_id, first=local_today(), reasons=OF_CDO, known=known
    )
    rows = [_row(engagement, known[engagement.id], period) for engagement in engagements]
    return render_template(
        "coordinator/availability/index.html",
        period=period,
        rows=rows,
        troubles=_troubles(groupement_id, period),
        misfits=list(_misfit_lines(misfits)),
        what_stays=what_stays(plans=True),
    )


def _misfit_lines(misfits: list[Misfit]) -> Iterator[str]:
    """Yield CDO by CDO which published visits no longer fit."""
    ordered = sorted(misfits, key=lambda one: alphabetical(one.visit.cdo_name))
    for name, own in groupby(ordered, key=lambda one: one.visit.cdo_name):
        for sentence in misfit_sentences(own, lambda visit: visit.member_name):
            yield str(gettext("%(name)s: %(sentence)s", name=name, sentence=sentence))


def _troubles(groupement_id: int, period: Period | None) -> list[str]:
    """Return in words which calendars cannot be relied on until the end of the period."""
    until = period.ends_on if period else None
    return [
        _trouble(one)
        for one in list_stale_calendars(db.session, groupement_id, utc_now(), until=until)
    ]


def _trouble(one: StaleCalendar) -> str:
    text = trouble_text(
        one.trouble, cdo_name=one.cdo_name, read_at=one.read_at, last_on=one.last_on
    )
    return f"{text} {FAILURES[one.failure]}" if one.failure else text


def _row(engagement: Engagement, said: Availability, period: Period | None) -> WeekRow:
    return WeekRow(
        engagement=engagement,
        days=[_day(said, weekday) for weekday in WORKING_DAYS],
        amount=week_text(said.pattern, period.grid if period else HALF_DAYS),
        exceptions=list(_exceptions(said.exceptions, period)),
        busy_times=len(said.busy),
    )


def _day(said: Availability, weekday: int) -> str:
    hours = {half: said.pattern.get((weekday, half), NONE) for half in Half}
    if set(hours.values()) == {WHOLE}:
        return str(gettext("whole day"))
    texts = [_half(half, worked) for half, worked in hours.items() if worked != NONE]
    return " · ".join(texts) or "–"


def _half(half: Half, hours: str) -> str:
    if hours == WHOLE:
        return half_text(half)
    return str(gettext("%(half)s in part", half=half_text(half)))


def _exceptions(rows: Iterable[AvailabilityException], period: Period | None) -> Iterator[str]:
    """Yield the exceptions that touch the period, each time they come."""
    for row in rows:
        first, last = (period.starts_on, period.ends_on) if period else (date.min, date.max)
        for stretch in list_stretches_within(row, first, last):
            yield f"{_days(stretch)} ({KINDS[row.kind]})"


def _days(stretch: Stretch) -> str:
    first, last = short_day(stretch.starts_on), short_day(stretch.ends_on)
    return first if stretch.starts_on == stretch.ends_on else f"{first} – {last}"
