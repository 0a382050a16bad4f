"""All that a page needs to explain a plan: its question, its visits, and names for all in them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from cdo_share.core.errors import NotFound
from cdo_share.core.grid import Grid
from cdo_share.core.i18n import N_
from cdo_share.planning.instance_parts import demand_name, number_of, published_part
from cdo_share.planning.models import Plan, PlanVisit
from cdo_share.planning.queries import get_plan, planned_visits, solver_plan
from cdo_share.rounds.models import Period
from cdo_share.rounds.queries import get_period
from cdo_share.web.auth import actor
from cdo_share.web.coordinator.instances import get_instance
from cdo_share.web.coordinator.names import CdoName, DemandName, cdo_names, demand_names
from cdo_share.web.extensions import db
from cdo_share.web.formats import short_day, visit_time

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Names:
    """Who and what the names of a question stand for: C3, D12, M5."""

    cdos: Mapping[int, CdoName]
    demands: Mapping[int, DemandName]
    grid: Grid

    def cdo(self, name: str) -> str:
        """Return the name of a CDO."""
        return self.cdos[number_of(name)].name

    def demand(self, name: str) -> DemandName:
        """Return a demand."""
        return self.demands[number_of(name)]

    def member(self, name: str) -> str:
        """Return the name of a member; their own name of the question when all they asked left."""
        number = number_of(name)
        of_member = (one for one in self.demands.values() if one.member_id == number)
        return next((one.member_name for one in of_member), name)

    def moment(self, visit: Json) -> str:
        """Return the day and the part of the day of a visit."""
        regime = self.cdos[number_of(visit["cdo"])].regime
        day = short_day(date.fromisoformat(visit["day"]))
        return f"{day}, {visit_time(self.grid, visit['slot'], visit['length'], regime)}"

    def moment_and_cdo(self, visit: Json) -> str:
        """Return the same with the CDO who comes."""
        return f"{self.moment(visit)}, {self.cdo(visit['cdo'])}"


@dataclass(frozen=True, slots=True)
class Scene:
    """A plan with its period, its question, its visits in the solver's words, and the names."""

    plan: Plan
    period: Period
    instance: dict[str, Any]
    answer: dict[str, Any]
    names: Names

    @property
    def grid(self) -> Grid:
        """Return the grid of the period."""
        return self.names.grid

    @property
    def url(self) -> dict[str, int]:
        """Return what the address of every page about the plan needs."""
        return {"plan_id": self.plan.id}

    def asked(self, demand_id: int) -> Json:
        """Return a demand as the plan's question writes it; raises NotFound for another."""
        name = demand_name(demand_id)
        for one in self.instance["demands"]:
            if one["id"] == name and demand_id in self.names.demands:
                found: Json = one
                return found
        raise NotFound(N_("This plan knows no such demand."))

    def visits_of(self, demand_id: int) -> list[tuple[PlanVisit, str]]:
        """Return the visits of a demand in the plan, each with its moment and CDO in words."""
        return [
            (visit, self.names.moment_and_cdo(published_part(known)))
            for visit, known in zip(self.plan.visits, planned_visits(self.plan), strict=True)
            if visit.demand_id == demand_id
        ]

    def served(self, demand_id: int) -> int:
        """Return the slots that the plan gives a demand."""
        return sum(one.length for one in self.plan.visits if one.demand_id == demand_id)


def open_scene(plan_id: int) -> Scene:
    """Return the scene of a plan of the groupement; raises NotFound."""
    groupement_id = actor().groupement_id
    plan = get_plan(db.session, groupement_id, plan_id)
    period = get_period(db.session, groupement_id, plan.period_id)
    instance = get_instance(plan.run_id)
    names = Names(cdo_names(groupement_id), demand_names(groupement_id, period.id), period.grid)
    return Scene(plan, period, instance, solver_plan(plan, instance), names)
