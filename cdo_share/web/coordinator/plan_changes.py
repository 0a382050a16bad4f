"""What publishing a plan would change for whom, and the act itself."""

from typing import Any

from flask import Blueprint, current_app, flash, redirect, request, url_for
from flask_babel import gettext

from cdo_share.core.clock import utc_now
from cdo_share.core.orm import transaction
from cdo_share.publication import Surroundings, publish_plan, require_unchanged
from cdo_share.publishing.service import preview_changes
from cdo_share.web.auth import actor
from cdo_share.web.coordinator.changes import (
    ChangeLine,
    by_cdo,
    by_member,
    count_changes,
    lines_of_plan,
)
from cdo_share.web.coordinator.plan_page import PlanPage, open_plan, render_plan
from cdo_share.web.extensions import db
from cdo_share.web.mails import render_mail

blueprint = Blueprint("plan_changes", __name__, url_prefix="/plans/<int:plan_id>")


@blueprint.get("/changements")
def index(plan_id: int) -> str:
    """Show what would change for each CDO and each member, and the button that publishes."""
    page = open_plan(plan_id)
    lines = changes_of(page)
    return render_plan(
        "changes.html",
        page,
        counts=count_changes(lines),
        cdos=by_cdo(lines),
        members=by_member(lines),
    )


def changes_of(page: PlanPage) -> list[ChangeLine]:
    """Return what publishing the plan would change; nothing when it is in force."""
    if page.is_in_force:
        return []
    plan = page.plan
    found = preview_changes(db.session, plan.groupement_id, plan.id, now=utc_now())
    return lines_of_plan(found, page.cdos, page.demands, page.grid)


@blueprint.post("/publier")
def publish(plan_id: int) -> Any:
    """Make the plan the release in force, unless another one came in between."""
    with transaction(db.session):
        number = _publish(plan_id, seen_number=request.form.get("seen", 0, type=int))
    flash(
        gettext(
            "Release %(number)d is in force. Calendars follow it, and whoever is concerned "
            "is told by mail.",
            number=number,
        ),
        "success",
    )
    return redirect(url_for("coordinator.releases.show", number=number))


def _publish(plan_id: int, *, seen_number: int) -> int:
    plan = {"groupement_id": actor().groupement_id, "plan_id": plan_id}
    require_unchanged(db.session, **plan, seen_number=seen_number)
    release = publish_plan(
        db.session,
        **plan,
        published_by_id=actor().person_id,
        now=utc_now(),
        around=Surroundings(current_app.config["SETTINGS"].base_url, render_mail),
    )
    return release.number
