"""A page that watches a run: what it shows, and the part of it that renews itself."""

from typing import Any

from flask import render_template, request

from cdo_share.core.clock import utc_now
from cdo_share.planning.models import Run, RunState
from cdo_share.planning.queries import count_before
from cdo_share.rounds.queries import get_period
from cdo_share.web.coordinator.runs.progress import look_at_run
from cdo_share.web.extensions import db
from cdo_share.web.work import is_worker_running


def picture_of(run: Run) -> dict[str, Any]:
    """Return a run with its period and its progress in words."""
    before = count_before(db.session, run) if run.state is RunState.QUEUED else 0
    return {
        "run": run,
        "period": get_period(db.session, run.groupement_id, run.period_id),
        "look": look_at_run(run, now=utc_now(), before=before),
        "has_worker": is_worker_running(),
    }


def show_progress(run: Run, **more: Any) -> Any:
    """Return the part of the page that changes; when the state did, reload the whole page."""
    page = render_template("coordinator/runs/_progress.html", **picture_of(run), **more)
    has_changed = run.state.value != request.args.get("etat")
    return page, 200, {"HX-Refresh": "true"} if has_changed else {}
