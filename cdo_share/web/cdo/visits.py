"""The CDO's visits in force, as an agenda."""

from typing import Any

from flask import Blueprint, render_template, request, url_for

from cdo_share.publishing.queries import list_visits_in_force
from cdo_share.publishing.views import VisitView
from cdo_share.web.agenda import agenda_days, agenda_months
from cdo_share.web.agreed_form import can_agree
from cdo_share.web.auth import actor
from cdo_share.web.extensions import db
from cdo_share.web.period import local_today

blueprint = Blueprint("visits", __name__, url_prefix="/interventions")


@blueprint.get("")
def index() -> Any:
    """Show the visits to come, or all of them with the past ones."""
    today = local_today()
    shows_past = request.args.get("passees") == "1"
    visits = list_visits_in_force(
        db.session,
        actor().groupement_id,
        engagement_id=actor().engagement.id,
        first=None if shows_past else today,
    )
    days = agenda_days(
        visits,
        today=today,
        who=lambda visit: visit.member_name,
        time_url=_time_url,
        file_url=lambda visit: _file_url(visit) if visit.day >= today else "",
    )
    return render_template(
        "cdo/visits/index.html",
        months=agenda_months(days, today),
        count=len(visits),
        shows_past=shows_past,
    )


def _time_url(visit: VisitView) -> str:
    return url_for("cdo.agreed_times.edit", visit_id=visit.id) if can_agree(visit) else ""


def _file_url(visit: VisitView) -> str:
    return url_for("cdo.calendar_files.show", visit_id=visit.id)
