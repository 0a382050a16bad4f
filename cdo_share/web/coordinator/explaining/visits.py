"""Why one visit of a plan is where it is, and what could be in its place."""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Blueprint, render_template

from cdo_share.core.errors import NotFound
from cdo_share.core.i18n import N_
from cdo_share.planning.explaining.visits import VisitValue, value_visit
from cdo_share.planning.instance_parts import published_part
from cdo_share.planning.queries import planned_visits
from cdo_share.web.coordinator.explaining.cause_words import cause_lines, unfit_lines
from cdo_share.web.coordinator.explaining.price_words import price_rows, price_words
from cdo_share.web.coordinator.explaining.question_form import question_form
from cdo_share.web.coordinator.explaining.scene import Scene, open_scene

blueprint = Blueprint("plan_visits", __name__, url_prefix="/plans/<int:plan_id>/interventions")


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another moment for a visit: which, what it changes in words, and the points it adds."""

    text: str
    effects: list[str]
    points: int


@blueprint.get("/<uuid:visit_id>")
def show(plan_id: int, visit_id: uuid.UUID) -> str:
    """Show what a visit brings and costs, what holds it, and the best other moments."""
    scene = open_scene(plan_id)
    row = next((one for one in planned_visits(scene.plan) if one.visit_id == visit_id), None)
    if row is None:
        raise NotFound(N_("This plan has no such visit."))
    visit = published_part(row)
    asked = scene.asked(row.demand_id)
    value = value_visit(scene.instance, scene.answer, visit)
    return render_template(
        "coordinator/explaining/visit.html",
        scene=scene,
        visit=visit,
        row=row,
        monday=(row.day - timedelta(days=row.day.weekday())).isoformat(),
        asked=asked,
        demand=scene.names.demands[row.demand_id],
        when=scene.names.moment(visit),
        cdo=scene.names.cdos[row.engagement_id],
        value=value,
        rows=price_rows(value.parts),
        without=price_words(value.parts, scene.instance["weights"], -row.length, scene.grid),
        causes=cause_lines(value.causes),
        unfit=unfit_lines(value.unfit),
        alternatives=_alternatives(scene, value, visit),
        form=question_form(scene, row.demand_id),
    )


def _alternatives(scene: Scene, value: VisitValue, visit: dict[str, Any]) -> list[Alternative]:
    weights, grid = scene.instance["weights"], scene.grid
    return [
        Alternative(
            scene.names.moment_and_cdo(one["visit"]),
            price_words(one["parts"], weights, one["visit"]["length"] - visit["length"], grid),
            one["points"],
        )
        for one in value.alternatives
    ]
