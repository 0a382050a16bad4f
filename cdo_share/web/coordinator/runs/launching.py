"""The page before a run, and the act of asking for it; shared with the acts on saved rules."""

from typing import Any

from flask import current_app, redirect, render_template, request, url_for
from flask_babel import gettext

from cdo_share.core.clock import utc_now
from cdo_share.core.errors import NotFound
from cdo_share.core.i18n import N_
from cdo_share.core.orm import transaction
from cdo_share.planning.board.applying import mode_field, read_board
from cdo_share.planning.board.profiles import list_profiles
from cdo_share.planning.board.rules import BOARD, RULES, Mode
from cdo_share.planning.models import Fairness, Run
from cdo_share.planning.queries import get_run
from cdo_share.planning.question import Question, read_question
from cdo_share.planning.readiness.checks import count_by_severity
from cdo_share.planning.readiness.findings import Severity
from cdo_share.planning.service import LONGEST_NAME, request_run
from cdo_share.publishing.queries import latest_release
from cdo_share.rounds.models import Period
from cdo_share.web.auth import actor
from cdo_share.web.coordinator.period import find_period
from cdo_share.web.coordinator.readiness.looking import look
from cdo_share.web.coordinator.runs.board_words import run_title
from cdo_share.web.coordinator.runs.launch_form import CHOSEN, FIXED, TIMES, LaunchForm
from cdo_share.web.extensions import db
from cdo_share.web.work import is_worker_running

DEFAULT_SECONDS = 60  # stands in for an answer that could not be read


def period_to_share() -> Period:
    """Return the period that a run is for; raises NotFound."""
    period = find_period()
    if period is None:
        raise NotFound(N_("There is no such period in this groupement."))
    return period


def launch_form() -> LaunchForm:
    """Return the form as it was sent, or as its address says, with saved rules to choose from."""
    form = LaunchForm(formdata=request.args) if request.method == "GET" else LaunchForm()
    form.name_profiles(list_profiles(db.session, actor().groupement_id))
    return form


def show_form(form: LaunchForm, period: Period, status: int = 200) -> Any:
    """Return the page with the form as it stands."""
    page = render_template(
        "coordinator/runs/new.html",
        form=form,
        period=period,
        chosen=CHOSEN,
        few_changes=RULES["few_changes"],
        fixed=FIXED,
        titles={rule.code: rule.title for rule in BOARD},
        changes=0 if form.errors else form.count_changes(),
        has_worker=is_worker_running(),
        release=latest_release(db.session, period.groupement_id, period.id),
    )
    return page, status


def go_back_to(form: LaunchForm, period: Period) -> Any:
    """Go to the page with the form as it stands, so that loading it again does nothing again."""
    address = url_for("coordinator.runs.new", periode=period.id, **form.chosen())
    return redirect(address, 303)


def count_blocking(period: Period) -> int:
    """Return how many things should be mended before a run."""
    return count_by_severity(look(period).findings)[Severity.BLOCKS]


def fill_like(form: LaunchForm) -> None:
    """Fill the form with what the run of `?comme=…` was asked; raises NotFound.

    With `?libre=1` what is published may move.
    """
    number = request.args.get("comme", type=int)
    if number is None:
        return
    run = get_run(db.session, actor().groupement_id, number)
    form.name.data = run.name
    if request.args.get("demandes"):
        form.name.data = gettext("%(name)s, with the requests", name=run_title(run))[:LONGEST_NAME]
    form.fairness.data, form.seed.data = run.fairness.value, run.seed
    if run.time_limit_seconds in TIMES:
        form.time_limit_seconds.data = run.time_limit_seconds
    form.show_board(read_question(db.session, run.id).board)
    if request.args.get("libre"):
        form[mode_field("few_changes")].data = Mode.OFF.value


def ask_for_run(form: LaunchForm, period: Period) -> int:
    """Queue the run and return its number; raises InvalidInput with every fault, and Conflict."""
    with transaction(db.session):
        run: Run = request_run(
            db.session,
            groupement_id=period.groupement_id,
            period_id=period.id,
            requested_by_id=actor().person_id,
            time_limit_seconds=form.time_limit_seconds.data or DEFAULT_SECONDS,
            seed=1 if form.seed.data is None else form.seed.data,
            fairness=Fairness(form.fairness.data or Fairness.POINTS.value),
            name=form.name.data or "",
            question=Question(board=read_board(form.board())),
            now=utc_now(),
        )
        form.require_read()
        return run.id


def comparison_url() -> str:
    """Return where plans are compared; empty where they cannot be."""
    endpoint = "coordinator.plan_comparisons.show"
    return url_for(endpoint) if endpoint in current_app.view_functions else ""
