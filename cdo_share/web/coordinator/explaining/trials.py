"""What a remedy really gives: the plan with it, what was promised, who else is touched."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, redirect, render_template, url_for

from cdo_share.core.errors import NotFound
from cdo_share.core.i18n import N_
from cdo_share.core.orm import transaction
from cdo_share.planning.explaining.asked import get_asked
from cdo_share.planning.explaining.beside import compare_plans
from cdo_share.planning.instance_parts import number_of
from cdo_share.planning.models import Run, RunKind
from cdo_share.planning.queries import get_plan, solver_plan
from cdo_share.planning.question import Question, read_question
from cdo_share.web.coordinator.explaining.differences import Differences, differences_of
from cdo_share.web.coordinator.explaining.mends import mend_of
from cdo_share.web.coordinator.explaining.scene import Scene, open_scene
from cdo_share.web.coordinator.explaining.waiting import run_view
from cdo_share.web.coordinator.instances import get_instance
from cdo_share.web.extensions import db

blueprint = Blueprint("trials", __name__, url_prefix="/plans/<int:plan_id>/essais")


@blueprint.get("/<int:trial_id>")
def show(plan_id: int, trial_id: int) -> str:
    """Show a trial on its way; then what was promised beside what it gives."""
    scene = open_scene(plan_id)
    run = get_asked(db.session, scene.plan, trial_id, RunKind.REPAIR)
    question = read_question(db.session, run.id)
    demand_id = _demand_of(question)
    return render_template(
        "coordinator/explaining/trial.html",
        scene=scene,
        demand=scene.names.demands[demand_id],
        promised=promised_slots(question, demand_id) - scene.served(demand_id),
        mend=mend_of(question.edits[-1] if question.edits else None),
        **_result(scene, run, demand_id),
        **run_view(run),
    )


@blueprint.post("/<int:trial_id>/garder")
def keep(plan_id: int, trial_id: int) -> Any:
    """Put the plan of a trial into the list of allocations, and show it."""
    with transaction(db.session):
        scene = open_scene(plan_id)
        run = get_asked(db.session, scene.plan, trial_id, RunKind.REPAIR)
        if run.plan is None:
            raise NotFound(N_("There is no such question about this plan."))
        run.put_away_at, kept_id = None, run.plan.id
    return redirect(url_for("coordinator.plans.show", plan_id=kept_id), 303)


def _demand_of(question: Question) -> int:
    """Return the demand that a trial is about: the one whose visits were promised last."""
    if not question.keeps:
        raise NotFound(N_("There is no such question about this plan."))
    return number_of(question.keeps[-1]["demand"])


def promised_slots(question: Question, demand_id: int) -> int:
    """Return the slots that a demand was promised in all."""
    kept = (one for one in question.keeps if number_of(one["demand"]) == demand_id)
    return sum(visit["length"] for visit in kept)


def _result(scene: Scene, run: Run, demand_id: int) -> Mapping[str, Any]:
    if run.plan is None:
        return {"reached": None, "differences": None}
    plan = get_plan(db.session, run.groupement_id, run.plan.id)
    instance = get_instance(run.id)
    compared = compare_plans(
        (scene.instance, scene.answer), (instance, solver_plan(plan, instance))
    )
    reached = sum(one.length for one in plan.visits if one.demand_id == demand_id)
    found: Differences = differences_of(compared, scene.names, scene.instance["weights"])
    return {"reached": reached - scene.served(demand_id), "differences": found}
