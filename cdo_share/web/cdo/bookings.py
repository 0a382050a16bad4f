"""Half-days that members booked with the CDO between rounds."""

from flask import Blueprint

from cdo_share.web.auth import actor
from cdo_share.web.booking_acts import add_answers

blueprint = Blueprint("bookings", __name__, url_prefix="/reservations")
add_answers(blueprint, layout="cdo/layout.html", whose=lambda: actor().engagement.id)
