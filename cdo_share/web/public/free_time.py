"""The free half-days of a CDO, for whoever has the secret address: free half-days and no more."""

from typing import Any

from flask import Blueprint, Response, render_template

from cdo_share.accounts.queries import get_groupement_by_id
from cdo_share.calendars.free_pages import find_shown
from cdo_share.core.clock import utc_now
from cdo_share.reserving.free_time import read_free_time
from cdo_share.web.extensions import db
from cdo_share.web.free_weeks import free_weeks

blueprint = Blueprint("free_time", __name__, url_prefix="/demi-journees-libres")


@blueprint.after_request
def _keep_the_secret(response: Response) -> Response:
    """Let no other site learn the address, no search engine and no proxy keep the page."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/<token>")
def show(token: str) -> Any:
    """Show on which half-days the CDO is free; an address that ended is like one that never was."""
    engagement = find_shown(db.session, token)
    if engagement is None:
        return render_template("public/free_time/gone.html"), 404
    free = read_free_time(db.session, engagement, now=utc_now())
    return render_template(
        "public/free_time/show.html",
        shown_groupement=get_groupement_by_id(db.session, engagement.groupement_id),
        weeks=free_weeks(free),
        checked_at=free.checked_at,
    )
