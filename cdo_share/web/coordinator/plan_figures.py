"""The figures of a plan as a coordinator reads them, from it and its stored question; pure."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from flask_babel import gettext

from cdo_share.planning.instance_parts import cdo_name, demand_name
from cdo_share.planning.models import Plan, PlanVisit
from cdo_share.planning.supply import supply_by_cdo
from cdo_share.web.coordinator.names import CdoName, DemandName

PARTS = (
    "shortage",
    "extra_cdo",
    "new_cdo",
    "off_rhythm",
    "non_preferred",
    "travel",
    "balance",
    "change",
)


@dataclass(frozen=True, slots=True)
class CostPart:
    """One part of a plan's cost: what it counts, its points, its share of the whole (0–1)."""

    label: str
    points: int
    share: float


@dataclass(frozen=True, slots=True)
class CdoLoad:
    """The time a plan asks of a CDO, the time it would ask in an even plan, the most possible."""

    cdo: CdoName
    slots: int
    target_slots: int | None
    most_slots: int
    members: int


def served_slots(visits: Sequence[PlanVisit]) -> Counter[int]:
    """Return the slots that each demand is given."""
    served: Counter[int] = Counter()
    for visit in visits:
        served[visit.demand_id] += visit.length
    return served


def median_satisfaction(plan: Plan, instance: Mapping[str, Any]) -> float | None:
    """Return the share served (0–1) that half of the demands reach.

    Demands that nobody could serve are left out, as in the plan's own figures.
    """
    served = {demand_name(number): slots for number, slots in served_slots(plan.visits).items()}
    out = set(plan.statistics["unservable"])
    shares = [
        served.get(demand["id"], 0) / demand["requested"]
        for demand in instance["demands"]
        if demand["id"] not in out
    ]
    return median(shares) if shares else None


def cost_parts(plan: Plan) -> list[CostPart]:
    """Return the parts that cost anything, the dearest first."""
    labels = part_labels()
    whole = max(1, plan.cost)
    parts = [CostPart(labels[code], plan.parts.get(code, 0), 0) for code in PARTS]
    dear = sorted((part for part in parts if part.points), key=lambda part: -part.points)
    return [CostPart(part.label, part.points, part.points / whole) for part in dear]


def part_labels() -> dict[str, str]:
    """Return what each part of a cost counts, in words."""
    return {
        "shortage": gettext("Time asked for and not served"),
        "extra_cdo": gettext("Demands shared between several CDOs"),
        "new_cdo": gettext("Members who change CDO"),
        "off_rhythm": gettext("Visits off their usual moment"),
        "non_preferred": gettext("Visits outside the preferred half-days"),
        "travel": gettext("Kilometres on the road"),
        "balance": gettext("Uneven load among the CDOs"),
        "change": gettext("Visits of the release in force that change"),
    }


def cdo_loads(
    plan: Plan,
    instance: Mapping[str, Any],
    cdos: Mapping[int, CdoName],
    demands: Mapping[int, DemandName],
) -> list[CdoLoad]:
    """Return the load of each CDO who took part, in order of name."""
    slots: Counter[int] = Counter()
    members: dict[int, set[int]] = defaultdict(set)
    for visit in plan.visits:
        slots[visit.engagement_id] += visit.length
        members[visit.engagement_id].add(demands[visit.demand_id].member_id)
    asked = {cdo["id"]: cdo for cdo in instance["cdos"]}
    most = supply_by_cdo(instance)
    return [
        CdoLoad(
            cdo,
            slots[number],
            asked[cdo_name(number)]["target_load"],
            most[cdo_name(number)],
            len(members[number]),
        )
        for number, cdo in cdos.items()
        if cdo_name(number) in asked
    ]
