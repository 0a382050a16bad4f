"""The address that the page of what is missing had once, and what plans leave unserved."""

from typing import Any

from flask import Blueprint, redirect, request, url_for

from cdo_share.planning.queries import get_plan
from cdo_share.web.auth import actor
from cdo_share.web.coordinator.explaining.looking import look_again
from cdo_share.web.coordinator.plans.page import PlanPage
from cdo_share.web.coordinator.plans.unmet_demands import Unmet, list_unmet
from cdo_share.web.extensions import db

blueprint = Blueprint("plan_unmet", __name__, url_prefix="/plans/<int:plan_id>/besoins")


@blueprint.get("")
def index(plan_id: int) -> Any:
    """Lead to the page of what is missing, with what was searched; raises NotFound."""
    get_plan(db.session, actor().groupement_id, plan_id)
    asked: dict[str, Any] = request.args.to_dict()
    return redirect(url_for("coordinator.unmet.index", **asked | {"plan_id": plan_id}), 301)


def unmet_of(page: PlanPage) -> list[Unmet]:
    """Return the demands of a plan that are not wholly served, no reason left unsought."""
    entries = look_again(page.sheet.instance, page.sheet.solution, page.plan.unmet)
    return list_unmet(page.plan, page.demands, page.cdos, page.grid, entries)
