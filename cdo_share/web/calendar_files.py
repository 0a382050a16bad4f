"""Visits as a file for a calendar program, for who is logged in: one visit, or a whole feed.

The same for members and CDOs: an audience makes its pages with `calendar_file_pages`.
"""

from uuid import UUID

from flask import Blueprint, Response, current_app

from cdo_share.accounts.models import RoleKind
from cdo_share.calendars.models import FeedOwner
from cdo_share.calendars.rendering import render_own
from cdo_share.core.clock import utc_now
from cdo_share.core.errors import NotFound
from cdo_share.core.i18n import N_
from cdo_share.publishing.models import VisitState
from cdo_share.publishing.views import VisitView
from cdo_share.web.auth import actor
from cdo_share.web.extensions import db
from cdo_share.web.own_visit import get_own_visit

OWNERS = {RoleKind.MEMBER: FeedOwner.MEMBER, RoleKind.CDO: FeedOwner.CDO}


def calendar_file_pages(kind: RoleKind) -> Blueprint:
    """Return the files of one audience: all visits of its calendar, or one of them."""
    blueprint = Blueprint("calendar_files", "cdo_share.web.calendar_files", url_prefix="/agendas")

    @blueprint.get("/interventions.ics")
    def index() -> Response:
        """Give the file of the whole calendar, as a feed has it now."""
        return _file(kind, None, "")

    @blueprint.get("/interventions/<uuid:visit_id>.ics")
    def show(visit_id: UUID) -> Response:
        """Give the file of one visit of their own that is not cancelled."""
        subject_id = actor().role.subject_id
        whose = {"member_id" if kind is RoleKind.MEMBER else "engagement_id": subject_id}
        visit = get_own_visit(visit_id, **whose)
        if visit.state is VisitState.CANCELLED:
            raise NotFound(N_("There is no such visit here."))
        return _file(kind, visit, f"-{visit.day.isoformat()}")

    return blueprint


def _file(kind: RoleKind, visit: VisitView | None, ending: str) -> Response:
    slug, body = render_own(
        db.session,
        None if visit is None else [visit],
        groupement_id=actor().groupement_id,
        whose=(OWNERS[kind], actor().role.subject_id),
        now=utc_now(),
        base_url=current_app.config["SETTINGS"].base_url,
    )
    response = Response(body, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{slug}{ending}.ics"'
    return response
