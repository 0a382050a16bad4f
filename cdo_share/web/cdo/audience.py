"""The guard of this audience and the pages behind it."""

from flask import Blueprint

from cdo_share.accounts.models import RoleKind
from cdo_share.web.auth import guard
from cdo_share.web.cdo import (
    absences,
    agreed_times,
    agreeing,
    availability,
    bookings,
    busy,
    busy_addresses,
    busy_files,
    calendar_files,
    calendars,
    devices,
    free_page,
    home,
    ledger,
    owed_time,
    profile,
    visits,
)

blueprint = Blueprint("cdo", __name__, url_prefix="/cdo/<int:engagement_id>")
guard(blueprint, RoleKind.CDO, argument="engagement_id")
for page in (
    home,
    availability,
    busy,
    busy_files,
    busy_addresses,
    visits,
    profile,
    calendars,
    ledger,
    agreeing,
):
    blueprint.register_blueprint(page.blueprint)
for page in (absences, bookings, agreed_times, calendar_files, free_page, owed_time):
    blueprint.register_blueprint(page.blueprint)
blueprint.register_blueprint(devices.blueprint)
