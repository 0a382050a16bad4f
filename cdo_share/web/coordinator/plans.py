"""A plan: what it serves and at what cost, and what it would change."""

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, render_template, request

from cdo_share.core.clock import utc_now
from cdo_share.planning.models import Plan
from cdo_share.planning.queries import get_plan
from cdo_share.publishing.models import Release
from cdo_share.publishing.queries import latest_release
from cdo_share.publishing.service import preview_changes
from cdo_share.rounds.models import Period
from cdo_share.rounds.queries import get_period
from cdo_share.web.auth import actor
from cdo_share.web.coordinator.changes import ChangeLine, by_cdo, count_changes, lines_of_plan
from cdo_share.web.coordinator.instances import get_instance
from cdo_share.web.coordinator.names import CdoName, DemandName, cdo_names, demand_names
from cdo_share.web.coordinator.plan_calendar import CalendarWeek, calendar_weeks
from cdo_share.web.coordinator.plan_figures import cdo_loads, cost_parts, median_satisfaction
from cdo_share.web.coordinator.unmet import list_unmet
from cdo_share.web.extensions import db

blueprint = Blueprint("plans", __name__, url_prefix="/plans")


@dataclass(frozen=True, slots=True)
class _Names:
    cdos: dict[int, CdoName]
    demands: dict[int, DemandName]


@blueprint.get("/<int:plan_id>")
def show(plan_id: int) -> str:
    """Show what a plan serves, what it costs, what it would change, and its calendar."""
    groupement_id = actor().groupement_id
    plan = get_plan(db.session, groupement_id, plan_id)
    period = get_period(db.session, groupement_id, plan.period_id)
    instance = get_instance(plan.run_id)
    names = _Names(cdo_names(groupement_id), demand_names(groupement_id, period.id))
    release = latest_release(db.session, groupement_id, period.id)
    lines = _changes(plan, period, names, release)
    chosen, weeks = _calendar(plan, period, names, instance["days"])
    return render_template(
        "coordinator/plans/show.html",
        plan=plan,
        period=period,
        release=release,
        is_in_force=release is not None and release.plan_id == plan.id,
        median=median_satisfaction(plan, instance),
        parts=cost_parts(plan),
        loads=cdo_loads(plan, instance, names.cdos, names.demands),
        unmet=list_unmet(plan, names.demands, names.cdos, period.grid),
        counts=count_changes(lines),
        changes=by_cdo(lines),
        chosen=chosen,
        weeks=weeks,
    )


def _changes(
    plan: Plan, period: Period, names: _Names, release: Release | None
) -> list[ChangeLine]:
    if release is not None and release.plan_id == plan.id:
        return []
    found = preview_changes(db.session, plan.groupement_id, plan.id, now=utc_now())
    return lines_of_plan(found, names.cdos, names.demands, period.grid)


def _calendar(
    plan: Plan, period: Period, names: _Names, days: list[str]
) -> tuple[CdoName | None, list[CalendarWeek]]:
    """Return the CDO of `?cdo=…` or the first one, and their weeks."""
    chosen = names.cdos.get(request.args.get("cdo", 0, type=int))
    chosen = chosen or next(iter(names.cdos.values()), None)
    if chosen is None:
        return None, []
    working_days = [date.fromisoformat(day) for day in days]
    return chosen, calendar_weeks(plan.visits, working_days, chosen, names.demands, period.grid)
