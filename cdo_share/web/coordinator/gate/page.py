"""The page before publication: checklist, difference, mails as they will leave, then one act."""

from datetime import datetime
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from cdo_share.core.clock import utc_now
from cdo_share.core.orm import transaction
from cdo_share.planning.models import Plan
from cdo_share.planning.queries import get_plan
from cdo_share.publication import Surroundings, publish_plan, rehearse, require_unchanged
from cdo_share.publishing.queries import latest_release
from cdo_share.publishing.service import preview_changes
from cdo_share.rounds.queries import get_period
from cdo_share.web.auth import actor
from cdo_share.web.coordinator.acts import note_act
from cdo_share.web.coordinator.changes import by_cdo, by_member, count_changes, lines_of_plan
from cdo_share.web.coordinator.gate.checks import list_items
from cdo_share.web.coordinator.gate.items import Item, unconfirmed
from cdo_share.web.coordinator.names import cdo_names, demand_names
from cdo_share.web.extensions import db
from cdo_share.web.mails import render_mail

blueprint = Blueprint("gate", __name__, url_prefix="/plans/<int:plan_id>/publier")


@blueprint.get("")
def show(plan_id: int) -> Any:
    """Show what this plan changes for whom before it binds; the checklist comes by itself."""
    return _page(get_plan(db.session, actor().groupement_id, plan_id))


@blueprint.get("/verifications")
def checklist(plan_id: int) -> str:
    """Show what is to be looked at before this plan binds."""
    plan = get_plan(db.session, actor().groupement_id, plan_id)
    items = list_items(plan, utc_now())
    return render_template("coordinator/gate/_checklist.html", items=items, confirmed=set())


def _page(plan: Plan, items: list[Item] | None = None, missing: list[Item] | None = None) -> Any:
    groupement_id, now = plan.groupement_id, utc_now()
    period = get_period(db.session, groupement_id, plan.period_id)
    release = latest_release(db.session, groupement_id, period.id)
    names = cdo_names(groupement_id), demand_names(groupement_id, period.id)
    found = preview_changes(db.session, groupement_id, plan.id, now=now)
    lines = lines_of_plan(found, *names, period.grid)
    page = render_template(
        "coordinator/gate/show.html",
        plan=plan,
        period=period,
        release=release,
        is_in_force=release is not None and release.plan_id == plan.id,
        items=items or [],
        missing=missing or [],
        confirmed=set(request.form.getlist("confirm")),
        counts=count_changes(lines),
        cdos=by_cdo(lines),
        members=by_member(lines),
    )
    return page, 422 if missing else 200


@blueprint.get("/courriels")
def mails(plan_id: int) -> str:
    """Show the mails as they would leave if the plan were published now."""
    letters = rehearse(
        db.session,
        groupement_id=actor().groupement_id,
        plan_id=plan_id,
        now=utc_now(),
        around=_around(),
    )
    return render_template("coordinator/gate/_mails.html", letters=letters)


def _around() -> Surroundings:
    return Surroundings(current_app.config["SETTINGS"].base_url, render_mail)


@blueprint.post("")
def publish(plan_id: int) -> Any:
    """Make the plan the release in force, unless something is unconfirmed or came in between."""
    now = utc_now()
    confirmed = set(request.form.getlist("confirm"))
    with transaction(db.session):
        plan = get_plan(db.session, actor().groupement_id, plan_id)
        items = list_items(plan, now)
        missing = unconfirmed(items, confirmed)
        number = None if missing else _publish(plan, items, now)
    if number is None:
        return _page(plan, items, missing)
    flash(
        gettext(
            "Release %(number)d is in force. Calendars follow it, and whoever is concerned "
            "is told by mail.",
            number=number,
        ),
        "success",
    )
    return redirect(url_for("coordinator.releases.show", number=number))


def _publish(plan: Plan, items: list[Item], now: datetime) -> int:
    thing = {"groupement_id": plan.groupement_id, "plan_id": plan.id}
    seen_number = request.form.get("seen", 0, type=int)
    require_unchanged(db.session, **thing, seen_number=seen_number)
    release = publish_plan(
        db.session, **thing, published_by_id=actor().person_id, now=now, around=_around()
    )
    ticked = [item.code for item in items if item.must_be_confirmed]
    if ticked:
        note_act("publish_all_the_same", ("release", release.id), confirmed=ticked)
    return release.number
