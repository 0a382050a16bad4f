"""The panel of a demand of the tray: where a further visit could go, ranked and by choice."""

from typing import Any

from flask import Blueprint, render_template, request

from cdo_share.core.errors import NotFound
from cdo_share.core.i18n import N_
from cdo_share.planning.drafting.alternatives import list_additions
from cdo_share.planning.drafting.steps import Visit
from cdo_share.planning.instance_parts import demand_name
from cdo_share.web.coordinator.desk.board import fitting_length
from cdo_share.web.coordinator.desk.law import open_whole_law
from cdo_share.web.coordinator.desk.look import Desk, chosen_view, look_at_desk
from cdo_share.web.coordinator.desk.prices import priced_by
from cdo_share.web.coordinator.desk.visit import place_choices, rank
from cdo_share.web.formats import amount_text

blueprint = Blueprint("desk_demand", __name__, url_prefix="/plans/<int:plan_id>/bureau")


@blueprint.get("/besoins/<int:demand_id>")
def show(plan_id: int, demand_id: int) -> str:
    """Show what is missing of a demand, where a visit would fit, and a form for any place."""
    desk = look_at_desk(plan_id)
    name = demand_name(demand_id)
    if name not in desk.rows or demand_id not in desk.demands:
        raise NotFound(N_("This demand takes no part in the plan."))
    part = desk.rows[name]
    missing = desk.missing(name)
    return render_template(
        "coordinator/desk/demand.html",
        desk=desk,
        draft=desk.table.draft,
        period=desk.period,
        view=chosen_view(),
        monday_text=request.args.get("semaine", ""),
        demand=desk.demands[demand_id],
        missing=missing,
        is_asked=name in desk.rows_today,
        priced_by=priced_by(desk),
        lengths=[(length, amount_text(length, desk.grid)) for length in part["lengths"]],
        length=fitting_length(part["lengths"], missing),
        places=place_choices(desk),
        **_additions(desk, name),
    )


def _additions(desk: Desk, name: str) -> dict[str, Any]:
    found = list_additions(desk.table, name, desk.today.question)
    return rank(desk, open_whole_law(desk), Visit(name, "", "", 0, 0), found)
