"""The CDO notes the time set with the member for a visit to come."""

from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for

from cdo_share.publishing.views import VisitView
from cdo_share.web.agreed_form import AgreedTimeForm, form_of, note_time, values_of
from cdo_share.web.auth import actor
from cdo_share.web.own_visit import get_own_visit

blueprint = Blueprint("agreed_times", __name__, url_prefix="/interventions")


@blueprint.get("/<uuid:visit_id>/heure")
def edit(visit_id: UUID) -> str:
    """Ask from when until when a visit was agreed, with what is noted."""
    visit = get_own_visit(visit_id, engagement_id=actor().engagement.id)
    return _ask(visit, form_of(visit))


@blueprint.post("/<uuid:visit_id>/heure")
def update(visit_id: UUID) -> Any:
    """Note the time, change it or take it back; or say everything that is wrong."""
    visit = get_own_visit(visit_id, engagement_id=actor().engagement.id)
    form = AgreedTimeForm()
    if not note_time(visit_id, form, engagement_id=actor().engagement.id):
        return _ask(visit, form), 422
    return redirect(url_for("cdo.visits.index"))


def _ask(visit: VisitView, form: AgreedTimeForm) -> str:
    return render_template("cdo/agreed_times/edit.html", **values_of(visit, form))
