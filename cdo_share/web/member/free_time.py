"""The free half-days of those CDOs who show them, for a member who is logged in."""

from flask import Blueprint, render_template

from cdo_share.calendars.free_pages import list_open
from cdo_share.core.clock import utc_now
from cdo_share.reserving.free_time import read_free_time
from cdo_share.web.auth import actor
from cdo_share.web.extensions import db
from cdo_share.web.free_weeks import free_weeks

blueprint = Blueprint("free_time", __name__, url_prefix="/demi-journees-libres")


@blueprint.get("")
def index() -> str:
    """Show when each of them is free; of the others nothing."""
    now = utc_now()
    shown = [
        (one.person.name, read_free_time(db.session, one, now=now))
        for one in list_open(db.session, actor().groupement_id)
    ]
    return render_template(
        "member/free_time/index.html",
        cdos=[
            {"name": name, "weeks": free_weeks(free), "checked_at": free.checked_at}
            for name, free in shown
        ],
    )
