"""Somebody is away: report it, see at once which visits are hit, who could stand in, and repair."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext

from cdo_share.accounts.queries import get_engagement, list_engagements
from cdo_share.availability.models import AvailabilityException
from cdo_share.availability.queries import get_exception
from cdo_share.core.clock import utc_now
from cdo_share.core.errors import InvalidInput, NotFound
from cdo_share.core.i18n import N_
from cdo_share.core.orm import transaction
from cdo_share.core.text import alphabetical
from cdo_share.planning.collected import Collected, read_collected
from cdo_share.planning.passing_over import list_obstacles
from cdo_share.planning.standing_in import list_substitutes
from cdo_share.today import ask_as_it_stands
from cdo_share.web.absence_form import AbsenceOfForm
from cdo_share.web.absent import list_hit, report_absence
from cdo_share.web.agenda import agenda_days
from cdo_share.web.auth import actor
from cdo_share.web.availability_sheet.words import exception_text
from cdo_share.web.coordinator.names import names_of
from cdo_share.web.coordinator.period import find_period
from cdo_share.web.coordinator.repairing.form import RepairForm
from cdo_share.web.coordinator.repairing.substitutes import tell_obstacles, tell_substitutes
from cdo_share.web.extensions import db
from cdo_share.web.period import local_today

blueprint = Blueprint("absences", __name__, url_prefix="/absences")


@blueprint.get("/nouvelle")
def new() -> str:
    """Ask who is away, and when."""
    return _ask(_form())


@blueprint.post("")
def create() -> Any:
    """Store the absence and show what it hits, or say everything that is wrong."""
    form = _form()
    if not form.validate():
        return _ask(form), 422
    try:
        with transaction(db.session):
            number = report_absence(form.cdo.data, form.wish()).number
    except InvalidInput as refusal:
        form.take_faults(refusal)
        return _ask(form), 422
    flash(gettext("The absence is stored."), "success")
    return redirect(
        url_for("coordinator.absences.show", engagement_id=form.cdo.data, exception_id=number)
    )


@blueprint.get("/<int:engagement_id>/<int:exception_id>")
def show(engagement_id: int, exception_id: int) -> str:
    """Show the visits that an absence hits, and offer a repair."""
    row = get_exception(db.session, actor().groupement_id, engagement_id, exception_id)
    hit = list_hit(row)
    return render_template(
        "coordinator/absences/show.html",
        name=_name(row),
        row=row,
        stretch=exception_text(row),
        days=agenda_days(hit, today=local_today(), who=lambda visit: visit.member_name),
        count=len(hit),
        form=RepairForm(formdata=None),
        period_id=hit[0].period_id if hit else None,
    )


@blueprint.get("/<int:engagement_id>/<int:exception_id>/remplacants")
def substitutes(engagement_id: int, exception_id: int) -> str:
    """Return who could stand in, the best first; reckoned when the page stands already."""
    groupement_id, period = actor().groupement_id, find_period()
    if period is None:
        raise NotFound(N_("There is no such period in this groupement."))
    collected = read_collected(db.session, groupement_id, period.id)
    row = _find(collected, engagement_id, exception_id)
    instance = ask_as_it_stands(
        db.session,
        groupement_id,
        period.id,
        name="absence",
        now=utc_now(),
        collected=collected,
        is_weighed=False,
    )
    away = engagement_id, row.starts_on, row.ends_on
    found, names = list_substitutes(instance, *away), names_of(collected)
    return render_template(
        "coordinator/absences/_substitutes.html",
        substitutes=tell_substitutes(found, instance, *names, absent_id=engagement_id),
        obstacles=tell_obstacles(list_obstacles(instance, *away), names[0]),
    )


def _find(collected: Collected, engagement_id: int, exception_id: int) -> AvailabilityException:
    said = collected.said.get(engagement_id)
    rows = [row for row in said.exceptions if row.id == exception_id] if said else []
    if not rows:
        raise NotFound(N_("There is no such entry in your availability."))
    return rows[0]


def _name(row: AvailabilityException) -> str:
    return get_engagement(db.session, actor().groupement_id, row.engagement_id).person.name


def _form() -> AbsenceOfForm:
    rows = list_engagements(db.session, actor().groupement_id)
    named = [(row.id, row.person.name) for row in rows]
    return AbsenceOfForm(sorted(named, key=lambda pair: alphabetical(pair[1])))


def _ask(form: AbsenceOfForm) -> str:
    return render_template("coordinator/absences/new.html", form=form)
