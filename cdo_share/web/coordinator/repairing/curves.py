"""What more changes would bring: one plan for each number of changes, side by side."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from cdo_share.core.clock import utc_now
from cdo_share.core.errors import Conflict, NotFound
from cdo_share.core.orm import transaction
from cdo_share.planning.failures import failure_message
from cdo_share.planning.models import Run, RunKind, RunState
from cdo_share.planning.points import keep_point, list_points
from cdo_share.planning.queries import get_run
from cdo_share.publishing.queries import published_visits
from cdo_share.web.auth import actor
from cdo_share.web.coordinator.outdating import newer_release
from cdo_share.web.coordinator.period import find_period
from cdo_share.web.coordinator.repairing.form import LIMITS, read_limit, write_limit
from cdo_share.web.coordinator.repairing.naming import repair_name
from cdo_share.web.coordinator.repairing.repairs import request_for
from cdo_share.web.coordinator.runs.clash_words import clashes_of_run
from cdo_share.web.coordinator.runs.watching import picture_of, show_progress
from cdo_share.web.extensions import db
from cdo_share.web.languages import translate

blueprint = Blueprint("curves", __name__, url_prefix="/courbes")

CURVE_SECONDS = 14  # two for each number of changes, twice that without a limit


@dataclass(frozen=True, slots=True)
class PointRow:
    """One number of changes: what it costs, what it serves, and its part of what can be gained."""

    written: str
    limit: int | None
    cost: int
    moved: int
    served_slots: int
    gain: int
    share: float


@blueprint.post("")
def create() -> Any:
    """Ask for the curve of the plan in force and show it on its way."""
    period = find_period()
    if period is None:
        raise NotFound("There is no such period in this groupement.")
    try:
        run_id = request_for(period, RunKind.CURVE, CURVE_SECONDS)
    except Conflict as refusal:
        flash(translate(refusal.message), "warning")
        return redirect(url_for("coordinator.repairs.new", periode=period.id))
    return redirect(url_for("coordinator.curves.show", run_id=run_id))


@blueprint.get("/<int:run_id>")
def show(run_id: int) -> str:
    """Show a curve on its way, then its points."""
    run = get_run(db.session, actor().groupement_id, run_id)
    return render_template(
        "coordinator/curves/show.html",
        **picture_of(run),
        rows=list_rows(_points(run)),
        newer=newer_release(run),
        failure=translate(failure_message(run.failure)) if run.failure else "",
        clashes=clashes_of_run(run),
    )


@blueprint.get("/<int:run_id>/avancement")
def progress(run_id: int) -> Any:
    """Return the part of the page that changes; when the state did, reload the whole page."""
    run = get_run(db.session, actor().groupement_id, run_id)
    return show_progress(run)


@blueprint.post("/<int:run_id>/retenir")
def keep(run_id: int) -> Any:
    """Make a point of the curve a plan, exactly as promised, and compare it."""
    written = request.form.get("most_changes", "")
    run = get_run(db.session, actor().groupement_id, run_id)
    if written not in LIMITS:
        raise NotFound("There is no plan with so many changes.")
    with transaction(db.session):
        plan = keep_point(
            db.session,
            groupement_id=run.groupement_id,
            run_id=run.id,
            most_changes=read_limit(written),
            published=published_visits(db.session, run.groupement_id, run.period_id),
            person_id=actor().person_id,
            name=repair_name(read_limit(written)),
            now=utc_now(),
        )
        kept_id = plan.run_id
    flash(gettext("This is the plan that the curve promised."), "success")
    return redirect(url_for("coordinator.repairs.show", run_id=kept_id))


def _points(run: Run) -> list[dict[str, Any]]:
    if run.kind is not RunKind.CURVE or run.state is not RunState.DONE:
        return []
    return list_points(db.session, run.groupement_id, run.id)


def list_rows(points: list[dict[str, Any]]) -> list[PointRow]:
    """Return the points for which there is a plan; `gain` counts from the fewest changes."""
    sound = [point for point in points if point["cost"] is not None]
    if not sound:
        return []
    first = sound[0]["cost"]
    room = max(first - sound[-1]["cost"], 0)
    return [
        PointRow(
            written=write_limit(point["k"]),
            limit=point["k"],
            cost=point["cost"],
            moved=point["moved"],
            served_slots=point["served_slots"],
            gain=first - point["cost"],
            share=(first - point["cost"]) / room if room else 0.0,
        )
        for point in sound
    ]
