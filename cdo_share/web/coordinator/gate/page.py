"""The page before publication: checklist, difference, mails as they will leave, then one act."""

from datetime import datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from cdo_share.core.clock import utc_now
from cdo_share.core.errors import Conflict, InvalidInput
from cdo_share.core.orm import transaction
from cdo_share.planning.models import Plan
from cdo_share.planning.queries import get_plan
from cdo_share.publication import publish_plan, rehearse, require_unchanged
from cdo_share.web.auth import actor
from cdo_share.web.coordinator.acts import note_act
from cdo_share.web.coordinator.changes import by_cdo, by_member, count_changes
from cdo_share.web.coordinator.gate.checks import PARTS, list_items
from cdo_share.web.coordinator.gate.consents import consents, note_consents
from cdo_share.web.coordinator.gate.items import Item, in_the_way
from cdo_share.web.coordinator.plans.changes import changes_of
from cdo_share.web.coordinator.plans.page import open_plan, render_plan
from cdo_share.web.extensions import db
from cdo_share.web.languages import translate
from cdo_share.web.sites import surroundings

blueprint = Blueprint("gate", __name__, url_prefix="/plans/<int:plan_id>/publier")


@blueprint.get("")
def show(plan_id: int) -> Any:
    """Show what this plan changes for whom before it binds; the checklist comes by itself."""
    return _page(plan_id)


@blueprint.get("/donnees")
def today(plan_id: int) -> str:
    """Show whether the plan still fits what was said since it was made."""
    return _part(plan_id, "today")


@blueprint.get("/droit")
def law(plan_id: int) -> str:
    """Show whether labour law has anything against the plan."""
    return _part(plan_id, "law")


@blueprint.get("/prevenance")
def notice(plan_id: int) -> str:
    """Show which CDOs would hear of changes too late."""
    return _part(plan_id, "notice")


@blueprint.get("/reponses")
def agreement(plan_id: int) -> str:
    """Show what those concerned say of the plan."""
    return _part(plan_id, "agreement")


def _part(plan_id: int, part: str) -> str:
    plan = get_plan(db.session, actor().groupement_id, plan_id)
    items = PARTS[part](plan, utc_now())
    return render_template("coordinator/gate/_checklist.html", items=items, confirmed=set())


def _page(plan_id: int, items: list[Item] | None = None, missing: list[Item] | None = None) -> Any:
    page = open_plan(plan_id)
    lines = changes_of(page)
    shown = render_plan(
        "publish.html",
        page,
        items=items or [],
        parts=list(PARTS),
        missing=missing or [],
        confirmed=set(request.form.getlist("confirm")),
        counts=count_changes(lines),
        cdos=by_cdo(lines),
        members=by_member(lines),
    )
    return shown, 422 if missing else 200


@blueprint.get("/courriels")
def mails(plan_id: int) -> str:
    """Show the mails as they would leave if the plan were published now."""
    plan = {"groupement_id": actor().groupement_id, "plan_id": plan_id}
    letters, refusal = [], ""
    try:
        with db.trial() as trial:
            letters = rehearse(trial, **plan, now=utc_now(), around=surroundings())
    except (Conflict, InvalidInput) as error:
        refusal = translate(error.message)
    # The page fetches this part of itself; who follows the link before that gets a page.
    name = "_mails" if "HX-Request" in request.headers else "mails"
    return render_template(
        f"coordinator/gate/{name}.html", letters=letters, refusal=refusal, plan_id=plan_id
    )


@blueprint.post("")
def publish(plan_id: int) -> Any:
    """Make the plan the release in force, unless something is in the way or came in between."""
    now = utc_now()
    confirmed = set(request.form.getlist("confirm"))
    with transaction(db.session):
        plan = get_plan(db.session, actor().groupement_id, plan_id)
        # First: it locks, and who comes second reads of the release, not of ticks that are void.
        require_unchanged(
            db.session,
            groupement_id=plan.groupement_id,
            plan_id=plan.id,
            seen_number=request.form.get("seen", 0, type=int),
        )
        items = list_items(plan, now)
        missing = in_the_way(items, confirmed)
        number = None if missing else _publish(plan, items, now)
    if number is None:
        return _page(plan_id, items, missing)
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
    agreed = consents(plan, now)
    release = publish_plan(
        db.session,
        groupement_id=plan.groupement_id,
        plan_id=plan.id,
        published_by_id=actor().person_id,
        now=now,
        around=surroundings(),
    )
    ticked = [item.code for item in items if item.must_be_confirmed]
    if ticked:
        note_act("publish_all_the_same", ("release", release.id), confirmed=ticked)
    note_consents(release, agreed, now)
    return release.number
