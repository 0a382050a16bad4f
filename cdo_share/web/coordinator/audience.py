"""The guard of this audience and the pages behind it."""

from flask import Blueprint

from cdo_share.accounts.models import RoleKind
from cdo_share.web.auth import guard
from cdo_share.web.coordinator import (
    absences,
    agreeing,
    agreeing_settings,
    alerts,
    answers,
    availability,
    availability_sheets,
    bookings,
    calendars,
    cancellations,
    cdos,
    conflicts,
    constraints,
    curves,
    demands,
    desk,
    desk_acts,
    desk_demand,
    desk_keep,
    desk_pins,
    desk_repair,
    desk_visit,
    home,
    imports,
    law,
    law_contracts,
    ledger,
    ledger_accounts,
    ledger_rules,
    member_demands,
    members,
    misfits,
    new_cdos,
    new_members,
    people,
    plan_calendars,
    plan_comparisons,
    plan_law,
    plan_map,
    plan_reports,
    plan_unmet,
    plans,
    readiness,
    releases,
    repairs,
    round_edits,
    round_removal,
    rounds,
    rule_profiles,
    runs,
    scenarios,
    settings,
    tables,
    taking_back,
)
from cdo_share.web.coordinator.explaining import advice, questions, trials, unmet, visits
from cdo_share.web.coordinator.gate import page as gate

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
for page in (round_edits, round_removal, answers, readiness, misfits, taking_back, gate):
    blueprint.register_blueprint(page.blueprint)
for page in (plan_calendars, plan_map, plan_unmet, plan_reports, plan_comparisons):
    blueprint.register_blueprint(page.blueprint)
for page in (law, law_contracts, plan_law, ledger, ledger_accounts, ledger_rules):
    blueprint.register_blueprint(page.blueprint)
for page in (agreeing, agreeing_settings, constraints, rule_profiles, scenarios):
    blueprint.register_blueprint(page.blueprint)
for page in (alerts, absences, repairs, curves, cancellations, bookings):
    blueprint.register_blueprint(page.blueprint)
for page in (desk, desk_acts, desk_demand, desk_keep, desk_pins, desk_repair, desk_visit):
    blueprint.register_blueprint(page.blueprint)
for page in (unmet, trials, visits, questions, advice):
    blueprint.register_blueprint(page.blueprint)
