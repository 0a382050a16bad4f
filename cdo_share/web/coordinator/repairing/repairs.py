"""A repair: asked for with one click, proposed within seconds, compared before it is published."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from cdo_share.core.clock import utc_now
from cdo_share.core.errors import Conflict, NotFound
from cdo_share.core.i18n import N_
from cdo_share.core.orm import transaction
from cdo_share.core.text import clean_line
from cdo_share.planning.failures import failure_message
from cdo_share.planning.models import Plan, Run, RunKind, RunState
from cdo_share.planning.promises import list_broken
from cdo_share.planning.queries import get_plan, get_run
from cdo_share.planning.question import Question, question_about, read_question
from cdo_share.planning.service import request_run
from cdo_share.publishing.changes import Difference
from cdo_share.publishing.models import Change
from cdo_share.publishing.queries import latest_release
from cdo_share.publishing.service import preview_changes
from cdo_share.rounds.models import Period
from cdo_share.today import first_changeable
from cdo_share.web.auth import actor
from cdo_share.web.coordinator.changes import by_cdo, by_member, count_changes, lines_of_plan
from cdo_share.web.coordinator.names import cdo_names, demand_names
from cdo_share.web.coordinator.period import find_period
from cdo_share.web.coordinator.repairing.form import RepairForm
from cdo_share.web.coordinator.repairing.losses import losses_of
from cdo_share.web.coordinator.repairing.naming import repair_name
from cdo_share.web.coordinator.runs.clash_words import clashes_of_run
from cdo_share.web.coordinator.runs.constraint_words import ConstraintNames
from cdo_share.web.coordinator.runs.watching import picture_of, show_progress
from cdo_share.web.coordinator.wishes import list_wishes, wish_sentences
from cdo_share.web.extensions import db
from cdo_share.web.languages import translate
from cdo_share.web.work import send_run

blueprint = Blueprint("repairs", __name__, url_prefix="/reparations")

REPAIR_SECONDS = 1  # the search; a proposal must stand within three seconds of the click


@blueprint.get("/nouvelle")
def new() -> str:
    """Ask how much a repair may move."""
    period = _period()
    return _ask(RepairForm(), period)


@blueprint.post("")
def create() -> Any:
    """Ask for a repair of the plan in force and show it on its way."""
    form, period = RepairForm(), _period()
    if not form.validate():
        return _ask(form, period), 422
    limit, wish = form.limit(), {"gives_time": True} if request.form.get("gives_time") else {}
    try:
        run_id = request_for(
            period,
            RunKind.REPAIR,
            REPAIR_SECONDS,
            limit,
            wish=wish,
            name=repair_name(limit, clean_line(request.form.get("event", ""))),
        )
        if limit != 0 and not wish:
            _ask_beside(period)
    except Conflict as refusal:
        flash(translate(refusal.message), "warning")
        return redirect(url_for("coordinator.alerts.index", periode=period.id))
    return redirect(url_for("coordinator.repairs.show", run_id=run_id))


def _ask_beside(period: Period) -> None:
    """Ask for the repair that moves nobody else too, to be set beside one that may."""
    with suppress(Conflict):  # the same is on its way, or too much is
        name = repair_name(0)
        request_for(period, RunKind.REPAIR, REPAIR_SECONDS, 0, is_trial=True, name=name)


def request_for(  # noqa: PLR0913 (what is asked, for which page)
    period: Period,
    kind: RunKind,
    seconds: int,
    max_changes: int | None = None,
    *,
    wish: Mapping[str, Any] | None = None,
    is_trial: bool = False,
    name: str = "",
) -> int:
    """Commit a run about the plan in force, send it, and return its number.

    Raises Conflict where nothing is in force, or the same is asked for already.
    """
    with transaction(db.session):
        release = latest_release(db.session, period.groupement_id, period.id)
        if release is None:
            raise Conflict(N_("Nothing has been published for this period yet."))
        plan = get_plan(db.session, period.groupement_id, release.plan_id)
        # What the plan supposed is left out: it would hide what was said since.
        asked = question_about(db.session, plan)
        about = replace(asked, edits=(), max_changes=max_changes, wish=wish or {})
        run = request_run(
            db.session,
            groupement_id=period.groupement_id,
            period_id=period.id,
            requested_by_id=actor().person_id,
            time_limit_seconds=seconds,
            kind=kind,
            question=about,
            is_trial=is_trial,
            name=name,
            now=utc_now(),
        )
        run_id = run.id
    send_run(run_id, kind)
    return run_id


def _period() -> Period:
    period = find_period()
    if period is None:
        raise NotFound(N_("There is no such period in this groupement."))
    return period


def _ask(form: RepairForm, period: Period) -> str:
    return render_template("coordinator/repairs/new.html", form=form, period=period)


@blueprint.get("/<int:run_id>")
def show(run_id: int) -> str:
    """Show a repair on its way, then what it would change, for whom, and what is lost."""
    run = get_run(db.session, actor().groupement_id, run_id, with_instance=True)
    plan = run.plan if run.state is RunState.DONE else None
    asked, picture = read_question(db.session, run.id), picture_of(run)
    compared = _compare(run, picture["period"], plan, asked) if plan else {}
    return render_template(
        "coordinator/repairs/show.html",
        **picture,
        **compared,
        plan=plan,
        failure=translate(failure_message(run.failure)) if run.failure else "",
        clashes=clashes_of_run(run),
        most_changes=asked.max_changes,
        keeps_to_hit=asked.keeps_to_hit,
    )


@blueprint.get("/<int:run_id>/avancement")
def progress(run_id: int) -> Any:
    """Return the part of the page that changes; when the state did, reload the whole page."""
    run = get_run(db.session, actor().groupement_id, run_id)
    return show_progress(run)


def _compare(run: Run, period: Period, plan: Plan, asked: Question) -> dict[str, Any]:
    """Return what publishing the repair now would change."""
    instance = run.instance or {}  # before the plan is read anew, with its run
    release = latest_release(db.session, run.groupement_id, period.id)
    found = preview_changes(db.session, run.groupement_id, plan.id, now=utc_now())
    cdos, demands = cdo_names(run.groupement_id), demand_names(run.groupement_id, period.id)
    lines = lines_of_plan(found, cdos, demands, period.grid)
    changed = [line for line in lines if line.change is not Change.KEPT]
    return {
        "release": release,
        "is_in_force": release is not None and release.plan_id == plan.id,
        "counts": count_changes(lines),
        "changed": len(changed),
        "cdos": by_cdo(changed),
        "members": by_member(changed),
        **losses_of(instance, asked, found, demands),
        **_promises(period, found, ConstraintNames(cdos, demands, period.grid)),
    }


def _promises(period: Period, found: Difference, names: ConstraintNames) -> dict[str, Any]:
    """Return the accepted wishes that a repair breaks, and those that nothing keeps yet."""
    first = first_changeable(db.session, period, utc_now())
    stood = [one.was or one.visit for one in found.changes if one.change is not Change.ADDED]
    broken, waiting = list_broken(list_wishes(period), stood, found.standing, first)
    return {
        "broken_wishes": wish_sentences(broken, names),
        "waiting_wishes": wish_sentences(waiting, names),
    }
