"""What every page of a plan begins with: the plan whole, its period, its release, all names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import render_template

from cdo_share.core.errors import NotFound
from cdo_share.core.grid import Grid
from cdo_share.core.i18n import N_
from cdo_share.planning.board.applying import Board
from cdo_share.planning.models import Plan
from cdo_share.planning.plan_sheet import PlanSheet, read_plan_sheets
from cdo_share.planning.question import read_question
from cdo_share.publishing.models import Release
from cdo_share.publishing.queries import latest_release
from cdo_share.rounds.models import Period
from cdo_share.rounds.queries import get_period
from cdo_share.web.auth import actor
from cdo_share.web.coordinator.names import CdoName, DemandName, cdo_names, demand_names
from cdo_share.web.extensions import db


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanPage:
    """A plan with the names of all that it speaks of; `release` is the newest of the period."""

    sheet: PlanSheet
    period: Period
    release: Release | None
    cdos: Mapping[int, CdoName]
    demands: Mapping[int, DemandName]

    @property
    def plan(self) -> Plan:
        """Return the plan's row."""
        return self.sheet.plan

    @property
    def grid(self) -> Grid:
        """Return the slots of a day."""
        return self.period.grid

    @property
    def is_in_force(self) -> bool:
        """Return whether the newest release is this plan."""
        return self.release is not None and self.release.plan_id == self.plan.id

    @property
    def members(self) -> dict[int, str]:
        """Return the names of the members who ask, in order of name."""
        return {demand.member_id: demand.member_name for demand in self.demands.values()}


def open_plan(plan_id: int) -> PlanPage:
    """Return a plan of the groupement; raises NotFound."""
    return open_plans([plan_id])[0]


def open_plans(plan_ids: Sequence[int]) -> list[PlanPage]:
    """Return some plans of the groupement; raises NotFound, also when they are of two periods."""
    groupement_id = actor().groupement_id
    sheets = read_plan_sheets(db.session, groupement_id, plan_ids)
    period = get_period(db.session, groupement_id, sheets[0].plan.period_id)
    if any(sheet.plan.period_id != period.id for sheet in sheets):
        raise NotFound(N_("These plans are not of one period."))
    release = latest_release(db.session, groupement_id, period.id)
    cdos, demands = cdo_names(groupement_id), demand_names(groupement_id, period.id)
    return [
        PlanPage(sheet=sheet, period=period, release=release, cdos=cdos, demands=demands)
        for sheet in sheets
    ]


def board_of(page: PlanPage) -> Board:
    """Return the choices for rules and wishes that a plan was found under."""
    return read_question(db.session, page.plan.run_id).board


def render_plan(template: str, page: PlanPage, **values: Any) -> str:
    """Return a page of a plan."""
    return render_template(
        f"coordinator/plans/{template}",
        plan=page.plan,
        period=page.period,
        release=page.release,
        is_in_force=page.is_in_force,
        **values,
    )
