"""Repairing around what was changed by hand: asked for, watched, looked at, then taken or not."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext

from cdo_share.core.clock import utc_now
from cdo_share.core.errors import Conflict, NotFound
from cdo_share.core.i18n import N_
from cdo_share.core.orm import transaction
from cdo_share.planning.by_hand import find_by_hand
from cdo_share.planning.drafting.service import Table, find_draft, lay_out
from cdo_share.planning.failures import failure_message
from cdo_share.planning.identities import SolvedVisit
from cdo_share.planning.instance_parts import solved_visit
from cdo_share.planning.models import Draft, Plan, Run, RunKind, RunState
from cdo_share.planning.queries import get_instance, get_plan, get_run, planned_visits
from cdo_share.planning.question import question_about, read_question
from cdo_share.planning.repair_figures import read_figures
from cdo_share.planning.service import request_run
from cdo_share.publishing.changes import carry_ids, difference
from cdo_share.rounds.queries import get_period
from cdo_share.web.auth import actor
from cdo_share.web.coordinator.changes import by_cdo, count_changes, lines_of_plan
from cdo_share.web.coordinator.desk.acts import open_draft, sent, to_desk
from cdo_share.web.coordinator.desk.keep import Unmet, drop_draft, explain, store, unchanged_table
from cdo_share.web.coordinator.desk.today import ask_today
from cdo_share.web.coordinator.names import cdo_names, demand_names
from cdo_share.web.coordinator.runs.clash_words import clashes_of_run
from cdo_share.web.coordinator.runs.progress import look_at_run
from cdo_share.web.extensions import db
from cdo_share.web.languages import translate
from cdo_share.web.work import is_worker_running, send_run

blueprint = Blueprint("desk_repair", __name__, url_prefix="/plans/<int:plan_id>/bureau")

REPAIR_SECONDS = 3
MOST_CHANGES = {"0": 0, "1": 1, "2": 2, "5": 5, "10": 10}
NOT_HERE = N_("There is no such repair of this plan.")


@blueprint.post("/reparer")
def ask(plan_id: int) -> Any:
    """Keep the draft as a plan, ask for a run that changes little of it, and show that run."""
    unmet = explain(plan_id)
    try:
        with transaction(db.session):
            draft = open_draft(plan_id)
            table = lay_out(db.session, draft)
            if table.begun != table.visits:
                table = unchanged_table(plan_id)
            run_id = _request(table, _basis(table, unmet)).id
    except Conflict as refusal:
        flash(translate(refusal.message), "warning")
        return to_desk(plan_id)
    send_run(run_id, RunKind.REPAIR)
    address = url_for("coordinator.desk_repair.show", plan_id=plan_id, repair_id=run_id)
    return redirect(address, 303)


def _basis(table: Table, unmet: Unmet) -> Plan:
    """Return the draft as a plan; the one kept before where nothing was changed since."""
    if table.begun == table.visits:
        return table.plan
    kept = find_by_hand(db.session, basis_plan_id=table.plan.id, answer=table.answer)
    return kept or store(table, unmet, _name(table), is_trial=True)


def _name(table: Table) -> str:
    return str(gettext("Changes by hand to plan %(number)d", number=table.plan.run_id))


def _request(table: Table, basis: Plan) -> Run:
    """Add the run: what was put somewhere by hand stays, the rest changes at most so often."""
    most = MOST_CHANGES.get(sent("changements"))
    question = replace(
        question_about(db.session, basis),
        keeps=[visit._asdict() for visit in table.change.added],
        max_changes=most,
        # Without further changes only what is broken is mended; else the rest may get better too.
        wish={} if most == 0 else {"fills_gaps": True},
    )
    return request_run(
        db.session,
        groupement_id=actor().groupement_id,
        period_id=table.plan.period_id,
        requested_by_id=actor().person_id,
        time_limit_seconds=REPAIR_SECONDS,
        kind=RunKind.REPAIR,
        question=question,
        is_trial=True,
        now=utc_now(),
    )


@blueprint.get("/reparation/<int:repair_id>")
def show(plan_id: int, repair_id: int) -> str:
    """Show a repair on its way, or what it would move and bring; nothing is taken yet."""
    run, basis = _find(plan_id, repair_id)
    return render_template(
        "coordinator/desk/repair.html",
        run=run,
        plan_id=plan_id,
        basis=basis,
        draft=_own_draft(plan_id),
        period=get_period(db.session, run.groupement_id, run.period_id),
        look=look_at_run(run, now=utc_now()),
        has_worker=is_worker_running(),
        failure=translate(failure_message(run.failure)) if run.failure else "",
        clashes=clashes_of_run(run),
        **(_compared(run, basis, run.plan.id, _taken_out(plan_id, basis)) if run.plan else {}),
    )


def _own_draft(plan_id: int) -> Any:
    return find_draft(
        db.session,
        groupement_id=actor().groupement_id,
        plan_id=plan_id,
        person_id=actor().person_id,
    )


def _find(plan_id: int, repair_id: int) -> tuple[Run, Plan]:
    """Return a repair with the plan it began from; raises NotFound when it is not of this desk."""
    groupement_id = actor().groupement_id
    run = get_run(db.session, groupement_id, repair_id)
    basis_id = read_question(db.session, run.id).basis_plan_id
    if run.kind is not RunKind.REPAIR or basis_id is None:
        raise NotFound(NOT_HERE)
    basis = get_plan(db.session, groupement_id, basis_id)
    origin = read_question(db.session, basis.run_id).basis_plan_id
    is_by_hand = basis.run.kind is RunKind.BY_HAND
    if basis.id != plan_id and not (is_by_hand and origin == plan_id):
        raise NotFound(NOT_HERE)
    return run, basis


def _taken_out(plan_id: int, basis: Plan) -> set[SolvedVisit]:
    """Return the places of the plan on the desk from which its visits were taken by hand."""
    begun = get_plan(db.session, basis.groupement_id, plan_id)
    before, after = planned_visits(begun), planned_visits(basis)
    return {one.place for one in before} - {one.place for one in after}


def _compared(run: Run, basis: Plan, plan_id: int, taken_out: set[SolvedVisit]) -> dict[str, Any]:
    """Return what the repaired plan moves and brings, against the changes as they were."""
    plan = get_plan(db.session, basis.groupement_id, plan_id)
    before, after = planned_visits(basis), planned_visits(plan)
    found = difference(before, carry_ids(before, after))
    period = get_period(db.session, plan.groupement_id, plan.period_id)
    names = cdo_names(plan.groupement_id), demand_names(plan.groupement_id, plan.period_id)
    lines = lines_of_plan(found, *names, period.grid, taken_out)
    today, _ = ask_today(basis, utc_now())
    asked = get_instance(db.session, run.groupement_id, run.id)
    return {
        "plan": plan,
        "counts": count_changes(lines),
        "put_back": sum(line.is_put_back for line in lines),
        "changes": [one for one in by_cdo(lines) if one.lines],
        "figures": read_figures(today, asked, basis, plan),
        "most_changes": read_question(db.session, run.id).max_changes,
    }


@blueprint.post("/reparation/<int:repair_id>/prendre")
def take(plan_id: int, repair_id: int) -> Any:
    """Take the repaired plan: the draft has served, the plan is shown."""
    with transaction(db.session):
        run, basis = _find(plan_id, repair_id)
        if run.state is not RunState.DONE or run.plan is None:
            raise Conflict(N_("This repair has no plan to take."))
        run.put_away_at = None
        taken_id, draft = run.plan.id, _own_draft(plan_id)
        is_as_asked = draft is None or _is_as_asked(draft, basis)
        if draft is not None and is_as_asked:
            drop_draft(draft)
    flash(gettext("Here is the repaired plan. Nothing binds before you publish it."), "success")
    if not is_as_asked:
        sentence = gettext("The repair does not know your latest changes; they stay on the desk.")
        flash(sentence, "warning")
    return redirect(url_for("coordinator.plans.show", plan_id=taken_id), 303)


def _is_as_asked(draft: Draft, basis: Plan) -> bool:
    """Say whether a draft still holds the visits that were to be repaired."""
    asked = {visit.place for visit in planned_visits(basis)}
    return asked == {solved_visit(visit._asdict()) for visit in lay_out(db.session, draft).visits}
