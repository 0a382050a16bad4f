"""The desk: a plan week by week, to be changed by hand; and what each cell says to a visit."""

from collections import Counter
from datetime import date
from typing import Any

from flask import Blueprint, jsonify, render_template, request
from flask_babel import gettext

from cdo_share.core.errors import NotFound
from cdo_share.planning.drafting.pricing import price_step, report_of
from cdo_share.planning.drafting.steps import Step, Visit, read_step
from cdo_share.planning.instance_parts import demand_name
from cdo_share.web.coordinator.desk.board import (
    fitting_length,
    gone_cell,
    list_newcomers,
    list_waiting,
    make_board,
)
from cdo_share.web.coordinator.desk.look import (
    Desk,
    chosen_monday,
    chosen_view,
    list_mondays,
    look_at_desk,
    read_key,
)
from cdo_share.web.coordinator.desk.places import map_cells
from cdo_share.web.coordinator.desk.prices import price_words, priced_by, signed
from cdo_share.web.coordinator.desk.steps import step_words
from cdo_share.web.coordinator.explaining.amounts import added_points_text
from cdo_share.web.languages import translate

blueprint = Blueprint("desk", __name__, url_prefix="/plans/<int:plan_id>/bureau")


@blueprint.get("")
def show(plan_id: int) -> str:
    """Show a week of the plan, the tray of what is not served, the steps so far."""
    desk = look_at_desk(plan_id)
    monday, view = chosen_monday(desk), chosen_view()
    shown = request.args.get("visite", "")
    return render_template(
        "coordinator/desk/show.html",
        desk=desk,
        plan=desk.table.plan,
        period=desk.period,
        draft=desk.table.draft,
        view=view,
        board=make_board(desk, monday, view) if monday else None,
        weeks=_weeks(desk, monday),
        waiting=list_waiting(desk),
        newcomers=list_newcomers(desk),
        steps=[step_words(desk, read_step(step)) for step in desk.table.draft.steps],
        so_far=_so_far(desk),
        misfits=desk.misfits,
        priced_by=priced_by(desk),
        shown=shown,
        gone=gone_cell(desk, shown, view),
    )


def _weeks(desk: Desk, monday: date | None) -> dict[str, Any]:
    """Return the week before and after, and all weeks to choose from."""
    mondays = list_mondays(desk)
    place = mondays.index(monday) if monday in mondays else 0
    return {
        "all": mondays,
        "before": mondays[place - 1] if place else None,
        "after": mondays[place + 1] if place + 1 < len(mondays) else None,
    }


def _so_far(desk: Desk) -> dict[str, Any]:
    """Return what all changes together cost and serve by today's question, against the plan."""
    table, today = desk.table, desk.today.question
    price = price_step(today, table.begun, table.change)
    changed = _count_changed(table.change)
    report, of_plan = report_of(today, table.visits), table.plan.statistics["served_slots"]
    served, points = report["served_slots"], report["cost"]
    return {
        "changed": changed,
        "points": points,
        "was_found_with": table.plan.cost if points - price.points != table.plan.cost else None,
        "points_text": _against(added_points_text(price.points), bool(price.points)),
        "served": served,
        "was_served": of_plan if served - price.served_slots != of_plan else None,
        "served_text": _against(signed(price.served_slots), bool(price.served_slots)),
        "words": price_words(price, today, desk.grid) if changed else "",
    }


def _count_changed(change: Step) -> int:
    """Count visits: a move is one; one taken out and one added for another demand are two."""
    gone = Counter(one.demand for one in change.removed)
    come = Counter(one.demand for one in change.added)
    return (gone | come).total()


def _against(difference: str, is_different: bool) -> str:
    if not is_different:
        return str(gettext("as in the plan"))
    return str(gettext("%(difference)s against the plan", difference=difference))


@blueprint.get("/cellules")
def cells(plan_id: int) -> Any:
    """Return what each cell of a week says to `?visite=…`, or to a new visit of `?besoin=…`."""
    desk = look_at_desk(plan_id)
    try:
        visit, monday = _carried(desk), chosen_monday(desk)
    except NotFound as refusal:  # another window moved it: the one who carries it reads that
        return jsonify(words=translate(refusal.message)), refusal.status
    if visit is None or monday is None:
        return jsonify(cells={})
    return jsonify(cells=map_cells(desk, visit, monday, chosen_view()))


def _carried(desk: Desk) -> Visit | None:
    demand = demand_name(request.args.get("besoin", 0, type=int))
    if demand in desk.rows:
        length = fitting_length(desk.rows[demand]["lengths"], desk.missing(demand))
        return Visit(demand, "", "", 0, length)
    key = request.args.get("visite", "")
    return desk.find(key) if key and read_key(key) else None
