"""Stored what-ifs of a period: keep one, read its answer, ask again, delete."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from cdo_share.core.clock import utc_now
from cdo_share.core.errors import Conflict, InvalidInput
from cdo_share.core.orm import transaction
from cdo_share.jobs.supposing import Asker, ask_now, ask_stale, list_outdated
from cdo_share.planning.failures import failure_message
from cdo_share.planning.models import Run, RunKind, RunState, Scenario
from cdo_share.planning.queries import get_plan
from cdo_share.planning.question import read_question
from cdo_share.planning.scenarios.queries import (
    UNDER_WAY,
    answers_of,
    get_scenario,
    list_scenarios,
    newest_plan_id,
)
from cdo_share.planning.scenarios.service import create_scenario, delete_scenario
from cdo_share.rounds.models import Period
from cdo_share.rounds.queries import get_period
from cdo_share.web.auth import actor
from cdo_share.web.bounds import GREATEST_ROW_NUMBER
from cdo_share.web.coordinator.names import cdo_names, demand_names
from cdo_share.web.coordinator.outdating import newer_release
from cdo_share.web.coordinator.period import find_period
from cdo_share.web.coordinator.runs.board_words import run_title
from cdo_share.web.coordinator.runs.clash_words import clashes_of_run
from cdo_share.web.coordinator.runs.launching import period_to_share
from cdo_share.web.coordinator.scenarios.form import PLACES, ScenarioForm
from cdo_share.web.coordinator.scenarios.words import Names, Told, edit_lines, is_told, tell
from cdo_share.web.extensions import db
from cdo_share.web.languages import translate
from cdo_share.web.work import is_worker_running, send_run

blueprint = Blueprint("scenarios", __name__, url_prefix="/hypotheses")


@blueprint.get("")
def index() -> str:
    """Show the what-ifs of the period; what is out of date is asked again once the page stands."""
    period = find_period()
    return render_template(
        "coordinator/scenarios/index.html",
        has_plan=period is not None and _has_plan(period),
        has_worker=is_worker_running(),
        **_list(period),
    )


def _has_plan(period: Period) -> bool:
    return newest_plan_id(db.session, period.groupement_id, period.id) is not None


@blueprint.get("/etat")
def state() -> str:
    """Return the list alone, while runs are on their way; the last time it looks for changes."""
    return render_template(
        "coordinator/scenarios/_list.html", looks_again=True, **_list(period_to_share())
    )


@blueprint.post("/actualiser")
def refresh() -> Any:
    """Ask again what the data have outrun, or everything (`tout`); a script gets the list alone."""
    period = period_to_share()
    asker, is_all = _asker(), "tout" in request.args
    with transaction(db.session):
        runs = ask_stale(db.session, period.groupement_id, period.id, asker, is_all=is_all)
        run_ids = [run.id for run in runs]
    for run_id in run_ids:
        send_run(run_id, RunKind.WHAT_IF)
    if request.headers.get("HX-Request"):
        outdated = list_outdated(db.session, period.groupement_id, period.id, asker.now)
        return render_template(
            "coordinator/scenarios/_list.html",
            asked_again=len(run_ids),
            outdated=outdated,
            **_list(period),
        )
    if not run_ids:
        flash(gettext("Nothing has changed since: all answers are those of today."), "info")
    return redirect(url_for("coordinator.scenarios.index", periode=period.id))


def _asker() -> Asker:
    return Asker(actor().person_id, utc_now())


def _list(period: Period | None) -> dict[str, Any]:
    """Return what the list shows: each what-if, its changes, its run and its answer in words."""
    if period is None:
        return {"period": None, "scenarios": [], "is_under_way": False}
    scenarios = list_scenarios(db.session, period.groupement_id, period.id)
    runs = answers_of(db.session, scenarios)
    names = _names(period) if scenarios else Names({}, {}, {})
    return {
        "period": period,
        "scenarios": [_card(one, runs.get(one.id), names, period) for one in scenarios],
        "is_under_way": any(run.state in UNDER_WAY for run in runs.values()),
    }


def _card(scenario: Scenario, run: Run | None, names: Names, period: Period) -> dict[str, Any]:
    return {
        "scenario": scenario,
        "run": run,
        "lines": edit_lines(scenario.edits, names),
        "told": _told(run, names, period),
        "failure": _failure(run),
    }


def _told(run: Run | None, names: Names, period: Period) -> Told | None:
    if run is None or run.state is not RunState.DONE or not is_told(run.outcome):
        return None
    return tell(run.outcome or {}, names, period.grid)


def _failure(run: Run | None) -> str:
    return translate(failure_message(run.failure)) if run is not None and run.failure else ""


def _names(period: Period) -> Names:
    demands = demand_names(period.groupement_id, period.id)
    members = {one.member_id: one.member_name for one in demands.values()}
    return Names(members, cdo_names(period.groupement_id), demands)


@blueprint.get("/nouvelle")
def new() -> Any:
    """Show the form."""
    period = period_to_share()
    return _ask(_form(period), period)


@blueprint.post("/nouvelle")
def create() -> Any:
    """Keep a what-if and ask it."""
    period = period_to_share()
    form = _form(period)
    form.validate()
    try:
        run_id, scenario_id = _create(form, period)
    except InvalidInput as refusal:
        form.take_faults(refusal)
        return _ask(form, period, 422)
    except Conflict as refusal:
        form.form_errors.append(translate(refusal.message))
        return _ask(form, period, 409)
    send_run(run_id, RunKind.WHAT_IF)
    return redirect(url_for("coordinator.scenarios.show", scenario_id=scenario_id))


def _create(form: ScenarioForm, period: Period) -> tuple[int, int]:
    """Return the numbers of the run and of the what-if; raises InvalidInput with every fault."""
    asker = _asker()
    with transaction(db.session):
        scenario = create_scenario(
            db.session,
            groupement_id=period.groupement_id,
            period_id=period.id,
            name=form.name.data or "",
            changes=form.changes(),
            person_id=actor().person_id,
            now=asker.now,
        )
        form.require_read()
        run = ask_now(db.session, scenario, asker, plan_id=_chosen_plan())
        return run.id, scenario.id


def _chosen_plan() -> int | None:
    """Return the plan of `?plan=…`, None without; raises NotFound for a foreign one."""
    number = request.args.get("plan", type=int)
    if number is None:
        return None
    return get_plan(db.session, actor().groupement_id, min(number, GREATEST_ROW_NUMBER)).id


def _ask(form: ScenarioForm, period: Period, status: int = 200) -> Any:
    page = render_template(
        "coordinator/scenarios/new.html",
        form=form,
        period=period,
        places=PLACES,
        plan_id=_chosen_plan(),
    )
    return page, status


def _form(period: Period) -> ScenarioForm:
    form, names = ScenarioForm(), _names(period)
    form.offer(names.members, names.cdos.values(), names.demands.values())
    return form


@blueprint.get("/<int:scenario_id>")
def show(scenario_id: int) -> Any:
    """Show a what-if and its whole answer."""
    scenario = get_scenario(db.session, actor().groupement_id, scenario_id)
    period = get_period(db.session, scenario.groupement_id, scenario.period_id)
    run = answers_of(db.session, [scenario]).get(scenario.id)
    return render_template(
        "coordinator/scenarios/show.html",
        period=period,
        basis=_basis(run),
        newer=newer_release(run),
        clashes=clashes_of_run(run) if run is not None else None,
        is_under_way=run is not None and run.state in UNDER_WAY,
        **_card(scenario, run, _names(period), period),
    )


def _basis(run: Run | None) -> tuple[int, str] | None:
    """Return the plan that was supposed to change: its number and its name."""
    if run is None:
        return None
    plan_id = read_question(db.session, run.id).basis_plan_id
    if plan_id is None:
        return None
    plan = get_plan(db.session, run.groupement_id, plan_id)
    return plan.id, run_title(plan.run)


@blueprint.post("/<int:scenario_id>/recalculer")
def recalculate(scenario_id: int) -> Any:
    """Ask a what-if about the data of today."""
    scenario = get_scenario(db.session, actor().groupement_id, scenario_id)
    with transaction(db.session):
        run_id = ask_now(db.session, scenario, _asker()).id
    send_run(run_id, RunKind.WHAT_IF)
    return redirect(url_for("coordinator.scenarios.show", scenario_id=scenario_id))


@blueprint.post("/<int:scenario_id>/supprimer")
def delete(scenario_id: int) -> Any:
    """Delete a what-if."""
    with transaction(db.session):
        scenario = delete_scenario(
            db.session,
            groupement_id=actor().groupement_id,
            scenario_id=scenario_id,
            person_id=actor().person_id,
            now=utc_now(),
        )
        period_id, name = scenario.period_id, scenario.name
    flash(gettext("“%(name)s” is deleted.", name=name), "info")
    return redirect(url_for("coordinator.scenarios.index", periode=period_id))
