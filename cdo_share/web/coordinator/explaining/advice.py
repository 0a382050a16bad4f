"""Whom to hire, whom to train in what: what the shadow prices of a plan say."""

from collections.abc import Mapping
from datetime import date
from math import ceil
from typing import Any

from flask import Blueprint, redirect, render_template, url_for

from cdo_share.core.clock import utc_now
from cdo_share.planning.explaining.advice import (
    cdo_worths,
    missing_by_skill,
    skill_worths,
    trainings,
)
from cdo_share.planning.explaining.asked import ask, find_latest
from cdo_share.planning.models import Run, RunKind, RunState
from cdo_share.planning.queries import get_outcome
from cdo_share.planning.question import Question
from cdo_share.web.auth import actor
from cdo_share.web.coordinator.explaining.asking import ask_quick
from cdo_share.web.coordinator.explaining.scene import Scene, open_scene
from cdo_share.web.coordinator.explaining.waiting import run_view
from cdo_share.web.extensions import db

blueprint = Blueprint("advice", __name__, url_prefix="/plans/<int:plan_id>/conseils")

MOST_TOLD = 5


@blueprint.get("")
def show(plan_id: int) -> str:
    """Show what more time would be worth, once it has been asked for."""
    scene = open_scene(plan_id)
    run = find_latest(db.session, scene.plan, RunKind.PRICES)
    return render_template(
        "coordinator/explaining/advice.html",
        scene=scene,
        **(_advice(scene, run) if run and run.state is RunState.DONE else {"outcome": None}),
        **(run_view(run) if run else {"run": None, "under_way": False}),
    )


def _advice(scene: Scene, run: Run) -> dict[str, Any]:
    outcome = get_outcome(db.session, run.groupement_id, run.id)
    visits = scene.answer["visits"]
    skills = skill_worths(outcome, missing_by_skill(scene.instance, visits))
    return {
        "outcome": outcome,
        "skills": [one for one in skills if one.total > 0 and one.most],
        "weeks": sorted({week for one in skills for week in one.weeks}),
        "week_text": week_text,
        "cdos": [one for one in cdo_worths(outcome) if one.points > 0][:MOST_TOLD],
        "trainings": trainings(outcome, scene.instance, visits)[:MOST_TOLD],
        "gap": _gap(scene, outcome),
        "half_day": round(outcome["points_per_slot"] * outcome["half_day_slots"]),
    }


def _gap(scene: Scene, outcome: Mapping[str, Any]) -> int:
    """Return the points that the plan costs beyond the limit of the prices."""
    if outcome["bound"] is None:
        return 0
    return max(0, ceil(scene.plan.cost - float(outcome["bound"])))


def week_text(name: str) -> str:
    """Return the number of a week such as 2027-W01, without the year."""
    year, week = name.split("-W")
    return str(date.fromisocalendar(int(year), int(week), 1).isocalendar().week)


@blueprint.post("")
def create(plan_id: int) -> Any:
    """Ask for the prices of a plan; whoever asks again sees the same."""
    scene = open_scene(plan_id)
    ask_quick(
        lambda: ask(
            db.session,
            scene.plan,
            RunKind.PRICES,
            Question(basis_plan_id=plan_id),
            person_id=actor().person_id,
            now=utc_now(),
        )
    )
    return redirect(url_for(".show", plan_id=plan_id))
