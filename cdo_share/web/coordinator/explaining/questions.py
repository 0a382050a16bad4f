"""“Why not?”: asking, the questions asked of a plan, and the answers, kept at their address."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext

from cdo_share.core.clock import utc_now
from cdo_share.core.errors import Conflict, NotFound
from cdo_share.core.i18n import N_
from cdo_share.core.orm import transaction
from cdo_share.jobs.explaining import explain_unmet
from cdo_share.planning.by_hand import keep_by_hand
from cdo_share.planning.constraint_queries import list_constraints
from cdo_share.planning.explaining.asked import ask, get_asked, list_asked
from cdo_share.planning.explaining.beside import read
from cdo_share.planning.instance_parts import number_of
from cdo_share.planning.models import Plan, Run, RunKind, RunState
from cdo_share.planning.queries import get_outcome
from cdo_share.planning.question import Question, read_question
from cdo_share.web.auth import actor
from cdo_share.web.coordinator.explaining.asking import ask_quick
from cdo_share.web.coordinator.explaining.differences import differences_of
from cdo_share.web.coordinator.explaining.later import closed_since
from cdo_share.web.coordinator.explaining.question_form import QuestionForm, question_form
from cdo_share.web.coordinator.explaining.remedy_words import run_name
from cdo_share.web.coordinator.explaining.scene import Scene, open_scene
from cdo_share.web.coordinator.explaining.waiting import run_view
from cdo_share.web.coordinator.explaining.wish_words import status_text, wish_text
from cdo_share.web.coordinator.rules.names import RuleNames
from cdo_share.web.coordinator.rules.words import list_words, read_breaches
from cdo_share.web.coordinator.wishes import wishers_behind
from cdo_share.web.extensions import db

blueprint = Blueprint("questions", __name__, url_prefix="/plans/<int:plan_id>/questions")

EXPLAIN_SECONDS = 5.0  # what a kept plan leaves unmet is looked into so long, somebody waits


@blueprint.get("")
def index(plan_id: int) -> str:
    """Show the questions that were asked about the plan, the newest first."""
    scene = open_scene(plan_id)
    asked = [
        (one, wish_text(one.wish, scene.names), status_text(one.state, one.status))
        for one in list_asked(db.session, scene.plan)
        if number_of(one.wish["demand"]) in scene.names.demands
    ]
    return render_template("coordinator/explaining/questions.html", scene=scene, asked=asked)


@blueprint.get("/besoin/<int:demand_id>")
def new(plan_id: int, demand_id: int) -> Any:
    """Show the form for a question about a demand."""
    scene = open_scene(plan_id)
    return _show_form(scene, demand_id, question_form(scene, demand_id))


@blueprint.post("/besoin/<int:demand_id>")
def create(plan_id: int, demand_id: int) -> Any:
    """Ask, or show the answer of whoever asked the same before."""
    scene = open_scene(plan_id)
    form = question_form(scene, demand_id)
    if not form.validate() or not form.require_known_day(scene):
        return _show_form(scene, demand_id, form, 422)
    question = Question(basis_plan_id=plan_id, wish=form.wish(demand_id))
    question_id = ask_quick(
        lambda: ask(
            db.session,
            scene.plan,
            RunKind.WHY_NOT,
            question,
            person_id=actor().person_id,
            now=utc_now(),
        )
    )
    return redirect(url_for(".show", plan_id=plan_id, question_id=question_id))


def _show_form(scene: Scene, demand_id: int, form: QuestionForm, status: int = 200) -> Any:
    scene.asked(demand_id)
    page = render_template(
        "coordinator/explaining/ask.html",
        scene=scene,
        form=form,
        demand=scene.names.demands[demand_id],
    )
    return page, status


@blueprint.get("/<int:question_id>")
def show(plan_id: int, question_id: int) -> str:
    """Show the answer: what the wish would cost, or the rules that forbid it."""
    scene = open_scene(plan_id)
    run = get_asked(db.session, scene.plan, question_id, RunKind.WHY_NOT)
    wish = read_question(db.session, run.id).wish
    demand_id = number_of(wish["demand"])
    scene.asked(demand_id)
    return render_template(
        "coordinator/explaining/answer.html",
        scene=scene,
        demand=scene.names.demands[demand_id],
        wish=wish_text(wish, scene.names),
        **_answer(scene, run),
        **run_view(run),
    )


def _answer(scene: Scene, run: Run) -> Mapping[str, Any]:
    if run.state is not RunState.DONE:
        return {"outcome": None}
    outcome = get_outcome(db.session, run.groupement_id, run.id)
    visit = outcome.get("visit")
    is_possible = outcome["status"] == "possible"
    return {
        "outcome": outcome,
        "reasons": _reasons(scene, outcome)
        if outcome["status"] in ("impossible", "not_found")
        else [],
        "differences": differences_of(outcome, scene.names, scene.instance["weights"])
        if is_possible
        else None,
        "closed": closed_since(scene, outcome),
        "placed": scene.names.moment_and_cdo(visit) if visit else "",
    }


def _reasons(scene: Scene, outcome: Mapping[str, Any]) -> list[str]:
    pins = list_constraints(db.session, scene.plan.groupement_id, scene.period.id)
    known = scene.names
    people = known.cdos, known.demands
    names = RuleNames.of(scene.instance, scene.grid, *people, pins, wishers_behind(pins))
    return list_words(read_breaches(outcome["rules"]), names)


@blueprint.post("/<int:question_id>/garder")
def keep(plan_id: int, question_id: int) -> Any:
    """Keep the plan with the wish in it, as it was priced."""
    db.read_only()  # nothing is locked while the plan is explained
    scene = open_scene(plan_id)
    run = get_asked(db.session, scene.plan, question_id, RunKind.WHY_NOT)
    outcome = get_outcome(db.session, run.groupement_id, run.id)
    if outcome["status"] != "possible":
        raise NotFound(N_("This answer has no plan to be kept."))
    if closed_since(scene, outcome):
        raise Conflict(N_("What was noted after the plan stands in the way of this by now."))
    text = wish_text(read_question(db.session, run.id).wish, scene.names)
    unmet = explain_unmet(*read(scene.instance, outcome["plan"]), lambda: EXPLAIN_SECONDS)
    db.close()
    with transaction(db.session):
        kept_id = _keep(scene, outcome, unmet, run_name(text)).id
    flash(gettext("The plan with this wish is kept among the allocations."), "success")
    return redirect(url_for("coordinator.plans.show", plan_id=kept_id))


def _keep(scene: Scene, outcome: Mapping[str, Any], unmet: list[Any], name: str) -> Plan:
    return keep_by_hand(
        db.session,
        groupement_id=scene.plan.groupement_id,
        basis_plan_id=scene.plan.id,
        answer=outcome["plan"],
        unmet=unmet,
        name=name,
        person_id=actor().person_id,
        now=utc_now(),
    )
