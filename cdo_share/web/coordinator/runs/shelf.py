"""Keeping the list of runs short: take one out of it, or all trials; put one back."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext, ngettext

from cdo_share.core.clock import utc_now
from cdo_share.core.errors import Conflict
from cdo_share.core.orm import transaction
from cdo_share.planning.shelf import list_put_away, put_away, put_trials_away, take_out
from cdo_share.publishing.queries import list_releases
from cdo_share.web.auth import actor
from cdo_share.web.coordinator.runs.board_words import run_title
from cdo_share.web.coordinator.runs.launching import period_to_share
from cdo_share.web.extensions import db
from cdo_share.web.languages import translate

blueprint = Blueprint("run_shelf", __name__, url_prefix="/calculs")


@blueprint.get("/retirees")
def index() -> str:
    """Show the runs that were taken out of the list."""
    period = period_to_share()
    runs = list_put_away(db.session, actor().groupement_id, period.id)
    return render_template(
        "coordinator/runs/shelf.html",
        period=period,
        runs=runs,
        titles={run.id: run_title(run) for run in runs},
    )


@blueprint.post("/<int:run_id>/retirer")
def hide(run_id: int) -> Any:
    """Take a run out of the list."""
    try:
        with transaction(db.session):
            run = put_away(db.session, run_id=run_id, published=_published(), **_who())
            period_id, title = run.period_id, run_title(run)
    except Conflict as refusal:
        flash(translate(refusal.message), "warning")
        return redirect(url_for("coordinator.runs.show", run_id=run_id))
    flash(gettext("“%(name)s” is no longer in the list.", name=title), "info")
    return redirect(url_for("coordinator.runs.index", periode=period_id))


@blueprint.post("/<int:run_id>/remettre")
def restore(run_id: int) -> Any:
    """Put a run back into the list."""
    with transaction(db.session):
        run = take_out(db.session, run_id=run_id, **_who())
        period_id = run.period_id
    return redirect(url_for("coordinator.runs.index", periode=period_id))


@blueprint.post("/ranger")
def tidy() -> Any:
    """Take all trials out of the list: repairs and arrangements by hand, never published."""
    period = period_to_share()
    with transaction(db.session):
        count = put_trials_away(db.session, period_id=period.id, published=_published(), **_who())
    flash(
        ngettext(
            "%(num)d trial is no longer in the list.",
            "%(num)d trials are no longer in the list.",
            count,
        ),
        "info",
    )
    return redirect(url_for("coordinator.runs.index", periode=period.id))


def _who() -> dict[str, Any]:
    return {
        "groupement_id": actor().groupement_id,
        "person_id": actor().person_id,
        "now": utc_now(),
    }


def _published() -> set[int]:
    return {release.plan_id for release in list_releases(db.session, actor().groupement_id)}
