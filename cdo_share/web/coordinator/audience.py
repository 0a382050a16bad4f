"""The guard of this audience and the pages behind it."""

from flask import Blueprint

from cdo_share.accounts.models import RoleKind
from cdo_share.web.auth import guard
from cdo_share.web.coordinator import (
    answers,
    availability,
    availability_sheets,
    calendars,
    cdos,
    conflicts,
    demands,
    home,
    imports,
    member_demands,
    members,
    misfits,
    new_cdos,
    new_members,
    people,
    plans,
    readiness,
    releases,
    round_edits,
    round_removal,
    rounds,
    runs,
    settings,
    tables,
    taking_back,
)
from cdo_share.web.coordinator.explaining import advice, questions, trials, unmet, visits

blueprint = Blueprint("coordinator", __name__, url_prefix="/coordination/<string:groupement_slug>")
guard(blueprint, RoleKind.COORDINATOR, argument="groupement_slug")
for page in (
    home,
    rounds,
    demands,
    member_demands,
    availability,
    availability_sheets,
    runs,
    plans,
    releases,
    people,
    new_cdos,
    cdos,
    new_members,
    members,
    conflicts,
    settings,
    calendars,
    tables,
    imports,
):
    blueprint.register_blueprint(page.blueprint)
for page in (round_edits, round_removal, answers, readiness, misfits, taking_back):
    blueprint.register_blueprint(page.blueprint)
for page in (unmet, trials, visits, questions, advice):
    blueprint.register_blueprint(page.blueprint)
