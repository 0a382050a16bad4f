"""The CDO cannot come: an absence at once, with the visits it hits; the coordinator is told."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext

from cdo_share.availability.queries import get_exception
from cdo_share.core.errors import InvalidInput
from cdo_share.core.orm import transaction
from cdo_share.web.absence_form import AbsenceForm
from cdo_share.web.absent import Reported, list_hit, report_absence
from cdo_share.web.agenda import agenda_days
from cdo_share.web.auth import actor
from cdo_share.web.availability_sheet.words import exception_text
from cdo_share.web.extensions import db
from cdo_share.web.mail_times import mail_leaves
from cdo_share.web.period import local_today

blueprint = Blueprint("absences", __name__, url_prefix="/absences")


@blueprint.get("/nouvelle")
def new() -> str:
    """Ask from when until when the CDO cannot come."""
    return _ask(AbsenceForm())


@blueprint.post("")
def create() -> Any:
    """Store the absence and show what it hits, or say everything that is wrong."""
    form = AbsenceForm()
    if not form.validate():
        return _ask(form), 422
    try:
        with transaction(db.session):
            reported = report_absence(actor().engagement.id, form.wish())
    except InvalidInput as refusal:
        form.take_faults(refusal)
        return _ask(form), 422
    flash(_stored_text(reported), "success")
    return redirect(url_for("cdo.absences.show", exception_id=reported.number))


def _stored_text(reported: Reported) -> str:
    if not reported.is_told:
        return str(gettext("The absence is stored."))
    return str(
        gettext(
            "The absence is stored; the mail to the coordinator leaves %(when)s.",
            when=mail_leaves(),
        )
    )


@blueprint.get("/<int:exception_id>")
def show(exception_id: int) -> str:
    """Show which published visits an absence hits."""
    acting = actor()
    row = get_exception(db.session, acting.groupement_id, acting.engagement.id, exception_id)
    hit = list_hit(row)
    return render_template(
        "cdo/absences/show.html",
        stretch=exception_text(row),
        days=agenda_days(hit, today=local_today(), who=lambda visit: visit.member_name),
        count=len(hit),
    )


def _ask(form: AbsenceForm) -> str:
    return render_template("cdo/absences/new.html", form=form)
