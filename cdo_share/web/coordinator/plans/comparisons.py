"""Two to four plans of a period side by side: figures, visits, who gains and who loses."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, render_template, request

from cdo_share.planning.comparison import Priced, compare_plans, price_alike
from cdo_share.planning.queries import list_runs
from cdo_share.publishing.queries import published_visits
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
    period = pages[0].period
    in_force = published_visits(db.session, period.groupement_id, period.id)
    priced = price_alike([page.sheet for page in pages], in_force)
    return render_template(
        "coordinator/plans/compare.html",
        pages=pages,
        period=period,
        rows=side_by_side(pages, priced),
        odd=[_odd(one) for one in priced if not (one.is_as_found and one.is_alike)],
        differences=[
            _difference(pages[0], page, compare_plans(priced[0].sheet, one.sheet))
            for page, one in zip(pages[1:], priced[1:], strict=True)
        ],
    )


def _odd(one: Priced) -> dict[str, Any]:
    """Return a plan whose points here are not those of its own page."""
    return {
        "plan": one.sheet.plan,
        "is_alike": one.is_alike,
        "points": one.report["cost"],
        "broken": one.report["error_count"],
    }


def _difference(one: PlanPage, two: PlanPage, told: Mapping[str, Any]) -> dict[str, Any]:
    """Return a difference with the parts of its long lists that the address asks for."""
    found: PlanDifference = plan_difference(one, two, told)
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
