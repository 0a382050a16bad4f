"""One CDO, one site, one visit as the solver's question writes them, and all names; pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from cdo_share.accounts.models import Engagement, Regime, Site
from cdo_share.core.grid import Grid
from cdo_share.planning.identities import PublishedVisit, SolvedVisit
from cdo_share.planning.supply import supply_slots


@dataclass(frozen=True, slots=True)
class Frame:
    """The working days of a period, its grid, and the time zone of its clocks."""

    days: Sequence[date]
    grid: Grid
    timezone: str


def demand_name(demand_id: int) -> str:
    """Return a demand's name in instances and plans."""
    return f"D{demand_id}"


def cdo_name(engagement_id: int) -> str:
    """Return a CDO's name in instances and plans."""
    return f"C{engagement_id}"


def member_name(member_id: int) -> str:
    """Return a member's name in instances and plans."""
    return f"M{member_id}"


def site_name(site_id: int) -> str:
    """Return a site's name in instances."""
    return f"S{site_id}"


def number_of(name: str) -> int:
    """Return the row's number behind a name such as D12; raises ValueError for another text."""
    return int(name[1:])


def site_part(site: Site) -> dict[str, Any]:
    """Return a site of the instance."""
    return {"id": site_name(site.id), "lat": site.lat, "lon": site.lon}


def published_part(visit: PublishedVisit) -> dict[str, Any]:
    """Return a visit in force."""
    return {
        "demand": demand_name(visit.demand_id),
        "cdo": cdo_name(visit.engagement_id),
        "day": visit.day.isoformat(),
        "slot": visit.slot,
        "length": visit.length,
    }


def solved_visit(visit: Mapping[str, Any]) -> SolvedVisit:
    """Return a visit of the solver's plan with the numbers of its rows."""
    return SolvedVisit(
        demand_id=number_of(visit["demand"]),
        engagement_id=number_of(visit["cdo"]),
        day=date.fromisoformat(visit["day"]),
        slot=visit["slot"],
        length=visit["length"],
    )


def cdo_part(engagement: Engagement, frame: Frame, available: str) -> dict[str, Any]:
    """Return a CDO of the instance, caps in slots, still without a target load."""
    per_half = frame.grid.slots_per_half
    return {
        "id": cdo_name(engagement.id),
        "regime": engagement.regime.value,
        "base": site_name(engagement.base_id),
        "skills": {skill.skill: skill.level for skill in engagement.skills},
        "available": available,
        "day_cap": engagement.day_cap_halfdays * per_half,
        "week_cap": engagement.week_cap_halfdays * per_half,
        "period_cap": engagement.period_cap_halfdays * per_half,
        "average_cap": _average_cap(engagement, per_half),
        "max_km": engagement.max_km,
        "max_members": engagement.max_members,
        "max_sites_per_day": engagement.max_sites_per_day,
        "target_load": None,
    }


def _average_cap(engagement: Engagement, per_half: int) -> dict[str, int] | None:
    if engagement.average_weeks is None or engagement.average_halfdays is None:
        return None
    slots = engagement.average_halfdays * per_half
    return {"weeks": engagement.average_weeks, "slots": slots}


def without_overlaps(
    available: str, taken: Iterable[tuple[datetime, datetime]], frame: Frame
) -> str:
    """Return the available slots without those that a visit elsewhere touches at all."""
    taken = list(taken)
    if not taken:
        return available
    slots = len(frame.grid.slots)
    free = list(available)
    for number, mark in enumerate(available):
        day, slot = frame.days[number // slots], number % slots
        starts_at, ends_at = frame.grid.instants(day, slot, 1, zone=frame.timezone)
        if mark == "1" and any(start < ends_at and starts_at < end for start, end in taken):
            free[number] = "0"
    return "".join(free)


def with_target_loads(
    cdos: Sequence[dict[str, Any]], demands: Sequence[Mapping[str, Any]], days: Sequence[date]
) -> list[dict[str, Any]]:
    """Return the CDOs with the load that would share all that is asked evenly; volunteers none."""
    supplies = [supply_slots(cdo, days) for cdo in cdos]
    asked = sum(demand["requested"] for demand in demands)
    share = min(1.0, asked / max(1, sum(supplies)))
    return [
        cdo | {"target_load": None if cdo["regime"] == Regime.VOLUNTEER else round(supply * share)}
        for cdo, supply in zip(cdos, supplies, strict=True)
    ]


def without_given_up(
    demands: Iterable[dict[str, Any]], given_up: Mapping[int, int]
) -> list[dict[str, Any]]:
    """Return the demands without the slots that were given up; one that asks no more takes no part.

    `given_up` is by demand, in slots.
    """
    less = {demand_name(number): slots for number, slots in given_up.items()}
    asked = [_without(demand, less.get(demand["id"], 0)) for demand in demands]
    return [demand for demand in asked if demand["requested"] > 0]


def _without(demand: dict[str, Any], slots: int) -> dict[str, Any]:
    requested = demand["requested"] - slots
    return demand | {
        "requested": requested,
        "guaranteed": min(demand["guaranteed"], max(0, requested)),
    }
