"""A plan at a glance: hours served and their limit, who gets what, who does how much; sharing."""

from flask import Blueprint

from cdo_share.core.text import has_words
from cdo_share.planning.models import Fairness
from cdo_share.planning.plan_figures import PlanFigures
from cdo_share.web.coordinator.plans.costs import cost_parts
from cdo_share.web.coordinator.plans.page import board_of, open_plan, render_plan
from cdo_share.web.coordinator.plans.shares import (
    count_shares,
    named_loads,
    named_shares,
    share_path,
)
from cdo_share.web.coordinator.runs.board_words import board_text
from cdo_share.web.coordinator.runs.holding import was_held
from cdo_share.web.coordinator.runs.reach_words import evening_text
from cdo_share.web.paging import part_of, searched_words

blueprint = Blueprint("plans", __name__, url_prefix="/plans")

WORST_SHOWN = 5
LOADS_SHOWN = 12


@blueprint.get("/<int:plan_id>")
def show(plan_id: int) -> str:
    """Show what a plan serves of what is asked, for whom, at what cost."""
    page = open_plan(plan_id)
    figures = PlanFigures(page.sheet)
    shares, board = figures.members(), board_of(page)
    return render_plan(
        "show.html",
        page,
        limit_slots=figures.limit_slots,
        median=figures.median_share(),
        continuity=figures.continuity(),
        rhythm=figures.rhythm(),
        preferred=figures.preferred(),
        counts=count_shares(shares),
        path=share_path(shares),
        members=len(shares),
        least_servable=figures.least_servable(),
        worst=named_shares(shares[:WORST_SHOWN], page.members),
        loads=named_loads(figures.loads(), page.cdos),
        loads_shown=LOADS_SHOWN,
        is_even=page.plan.run.fairness is Fairness.LEXIMIN,
        evening=evening_text(page.plan.run, page.plan),
        board=board_text(board),
        is_held=was_held(page.plan.run, board, page.sheet.instance),
        parts=cost_parts(page.plan.parts),
    )


@blueprint.get("/<int:plan_id>/partage")
def sharing(plan_id: int) -> str:
    """Show every member's share, the least served first, and every CDO's load."""
    page, words = open_plan(plan_id), searched_words()
    figures = PlanFigures(page.sheet)
    shares = figures.members()
    found = [one for one in named_shares(shares, page.members) if has_words(words, [one.name])]
    return render_plan(
        "sharing.html",
        page,
        words=words,
        counts=count_shares(shares),
        path=share_path(shares),
        members=len(shares),
        least_servable=figures.least_servable(),
        shares=part_of(found),
        loads=named_loads(figures.loads(), page.cdos),
    )
