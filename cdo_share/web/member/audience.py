"""The guard of this audience and the pages behind it."""

from flask import Blueprint

from cdo_share.accounts.models import RoleKind
from cdo_share.web.auth import guard
from cdo_share.web.member import (
    agreeing,
    answers,
    bookings,
    calendar_files,
    calendars,
    cancellations,
    copies,
    demands,
    devices,
    drafts,
    firm,
    free_time,
    home,
    ledger,
    maturity,
    visits,
)

blueprint = Blueprint("member", __name__, url_prefix="/adherent/<int:member_id>")
guard(blueprint, RoleKind.MEMBER, argument="member_id")
for page in (
    home,
    demands,
    drafts,
    copies,
    answers,
    maturity,
    visits,
    calendars,
    firm,
    ledger,
    agreeing,
):
    blueprint.register_blueprint(page.blueprint)
for page in (cancellations, bookings, calendar_files, free_time):
    blueprint.register_blueprint(page.blueprint)
blueprint.register_blueprint(devices.blueprint)
