"""Runs of the present period: ask for one, watch it, stop it."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.validators import InputRequired

from cdo_share.core.clock import utc_now
from cdo_share.core.errors import NotFound
from cdo_share.core.i18n import N_
from cdo_share.core.orm import transaction
from cdo_share.planning.failures import failure_message
from cdo_share.planning.models import Fairness, Run, RunState, StopRequest
from cdo_share.planning.queries import get_run, list_runs
from cdo_share.planning.readiness.checks import count_by_severity
from cdo_share.planning.readiness.findings import Severity
from cdo_share.planning.service import request_run, request_stop
from cdo_share.publishing.queries import list_releases
from cdo_share.rounds.models import Period
from cdo_share.rounds.queries import get_period
from cdo_share.web.auth import actor
from cdo_share.web.coordinator.looking import look
from cdo_share.web.coordinator.period import find_period
from cdo_share.web.coordinator.run_progress import look_at_run
from cdo_share.web.extensions import db
from cdo_share.web.forms import Form, options
from cdo_share.web.languages import translate
from cdo_share.web.work import is_worker_running, send_run

blueprint = Blueprint("runs", __name__, url_prefix="/calculs")


UNDER_WAY = {RunState.QUEUED, RunState.RUNNING}


class RunForm(Form):
    """How long to search, and how a shortage is shared."""

    time_limit_seconds = RadioField(
        _l("How long may it search?"),
        [InputRequired()],
        coerce=int,
        choices=options(
            (
                (5, _l("A quick look – 5 seconds")),
                (60, _l("Good – 1 minute")),
                (600, _l("Best – 10 minutes")),
            )
        ),
        default=60,
    )
    fairness = RadioField(
        _l("How is a shortage shared?"),
        [InputRequired()],
        choices=options(
            (
                (Fairness.POINTS.value, _l("Balanced")),
                (Fairness.LEXIMIN.value, _l("The worst-served first")),
            )
        ),
        default=Fairness.POINTS.value,
    )


@blueprint.get("")
def index() -> str:
    """Show the runs of the period with their results, the newest first."""
    period = find_period()
    groupement_id = actor().groupement_id
    return render_template(
        "coordinator/runs/index.html",
        period=period,
        runs=list_runs(db.session, groupement_id, period.id) if period else [],
        release_of={
            release.plan_id: release.number for release in list_releases(db.session, groupement_id)
        },
    )


@blueprint.get("/nouveau")
def new() -> Any:
    """Show the two questions before a run."""
    return _ask(RunForm(), _get_period())


@blueprint.post("/nouveau")
def create() -> Any:
    """Queue a run and show it; its message goes out after the commit."""
    form, period = RunForm(), _get_period()
    if not form.validate():
        return _ask(form, period, 422)
    under_way = _find_under_way(period)
    if under_way is not None:
        sentence = gettext("This allocation is still under way; stop it or wait for its end.")
        flash(sentence, "warning")
        return redirect(url_for("coordinator.runs.show", run_id=under_way.id))
    run_id = _request(form, period)
    send_run(run_id)
    return redirect(url_for("coordinator.runs.show", run_id=run_id))


def _find_under_way(period: Period) -> Run | None:
    runs = list_runs(db.session, period.groupement_id, period.id)
    return next((run for run in runs if run.state in UNDER_WAY), None)


def _request(form: RunForm, period: Period) -> int:
    with transaction(db.session):
        run = request_run(
            db.session,
            groupement_id=period.groupement_id,
            period_id=period.id,
            requested_by_id=actor().person_id,
            time_limit_seconds=form.time_limit_seconds.data,
            seed=1,
            fairness=Fairness(form.fairness.data),
            now=utc_now(),
        )
        return run.id


def _get_period() -> Period:
    period = find_period()
    if period is None:
        raise NotFound(N_("There is no such period in this groupement."))
    return period


def _ask(form: RunForm, period: Period, status: int = 200) -> Any:
    readiness = look(period)
    page = render_template(
        "coordinator/runs/new.html",
        form=form,
        period=period,
        blocking=count_by_severity(readiness.findings)[Severity.BLOCKS],
        has_worker=is_worker_running(),
    )
    return page, status


@blueprint.get("/<int:run_id>")
def show(run_id: int) -> Any:
    """Show a run: its progress, its result, or why it failed."""
    run = get_run(db.session, actor().groupement_id, run_id)
    return render_template("coordinator/runs/show.html", **_picture(run), failure=_failure(run))


def _failure(run: Run) -> str:
    return translate(failure_message(run.failure)) if run.failure else ""


@blueprint.get("/<int:run_id>/avancement")
def progress(run_id: int) -> Any:
    """Return the part of the page that changes; when the state did, reload the whole page."""
    run = get_run(db.session, actor().groupement_id, run_id)
    page = render_template("coordinator/runs/_progress.html", **_picture(run))
    has_changed = run.state.value != request.args.get("etat")
    return page, 200, {"HX-Refresh": "true"} if has_changed else {}


def _picture(run: Run) -> dict[str, Any]:
    period = get_period(db.session, run.groupement_id, run.period_id)
    return {
        "run": run,
        "period": period,
        "look": look_at_run(run, now=utc_now()),
        "has_worker": is_worker_running(),
    }


@blueprint.post("/<int:run_id>/arreter")
def stop(run_id: int) -> Any:
    """End a run: keep the best plan so far, or drop it."""
    chosen = StopRequest.KEEP_BEST if request.form.get("keep") == "best" else StopRequest.CANCEL
    with transaction(db.session):
        request_stop(
            db.session,
            groupement_id=actor().groupement_id,
            run_id=run_id,
            stop=chosen,
            now=utc_now(),
        )
    said = {
        StopRequest.KEEP_BEST: gettext("The run ends now and keeps the best plan it has found."),
        StopRequest.CANCEL: gettext("The run is being cancelled."),
    }
    flash(said[chosen], "info")
    return redirect(url_for("coordinator.runs.show", run_id=run_id))
