"""The guard of this audience and the pages behind it."""

from flask import Blueprint

from cdo_share.accounts.models import RoleKind
from cdo_share.web.auth import guard
from cdo_share.web.coordinator import (
    calendar_settings,
    calendars,
    devices,
    home,
    outbox,
    releases,
    settings,
)
from cdo_share.web.coordinator.agreeing import pages as agreeing
from cdo_share.web.coordinator.desk import pages as desk
from cdo_share.web.coordinator.exchange import pages as exchange
from cdo_share.web.coordinator.explaining import pages as explaining
from cdo_share.web.coordinator.gate import page as gate
from cdo_share.web.coordinator.law import pages as law
from cdo_share.web.coordinator.ledger import pages as ledger
from cdo_share.web.coordinator.people import pages as people
from cdo_share.web.coordinator.plans import pages as plans
from cdo_share.web.coordinator.readiness import pages as readiness
from cdo_share.web.coordinator.repairing import pages as repairing
from cdo_share.web.coordinator.rounds import pages as rounds
from cdo_share.web.coordinator.runs import pages as runs
from cdo_share.web.coordinator.scenarios import pages as scenarios

blueprint = Blueprint("coordinator", __name__, url_prefix="/coordination/<string:groupement_slug>")
guard(blueprint, RoleKind.COORDINATOR, argument="groupement_slug")
for page in (home, releases, settings, calendar_settings, calendars, gate, outbox):
    blueprint.register_blueprint(page.blueprint)
for part in (
    agreeing,
    desk,
    exchange,
    explaining,
    law,
    ledger,
    people,
    plans,
    readiness,
    repairing,
    rounds,
    runs,
    scenarios,
):
    for page_blueprint in part.BLUEPRINTS:
        blueprint.register_blueprint(page_blueprint)
blueprint.register_blueprint(devices.blueprint)
