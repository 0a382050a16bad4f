"""The report of a plan for the members' meeting: one printed page, without names unless wished."""

from collections import Counter
from dataclasses import dataclass

from flask import Blueprint, request

from cdo_share.planning.plan_figures import PlanFigures
from cdo_share.web.coordinator.changes import count_changes
from cdo_share.web.coordinator.plans.changes import changes_of
from cdo_share.web.coordinator.plans.page import PlanPage, board_of, open_plan, render_plan
from cdo_share.web.coordinator.plans.shares import (
    count_shares,
    load_spread,
    named_loads,
    named_shares,
    share_path,
)
from cdo_share.web.coordinator.plans.unmet import unmet_of
from cdo_share.web.coordinator.runs.board_words import board_text, wishes_text
from cdo_share.web.coordinator.runs.reach_words import evening_text, rule_text

blueprint = Blueprint("plan_reports", __name__, url_prefix="/plans/<int:plan_id>/rapport")

# More would not fit a page.
NAMES_UP_TO = 60
LOADS_UP_TO = 15
CAUSES_UP_TO = 10


@dataclass(frozen=True, slots=True)
class Cause:
    """Why time is missing: the reason in words, how many demands, how many slots."""

    reason: str
    demands: int
    slots: int


@blueprint.get("")
def show(plan_id: int) -> str:
    """Show the page to print; `?noms=1` names the members, beside their shares."""
    page = open_plan(plan_id)
    figures = PlanFigures(page.sheet)
    board = board_of(page)
    shares, loads = figures.members(), named_loads(figures.loads(), page.cdos)
    with_names = request.args.get("noms") == "1"
    return render_plan(
        "report.html",
        page,
        limit_slots=figures.limit_slots,
        median=figures.median_share(),
        continuity=figures.continuity(),
        rhythm=figures.rhythm(),
        counts=count_shares(shares),
        path=share_path(shares),
        members=len(shares),
        least_servable=figures.least_servable(),
        named=named_shares(shares[:NAMES_UP_TO], page.members) if with_names else [],
        with_names=with_names,
        loads=loads,
        loads_shown=LOADS_UP_TO,
        spread=load_spread(loads),
        causes=_causes(page)[:CAUSES_UP_TO],
        changes=count_changes(changes_of(page)),
        board=board_text(board),
        wishes=wishes_text(board),
        evening=evening_text(page.plan.run, page.plan),
        rule=rule_text(page.plan.run, page.plan),
    )


def _causes(page: PlanPage) -> list[Cause]:
    """Return the reasons for what is missing, the one that takes most slots first."""
    slots, demands = Counter[str](), Counter[str]()
    for one in unmet_of(page):
        slots[one.reason] += one.missing_slots
        demands[one.reason] += 1
    return [Cause(reason, demands[reason], count) for reason, count in slots.most_common()]
