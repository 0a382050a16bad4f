"""A whole plan read in three statements, its visits as plain values: pages of many visits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from cdo_share.core.errors import NotFound
from cdo_share.core.i18n import N_
from cdo_share.planning.instance_parts import cdo_name, demand_name
from cdo_share.planning.models import Plan, PlanVisit, Run


class SheetVisit(NamedTuple):
    """A visit of a plan: `length` slots of a day from number `slot` on."""

    day: date
    slot: int
    length: int
    engagement_id: int
    demand_id: int
    is_on_site: bool


@dataclass(frozen=True, slots=True)
class PlanSheet:
    """A plan with its run, the question that it answers, and its visits in order of time."""

    plan: Plan
    instance: dict[str, Any]
    visits: Sequence[SheetVisit]

    @property
    def solution(self) -> dict[str, Any]:
        """Return the visits as the solver writes a plan."""
        return {
            "format": "cdo-timeshare-plan/1",
            "instance": self.instance["name"],
            "visits": [
                {
                    "demand": demand_name(visit.demand_id),
                    "cdo": cdo_name(visit.engagement_id),
                    "day": visit.day.isoformat(),
                    "slot": visit.slot,
                    "length": visit.length,
                }
                for visit in self.visits
            ],
        }


def read_plan_sheet(session: Session, groupement_id: int, plan_id: int) -> PlanSheet:
    """Return a plan of the groupement with all that it is made of; raises NotFound."""
    plan = session.scalar(
        select(Plan)
        .where(Plan.groupement_id == groupement_id, Plan.id == plan_id)
        .options(joinedload(Plan.run))
    )
    instance = None if plan is None else _instance(session, plan.run_id)
    if plan is None or instance is None:
        raise NotFound(N_("There is no such plan in this groupement."))
    return PlanSheet(plan, instance, _visits(session, plan_id))


def _instance(session: Session, run_id: int) -> dict[str, Any] | None:
    instance: dict[str, Any] | None = session.scalar(select(Run.instance).where(Run.id == run_id))
    return instance


def _visits(session: Session, plan_id: int) -> list[SheetVisit]:
    statement = (
        select(
            PlanVisit.day,
            PlanVisit.slot,
            PlanVisit.length,
            PlanVisit.engagement_id,
            PlanVisit.demand_id,
            PlanVisit.is_on_site,
        )
        .where(PlanVisit.plan_id == plan_id)
        .order_by(PlanVisit.day, PlanVisit.slot, PlanVisit.engagement_id)
    )
    return [SheetVisit(*row) for row in session.execute(statement)]
