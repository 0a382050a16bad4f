"""Runs of the present period: ask for one, watch it, stop it."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import StringField

from cdo_share.core.clock import utc_now
from cdo_share.core.errors import Conflict, InvalidInput
from cdo_share.core.orm import transaction
from cdo_share.core.text import clean_line
from cdo_share.planning.failures import failure_message
from cdo_share.planning.models import Fairness, Run, StopRequest
from cdo_share.planning.queries import curve_of_point, get_run, has_work, list_runs
from cdo_share.planning.question import NO_QUESTION, questions_of, read_question
from cdo_share.planning.service import (
    LONGEST_NAME,
    REPEATABLE,
    AskedAlready,
    rename_run,
    repeat_run,
    request_stop,
)
from cdo_share.planning.shelf import is_trial
from cdo_share.publishing.queries import list_releases
from cdo_share.rounds.queries import get_period
from cdo_share.web.auth import actor
from cdo_share.web.coordinator.period import find_period
from cdo_share.web.coordinator.runs.board_words import (
    board_lines,
    count_words,
    kind_words,
    run_title,
)
from cdo_share.web.coordinator.runs.clash_words import clashes_of_run
from cdo_share.web.coordinator.runs.curve import Curve, curve_of
from cdo_share.web.coordinator.runs.holding import is_held
from cdo_share.web.coordinator.runs.launching import (
    ask_for_run,
    comparison_url,
    count_blocking,
    fill_like,
    launch_form,
    period_to_share,
    show_form,
)
from cdo_share.web.coordinator.runs.listing import figures_of, list_under_way, state_mark
from cdo_share.web.coordinator.runs.progress import spent_text
from cdo_share.web.coordinator.runs.reach_words import evening_text
from cdo_share.web.coordinator.runs.repeating import repeat_of
from cdo_share.web.coordinator.runs.watching import picture_of, show_progress
from cdo_share.web.extensions import db
from cdo_share.web.forms import Form
from cdo_share.web.languages import translate
from cdo_share.web.work import send_run

blueprint = Blueprint("runs", __name__, url_prefix="/calculs")


class NameForm(Form):
    """What a run and its plan are called."""

    name = StringField(_l("Name"), render_kw={"maxlength": LONGEST_NAME, "autocomplete": "off"})


@blueprint.get("")
def index() -> str:
    """Show the runs of the period with their results, the newest first."""
    period = find_period()
    groupement_id = actor().groupement_id
    runs = list_runs(db.session, groupement_id, period.id) if period else []
    questions = questions_of(db.session, [run.id for run in runs])
    release_of = {one.plan_id: one.number for one in list_releases(db.session, groupement_id)}
    return render_template(
        "coordinator/runs/index.html",
        period=period,
        runs=runs,
        titles={run.id: run_title(run) for run in runs},
        kinds={run.id: kind_words(run.kind, questions.get(run.id, NO_QUESTION)) for run in runs},
        changes={run_id: count_words(asked.board) for run_id, asked in questions.items()},
        figures={run.id: figures_of(run, period.grid) for run in runs} if period else {},
        spent={run.id: spent_text(run, utc_now()) for run in runs if run.stop_request},
        mark=state_mark(runs),
        comparison=comparison_url(),
        release_of=release_of,
        has_trials=any(is_trial(run, release_of) for run in runs),
    )


@blueprint.get("/en-cours")
def under_way() -> Any:
    """Return the figures of the runs under way, each for its cell; when one ended, reload."""
    period = period_to_share()
    runs = list_runs(db.session, actor().groupement_id, period.id)
    page = render_template(
        "coordinator/runs/_under_way.html",
        figures={run.id: figures_of(run, period.grid) for run in list_under_way(runs)},
    )
    has_changed = state_mark(runs) != request.args.get("etats")
    return page, 200, {"HX-Refresh": "true"} if has_changed else {}


@blueprint.get("/nouveau")
def new() -> Any:
    """Show the form before a run, like the run of `?comme=…` if given."""
    form, period = launch_form(), period_to_share()
    fill_like(form)
    return show_form(form, period)


@blueprint.get("/nouveau/verification")
def readiness() -> str:
    """Return what should be mended first; looked for when the form stands already."""
    period = period_to_share()
    blocking = count_blocking(period)
    return render_template("coordinator/runs/_readiness.html", period=period, blocking=blocking)


@blueprint.post("/nouveau")
def create() -> Any:
    """Queue a run and show it; its message goes out after the commit."""
    form, period = launch_form(), period_to_share()
    form.validate()
    try:
        run_id = ask_for_run(form, period)
    except InvalidInput as refusal:
        form.take_faults(refusal)
        return show_form(form, period, 422)
    except AskedAlready as refusal:
        return _show_under_way(refusal.run_id, form.name.data or "")
    except Conflict as refusal:
        form.form_errors.append(translate(refusal.message))
        return show_form(form, period, 409)
    send_run(run_id)
    return redirect(url_for("coordinator.runs.show", run_id=run_id))


def _show_under_way(run_id: int, typed: str = "") -> Any:
    """Show the run that is asked the same; it takes the name that was typed if it has none."""
    name = clean_line(typed)
    run = get_run(db.session, actor().groupement_id, run_id)
    if name and run.name is None:
        with transaction(db.session):
            rename_run(
                db.session,
                groupement_id=run.groupement_id,
                run_id=run_id,
                name=name,
                person_id=actor().person_id,
                now=utc_now(),
            )
        flash(gettext("It had no name yet, and has yours now: “%(name)s”.", name=name), "info")
    elif name and run.name != name:
        sentence = gettext("It keeps its name; “%(name)s”, as you typed, is not used.", name=name)
        flash(sentence, "warning")
    flash(gettext("This allocation is still under way; stop it or wait for its end."), "warning")
    return redirect(url_for("coordinator.runs.show", run_id=run_id))


@blueprint.get("/<int:run_id>")
def show(run_id: int) -> Any:
    """Show a run: its progress, its result, or why it failed."""
    run = get_run(db.session, actor().groupement_id, run_id)
    return _page(run, NameForm(name=run.name or ""))


def _page(run: Run, form: "NameForm", status: int = 200) -> Any:
    question = read_question(db.session, run.id)
    repeat = repeat_of(run, question)
    is_cut_short = repeat is not None and repeat.is_cut_short
    has_ended = run.finished_at is not None and not is_cut_short
    page = render_template(
        "coordinator/runs/show.html",
        **picture_of(run),
        title=run_title(run),
        curve=_curve(run),
        form=form,
        is_even=run.fairness is Fairness.LEXIMIN,
        evening=evening_text(run, run.plan) if run.plan else "",
        failure=_failure(run),
        clashes=clashes_of_run(run),
        kind=kind_words(run.kind, question),
        spent=spent_text(run, utc_now()) if run.started_at and run.finished_at else "",
        board=board_lines(question.board),
        is_held=is_held(run, question.board),
        question=question,
        repeat=repeat,
        is_cut_short=is_cut_short,
        curve_id=curve_of_point(db.session, run),
        comparison=comparison_url(),
        has_work=has_ended and has_work(db.session, run.id),
        can_repeat=run.started_at is not None and run.kind in REPEATABLE,
    )
    return page, status


def _failure(run: Run) -> str:
    return translate(failure_message(run.failure)) if run.failure else ""


@blueprint.get("/<int:run_id>/avancement")
def progress(run_id: int) -> Any:
    """Return the part of the page that changes; when the state did, reload the whole page."""
    run = get_run(db.session, actor().groupement_id, run_id)
    return show_progress(run, curve=_curve(run))


def _curve(run: Run) -> Curve | None:
    period = get_period(db.session, run.groupement_id, run.period_id)
    return curve_of(run, period.grid, utc_now())


@blueprint.post("/<int:run_id>/nom")
def rename(run_id: int) -> Any:
    """Give a run another name."""
    form = NameForm()
    try:
        with transaction(db.session):
            rename_run(
                db.session,
                groupement_id=actor().groupement_id,
                run_id=run_id,
                name=form.name.data or "",
                person_id=actor().person_id,
                now=utc_now(),
            )
    except InvalidInput as refusal:
        form.take_faults(refusal)
        return _page(get_run(db.session, actor().groupement_id, run_id), form, 422)
    flash(gettext("The name is saved."), "success")
    return redirect(url_for("coordinator.runs.show", run_id=run_id))


@blueprint.post("/<int:run_id>/refaire")
def repeat(run_id: int) -> Any:
    """Ask the same question once more, word for word."""
    run = get_run(db.session, actor().groupement_id, run_id)
    name = gettext("%(name)s, once more", name=run_title(run))[:LONGEST_NAME]
    try:
        with transaction(db.session):
            again = repeat_run(
                db.session,
                groupement_id=actor().groupement_id,
                run_id=run_id,
                name=name,
                person_id=actor().person_id,
                now=utc_now(),
            )
    except AskedAlready as refusal:
        return _show_under_way(refusal.run_id)
    send_run(again.id, again.kind)
    return redirect(url_for("coordinator.runs.show", run_id=again.id))


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
