"""Whole plans read in three statements, their visits as plain values: pages show many visits."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from cdo_share.core.errors import NotFound
from cdo_share.core.i18n import N_
from cdo_share.planning.instance_parts import cdo_name, demand_name
from cdo_share.planning.models import Plan, PlanVisit, Run
from cdo_share.planning.queries import PLAN_FORMAT


class SheetVisit(NamedTuple):
    """A visit of a plan: `length` slots of a day from number `slot` on."""

    day: date
    slot: int
    length: int
    engagement_id: int
    demand_id: int
    is_on_site: bool
    visit_id: uuid.UUID


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
            "format": PLAN_FORMAT,
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
    return read_plan_sheets(session, groupement_id, [plan_id])[0]


def read_plan_sheets(
    session: Session, groupement_id: int, plan_ids: Sequence[int]
) -> list[PlanSheet]:
    """Return some plans of the groupement, in the order given; raises NotFound for any other."""
    plans = {plan.id: plan for plan in _plans(session, groupement_id, plan_ids)}
    instances = _instances(session, [plan.run_id for plan in plans.values()])
    if not set(plan_ids) <= plans.keys() or len(instances) < len(plans):
        raise NotFound(N_("There is no such plan in this groupement."))
    visits = _visits(session, plan_ids)
    return [
        PlanSheet(plans[number], instances[plans[number].run_id], visits[number])
        for number in plan_ids
    ]


def _plans(session: Session, groupement_id: int, plan_ids: Sequence[int]) -> Iterable[Plan]:
    return session.scalars(
        select(Plan)
        .where(Plan.groupement_id == groupement_id, Plan.id.in_(plan_ids))
        .options(joinedload(Plan.run))
    )


def _instances(session: Session, run_ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Return the questions of the runs that have begun, by run."""
    rows = session.execute(select(Run.id, Run.instance).where(Run.id.in_(run_ids)))
    return {number: instance for number, instance in rows if instance is not None}


def _visits(session: Session, plan_ids: Sequence[int]) -> dict[int, list[SheetVisit]]:
    """Return the visits of each plan, in order of time."""
    statement = (
        select(
            PlanVisit.plan_id,
            PlanVisit.day,
            PlanVisit.slot,
            PlanVisit.length,
            PlanVisit.engagement_id,
            PlanVisit.demand_id,
            PlanVisit.is_on_site,
            PlanVisit.visit_id,
        )
        .where(PlanVisit.plan_id.in_(plan_ids))
        .order_by(PlanVisit.day, PlanVisit.slot, PlanVisit.engagement_id)
    )
    visits: dict[int, list[SheetVisit]] = {number: [] for number in plan_ids}
    for row in session.execute(statement):
        visits[row.plan_id].append(SheetVisit(*row[1:]))
    return visits
