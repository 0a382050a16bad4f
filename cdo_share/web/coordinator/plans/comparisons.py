"""Two to four plans of a period side by side: figures, visits, who gains and who loses."""

from typing import Any

from flask import Blueprint, render_template, request

from cdo_share.planning.comparison import compare_plans
from cdo_share.planning.queries import list_runs
from cdo_share.web.auth import actor
from cdo_share.web.coordinator.period import find_period
from cdo_share.web.coordinator.plans.differences import (
    PlanDifference,
    plan_difference,
    side_by_side,
)
from cdo_share.web.coordinator.plans.page import PlanPage, open_plans
from cdo_share.web.extensions import db
from cdo_share.web.paging import part_of

blueprint = Blueprint("plan_comparisons", __name__, url_prefix="/plans/comparer")

FEWEST, MOST = 2, 4


@blueprint.get("")
def show() -> str:
    """Compare the plans of `?plan=…&plan=…` with the first; with fewer, ask which."""
    numbers = list(dict.fromkeys(request.args.getlist("plan", type=int)))
    if not FEWEST <= len(numbers) <= MOST:
        return _ask(numbers)
    pages = open_plans(numbers)
    return render_template(
        "coordinator/plans/compare.html",
        pages=pages,
        period=pages[0].period,
        rows=side_by_side(pages),
        differences=[_difference(pages[0], page) for page in pages[1:]],
    )


def _difference(one: PlanPage, two: PlanPage) -> dict[str, Any]:
    """Return a difference with the parts of its long lists that the address asks for."""
    found: PlanDifference = plan_difference(one, two, compare_plans(one.sheet, two.sheet))
    number = two.plan.id
    return {
        "told": found,
        "members": part_of(found.members, f"adherents-{number}"),
        "visits": part_of(found.visits, f"interventions-{number}"),
    }


def _ask(numbers: list[int]) -> str:
    period = find_period()
    runs = list_runs(db.session, actor().groupement_id, period.id) if period else []
    known: dict[str, Any] = {"fewest": FEWEST, "most": MOST, "chosen": numbers}
    return render_template(
        "coordinator/plans/choose.html",
        period=period,
        runs=[run for run in runs if run.plan is not None],
        **known,
    )
