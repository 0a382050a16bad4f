"""What waits for the coordinator: absences, changed calendars, cancelled visits, bookings."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from sqlalchemy import select
from werkzeug.exceptions import NotFound as PageNotFound

from cdo_share.availability.models import AvailabilityException
from cdo_share.bookings.queries import list_bookings
from cdo_share.core.orm import transaction
from cdo_share.notifications.invitation_queries import settle_objection
from cdo_share.publishing.cancellation_queries import CancelledView, list_cancelled
from cdo_share.publishing.misfit_queries import list_misfits
from cdo_share.publishing.misfits import OF_CDO, Misfit, Reason
from cdo_share.publishing.views import VisitView
from cdo_share.rounds.models import Period
from cdo_share.web.absent import is_hit
from cdo_share.web.agenda import when_text
from cdo_share.web.auth import actor
from cdo_share.web.availability_sheet.words import exception_text
from cdo_share.web.coordinator.acts import note_act
from cdo_share.web.coordinator.period import find_period
from cdo_share.web.coordinator.readiness.mends import Mend
from cdo_share.web.coordinator.readiness.rows import FindingRow
from cdo_share.web.coordinator.repairing.objections import objection_rows
from cdo_share.web.coordinator.repairing.wishes import wish_rows
from cdo_share.web.extensions import db
from cdo_share.web.formats import amount_text, short_day
from cdo_share.web.misfit_texts import Say, misfit_sentence
from cdo_share.web.period import local_today

blueprint = Blueprint("alerts", __name__, url_prefix="/a-traiter")

SHOWN_AT_HOME = 4


@blueprint.get("")
def index() -> str:
    """Show everything that waits, each with one button that begins a repair."""
    period = find_period()
    rows = list_alerts(period) if period else []
    return render_template("coordinator/alerts/index.html", period=period, rows=rows)


@blueprint.get("/avis")
def notice() -> str:
    """Return the part of the first page that lists what waits; empty without any."""
    period = find_period()
    if period is None:
        raise PageNotFound
    rows = list_alerts(period)
    return render_template(
        "coordinator/alerts/_notice.html",
        period=period,
        rows=rows[:SHOWN_AT_HOME],
        count=len(rows),
    )


@blueprint.post("/reponses/<int:invitation_id>")
def settle(invitation_id: int) -> Any:
    """Take the answer that was shown off the list; the visit stays as it is."""
    mark = request.form.get("mark", "")
    with transaction(db.session):
        settle_objection(db.session, actor().groupement_id, invitation_id, mark=mark)
        note_act("settle_answer", ("visit_invitation", invitation_id))
    flash(gettext("The answer is off the list; the visit stays as it is."), "success")
    return redirect(url_for(".index"))


def list_alerts(period: Period) -> list[FindingRow]:
    """Return what waits for the coordinator in a period, the most urgent first."""
    today, groupement_id = local_today(), period.groupement_id
    misfits = list_misfits(db.session, groupement_id, first=today, period_id=period.id)
    cancelled = list_cancelled(db.session, groupement_id, period_id=period.id, first=today)
    return [
        *_absences(period, misfits),
        *_bookings(groupement_id),
        *objection_rows(period, repair_mend(period)),
        *wish_rows(period),
        *_others(period, misfits),
        *(_freed(one) for one in cancelled),
    ]


def _absences(period: Period, misfits: list[Misfit]) -> Iterator[FindingRow]:
    """Yield the CDOs whose visits lie outside their time: in an absence, or a week that changed."""
    visits: defaultdict[int, list[VisitView]] = defaultdict(list)
    for one in misfits:
        if one.reason is Reason.UNAVAILABLE:
            visits[one.visit.engagement_id].append(one.visit)
    for row in _exceptions(list(visits)):
        hit = [visit for visit in visits[row.engagement_id] if is_hit(row, visit)]
        if hit:
            rest = [visit for visit in visits[row.engagement_id] if visit not in hit]
            visits[row.engagement_id] = rest
            yield _absence(period, row, hit)
    for left in visits.values():
        if left:
            yield _changed(period, left)


def _exceptions(engagement_ids: list[int]) -> list[AvailabilityException]:
    if not engagement_ids:
        return []
    statement = (
        select(AvailabilityException)
        .where(AvailabilityException.engagement_id.in_(engagement_ids))
        .order_by(AvailabilityException.starts_on, AvailabilityException.id)
    )
    return [row for row in db.session.scalars(statement) if not row.kind.is_available]


def _absence(period: Period, row: AvailabilityException, hit: list[VisitView]) -> FindingRow:
    text = ngettext(
        "%(name)s is away, %(stretch)s: %(num)d published visit is hit.",
        "%(name)s is away, %(stretch)s: %(num)d published visits are hit.",
        len(hit),
        name=hit[0].cdo_name,
        stretch=exception_text(row),
    )
    url = url_for("coordinator.absences.show", engagement_id=row.engagement_id, exception_id=row.id)
    return FindingRow(text, [Mend(gettext("Who could stand in?"), url), repair_mend(period)])


def _changed(period: Period, visits: list[VisitView]) -> FindingRow:
    sentence = misfit_sentence(Reason.UNAVAILABLE, visits, lambda visit: visit.member_name)
    text = gettext(
        "%(name)s: week or calendar changed. %(sentence)s",
        name=visits[0].cdo_name,
        sentence=sentence,
    )
    return FindingRow(text, [repair_mend(period)])


def _others(period: Period, misfits: list[Misfit]) -> Iterator[FindingRow]:
    """Yield the other reasons for which visits no longer fit, one row for each person."""
    groups: defaultdict[tuple[Reason, str], list[VisitView]] = defaultdict(list)
    for one in misfits:
        if one.reason is not Reason.UNAVAILABLE:
            is_of_cdo = one.reason in OF_CDO
            name = one.visit.cdo_name if is_of_cdo else one.visit.member_name
            groups[one.reason, name].append(one.visit)
    for (reason, name), visits in groups.items():
        sentence = misfit_sentence(reason, visits, _other_side(reason))
        text = gettext("%(name)s: %(sentence)s", name=name, sentence=sentence)
        yield FindingRow(text, [repair_mend(period)])


def _other_side(reason: Reason) -> Say:
    if reason in OF_CDO:
        return lambda visit: visit.member_name
    return lambda visit: visit.cdo_name


def _freed(one: CancelledView) -> FindingRow:
    visit = _still_free(one)
    text = gettext(
        "Cancelled visit: %(member)s, %(day)s, %(when)s. This time of %(cdo)s is free.",
        member=visit.member_name,
        day=short_day(visit.day),
        when=when_text(visit),
        cdo=visit.cdo_name,
    )
    if one.owed is not None and visit.length < one.visit.length:
        left = amount_text(len(one.owed.slots), one.owed.grid)
        text = " ".join([text, gettext("%(amount)s stays due, unless they agree.", amount=left)])
    elif one.owed is not None:
        text = " ".join([text, gettext("It stays due to them, unless they agree.")])
    url = url_for("coordinator.cancellations.freed", visit_id=visit.id)
    return FindingRow(text, [Mend(gettext("Who could use it?"), url)])


def _still_free(one: CancelledView) -> VisitView:
    """Return the visit, as long as its time is empty: other visits may have taken a part of it."""
    if one.owed is None:
        return one.visit
    first, last = one.owed.slots[0], one.owed.slots[-1]
    return replace(one.visit, slot=first, length=last - first + 1)


def _bookings(groupement_id: int) -> Iterator[FindingRow]:
    held = list_bookings(db.session, groupement_id)
    if held:
        text = ngettext(
            "%(num)d booked half-day waits for an answer.",
            "%(num)d booked half-days wait for an answer.",
            len(held),
        )
        url = url_for("coordinator.bookings.index")
        yield FindingRow(text, [Mend(gettext("Answer it"), url)])


def repair_mend(period: Period) -> Mend:
    """Return the one button that asks for a repair which moves only what is hit."""
    return Mend(
        label=gettext("Propose a repair"),
        url=url_for("coordinator.repairs.create", periode=period.id),
        is_act=True,
        values={"most_changes": "0"},
        symbol="play-circle",
    )
