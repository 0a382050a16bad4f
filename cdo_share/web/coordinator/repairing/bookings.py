"""Half-days that members booked between rounds, answered by the coordinator."""

from flask import Blueprint

from cdo_share.web.booking_acts import add_answers

blueprint = Blueprint("bookings", __name__, url_prefix="/reservations")
add_answers(blueprint, layout="coordinator/layout.html", whose=lambda: None)
