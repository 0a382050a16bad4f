"""From rows to the solver's question, in the format `cdo-timeshare/1`.

What lies further down (visits in force here and elsewhere, the date before which nothing
moves) is passed in.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from cdo_share.accounts.models import Engagement
from cdo_share.availability.queries import Availability
from cdo_share.availability.slots import available_slots
from cdo_share.core.grid import Grid
from cdo_share.demands.models import Demand
from cdo_share.planning.collected import Collected, read_collected
from cdo_share.planning.identities import PublishedVisit
from cdo_share.planning.instance_demands import NO_FACTOR, Staff, demand_part
from cdo_share.planning.instance_parts import (
    Frame,
    cdo_part,
    member_name,
    published_part,
    site_part,
    with_target_loads,
    without_given_up,
    without_overlaps,
)

FORMAT = "cdo-timeshare/1"
TRAVEL = {"detour": 1.3, "kmh": 55, "fixed_minutes": 5, "pause_minutes": 20}
SHORT_POINTS = (800, 400, 200, 100)  # per half-day of the first to the last quarter of a demand

Elsewhere = Mapping[int, Sequence[tuple[datetime, datetime]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What else binds a new plan, told by the rooms further down.

    `elsewhere`: the times of each person's visits in other groupements, by person.
    `held`: the times of each person that a member books, by person, here and elsewhere.
    `frozen_before`: days before it keep their published visits; null freezes nothing.
    `member_weights`: the factor of each member's demands, by member; who is missing has 1.
    `given_up`: the slots that a demand no longer asks for, by demand, since visits were cancelled.
    """

    elsewhere: Elsewhere = field(default_factory=dict)
    held: Elsewhere = field(default_factory=dict)
    frozen_before: date | None = None
    member_weights: Mapping[int, Decimal] = field(default_factory=dict)
    given_up: Mapping[int, int] = field(default_factory=dict)


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
    """Return the question of a period as a mapping of JSON values; see `make_instance`.

    Raises NotFound when the period is not one of the groupement.
    """
    collected = read_collected(session, groupement_id, period_id)
    return make_instance(collected, name=name, published=published, limits=limits)


def make_instance(
    collected: Collected,
    *,
    name: str,
    published: Sequence[PublishedVisit] = (),
    limits: Limits = NO_LIMITS,
) -> dict[str, Any]:
    """Return the question that a round's rows ask, as a mapping of JSON values; pure.

    Demands without a working day left take no part.
    """
    frame, engagements, rows = collected.frame, collected.engagements, collected.demands
    demands = without_given_up(_demands(collected, limits.member_weights), limits.given_up)
    cdos = [
        cdo_part(row, frame, free_slots(row, collected.said[row.id], frame, limits))
        for row in engagements
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
            [member_name(first), member_name(second)] for first, second in collected.conflicts.apart
        ],
        "cdos": with_target_loads(cdos, demands, frame.days),
        "demands": demands,
        "published": [published_part(visit) for visit in published],
        "pins": [],
        "frozen_before": limits.frozen_before.isoformat() if limits.frozen_before else None,
        "max_changes": None,
        "weights": _weights(frame.grid),
    }


def _demands(collected: Collected, factors: Mapping[int, Decimal]) -> list[dict[str, Any]]:
    """Return the demands of the instance that have a working day left, weighed by member."""
    staff = Staff.of(collected.engagements, collected.conflicts.barred)
    parts = (
        demand_part(
            row,
            collected.frame,
            staff,
            collected.closed.get(row.member_id, ()),
            factors.get(row.member_id, NO_FACTOR),
        )
        for row in collected.demands
    )
    return [part for part in parts if part["windows"]]


def free_slots(engagement: Engagement, said: Availability, frame: Frame, limits: Limits) -> str:
    """Return "1" for each slot of the frame in which a CDO can work, days first, "0" for others.

    That is what they said and their calendars leave, without what is taken elsewhere or held.
    """
    available = available_slots(
        frame.days, frame.grid, said.pattern, said.exceptions, said.busy, frame.timezone
    )
    person = engagement.person_id
    taken = [*limits.elsewhere.get(person, ()), *limits.held.get(person, ())]
    return without_overlaps(available, taken, frame)


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
