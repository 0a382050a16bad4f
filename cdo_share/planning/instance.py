"""From rows to the solver's question, in the format `cdo-timeshare/1`.

Reads what a period needs with a constant number of SQL statements. What lies further down
(visits in force here and elsewhere, the date before which nothing moves) is passed in.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from cdo_share.accounts.conflicts import list_engagement_conflicts
from cdo_share.accounts.models import Engagement
from cdo_share.accounts.queries import (
    get_groupement_by_id,
    list_conflicts,
    list_engagements,
)
from cdo_share.availability.queries import Availability, list_availability
from cdo_share.availability.slots import available_slots
from cdo_share.core.grid import Grid
from cdo_share.demands.models import Demand, DemandState
from cdo_share.demands.queries import list_demands
from cdo_share.planning.closed_days import list_closed_days
from cdo_share.planning.identities import PublishedVisit
from cdo_share.planning.instance_demands import Staff, demand_part
from cdo_share.planning.instance_parts import (
    Frame,
    cdo_part,
    member_name,
    published_part,
    site_part,
    with_target_loads,
    without_overlaps,
)
from cdo_share.rounds.queries import get_period, list_working_days

FORMAT = "cdo-timeshare/1"
TRAVEL = {"detour": 1.3, "kmh": 55, "fixed_minutes": 5, "pause_minutes": 20}
SHORT_POINTS = (800, 400, 200, 100)  # per half-day of the first to the last quarter of a demand

Elsewhere = Mapping[int, Sequence[tuple[datetime, datetime]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What else binds a new plan, told by the rooms further down.

    `elsewhere`: the times of each person's visits in other groupements, by person.
    `frozen_before`: days before it keep their published visits; null freezes nothing.
    """

    elsewhere: Elsewhere = field(default_factory=dict)
    frozen_before: date | None = None


NO_LIMITS = Limits()


def build_instance(
    session: Session,
    *,
    groupement_id: int,
    period_id: int,
    name: str,
    published: Sequence[PublishedVisit] = (),
    limits: Limits = NO_LIMITS,
) -> dict[str, Any]:
    """Return the question of a period as a mapping of JSON values.

    Withdrawn demands, those without a working day left, and inactive members and CDOs take
    no part. Raises NotFound when the period is not one of the groupement.
    """
    frame = _frame(session, groupement_id, period_id)
    engagements = list_engagements(session, groupement_id)
    rows = _list_asking(session, groupement_id, period_id)
    staff = Staff.of(engagements, list_engagement_conflicts(session, groupement_id))
    closed = list_closed_days(session, groupement_id, (row.member for row in rows), frame.days)
    demands = [demand_part(row, frame, staff, closed.get(row.member_id, ())) for row in rows]
    demands = [demand for demand in demands if demand["windows"]]
    said = list_availability(session, groupement_id)
    cdos = [
        cdo_part(row, frame, _available(row, said[row.id], frame, limits)) for row in engagements
    ]
    return {
        "format": FORMAT,
        "name": name,
        "timezone": frame.timezone,
        "days": [day.isoformat() for day in frame.days],
        "slots": _slots(frame.grid),
        "travel": dict(TRAVEL),
        "sites": _sites(engagements, rows),
        "conflicts": [
            [member_name(first), member_name(second)]
            for first, second in list_conflicts(session, groupement_id)
        ],
        "cdos": with_target_loads(cdos, demands, frame.days),
        "demands": demands,
        "published": [published_part(visit) for visit in published],
        "pins": [],
        "frozen_before": limits.frozen_before.isoformat() if limits.frozen_before else None,
        "max_changes": None,
        "weights": _weights(frame.grid),
    }


def _frame(session: Session, groupement_id: int, period_id: int) -> Frame:
    period = get_period(session, groupement_id, period_id)
    groupement = get_groupement_by_id(session, groupement_id)
    days = list_working_days(session, period)
    return Frame(days, period.grid, groupement.timezone)


def _list_asking(session: Session, groupement_id: int, period_id: int) -> list[Demand]:
    return [
        demand
        for demand in list_demands(session, groupement_id, period_id)
        if demand.state is DemandState.SUBMITTED and demand.member.is_active
    ]


def _available(engagement: Engagement, said: Availability, frame: Frame, limits: Limits) -> str:
    available = available_slots(
        frame.days, frame.grid, said.pattern, said.exceptions, said.busy, frame.timezone
    )
    return without_overlaps(available, limits.elsewhere.get(engagement.person_id, ()), frame)


def _sites(engagements: Iterable[Engagement], demands: Iterable[Demand]) -> list[dict[str, Any]]:
    sites = {engagement.base_id: engagement.base for engagement in engagements}
    sites |= {demand.member.site_id: demand.member.site for demand in demands}
    return [site_part(sites[number]) for number in sorted(sites)]


def _slots(grid: Grid) -> list[dict[str, str]]:
    return [
        {"start": f"{slot.start:%H:%M}", "end": f"{slot.end:%H:%M}", "half": slot.half.value}
        for slot in grid.slots
    ]


def _weights(grid: Grid) -> dict[str, Any]:
    """Return the points; those of a slot follow from those of a half-day."""
    per_half = grid.slots_per_half
    return {
        "short": [round(points / per_half) for points in SHORT_POINTS],
        "guaranteed": round(800 / per_half),
        "extra_cdo": 3000,
        "new_cdo": 3000,
        "off_rhythm": 200,
        "non_preferred": 50,
        "km": 1,
        "balance": round(10 / per_half),
        "change": 500,
    }
