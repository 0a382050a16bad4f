"""Who comes when: the visits in force of the firm."""

from datetime import date

from flask import Blueprint, render_template, url_for

from cdo_share.publishing.queries import list_visits_in_force
from cdo_share.publishing.views import VisitView
from cdo_share.web.agenda import agenda_days
from cdo_share.web.auth import actor
from cdo_share.web.extensions import db
from cdo_share.web.period import local_today

blueprint = Blueprint("visits", __name__, url_prefix="/interventions")


def list_own_visits(first: date | None = None) -> list[VisitView]:
    """Return the firm's visits, all of them or those from a day on."""
    acting = actor()
    return list_visits_in_force(
        db.session, acting.groupement_id, member_id=acting.member.id, first=first
    )


def show_agenda(visits: list[VisitView], today: date) -> list[dict[str, object]]:
    """Return the visits as an agenda that names the CDO."""
    return agenda_days(visits, today=today, who=lambda visit: visit.cdo_name)


@blueprint.get("")
def index() -> str:
    """Show the visits to come, then those that were."""
    today = local_today()
    visits = list_own_visits()
    coming = [visit for visit in visits if visit.day >= today]
    past = [visit for visit in reversed(visits) if visit.day < today]
    return render_template(
        "member/visits/index.html",
        coming=agenda_days(
            coming,
            today=today,
            who=lambda visit: visit.cdo_name,
            cancel_url=_cancel_url,
            file_url=_file_url,
        ),
        past=show_agenda(past, today),
        count=len(coming),
    )


def _cancel_url(visit: VisitView) -> str:
    return url_for("member.cancellations.edit", visit_id=visit.id)


def _file_url(visit: VisitView) -> str:
    return url_for("member.calendar_files.show", visit_id=visit.id)
