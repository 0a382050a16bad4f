"""What a plan does not serve: why, and the mildest change that would help, with its price."""

from flask import Blueprint

from cdo_share.core.text import has_words
from cdo_share.planning.plan_figures import PlanFigures
from cdo_share.web.coordinator.plans.page import PlanPage, open_plan, render_plan
from cdo_share.web.coordinator.plans.unmet_demands import Unmet, list_unmet
from cdo_share.web.formats import skill_text
from cdo_share.web.paging import part_of, searched_words

blueprint = Blueprint("plan_unmet", __name__, url_prefix="/plans/<int:plan_id>/besoins")


@blueprint.get("")
def index(plan_id: int) -> str:
    """Show the demands that are not wholly served, those that miss most first."""
    page, words = open_plan(plan_id), searched_words()
    unmet = unmet_of(page)
    found = [one for one in unmet if has_words(words, _texts(one))]
    return render_plan(
        "unmet.html",
        page,
        words=words,
        unmet=part_of(found),
        missing_slots=sum(one.missing_slots for one in unmet),
        points=PlanFigures(page.sheet).shortage_by_demand(),
    )


def unmet_of(page: PlanPage) -> list[Unmet]:
    """Return the demands of a plan that are not wholly served."""
    return list_unmet(page.plan, page.demands, page.cdos, page.grid)


def _texts(one: Unmet) -> list[str]:
    demand = one.demand
    return [demand.title, demand.member_name, skill_text(demand.skill), one.reason, one.remedy]
