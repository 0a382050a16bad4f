"""Half-days that members booked with the CDO between rounds."""

from flask import Blueprint, render_template

from cdo_share.bookings.queries import list_bookings
from cdo_share.web.auth import actor
from cdo_share.web.booking_acts import add_answers
from cdo_share.web.extensions import db

blueprint = Blueprint("bookings", __name__, url_prefix="/reservations")
add_answers(blueprint, layout="cdo/layout.html", whose=lambda: actor().engagement.id)


@blueprint.get("/avis")
def notice() -> str:
    """Return the part of the first page that says what waits for an answer; empty without any."""
    booked = list_bookings(db.session, actor().groupement_id, engagement_id=actor().engagement.id)
    return render_template("cdo/bookings/_notice.html", booked=booked)
