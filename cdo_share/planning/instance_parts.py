"""One CDO, one demand, one site, one visit as the solver's question writes them; pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from cdo_share.accounts.models import Engagement, Regime, Site
from cdo_share.core.grid import Grid
from cdo_share.demands.models import Cadence, Demand, Place, Urgency, Wish
from cdo_share.demands.windows import windows
from cdo_share.planning.identities import PublishedVisit, SolvedVisit
from cdo_share.planning.supply import supply_slots

DEMAND_WEIGHTS = {Urgency.NORMAL: 10, Urgency.SOON: 15, Urgency.URGENT: 30}


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


def demand_part(demand: Demand, frame: Frame, engaged: Collection[int]) -> dict[str, Any]:
    """Return a demand of the instance; its `windows` are empty when no working day is left.

    `engaged` are the numbers of the CDOs who take part.
    """
    stretches = windows(demand.cadence, frame.days, demand.earliest_on, demand.latest_on)
    previous = demand.previous_engagement_id
    declined = sorted(row.engagement_id for row in demand.declined)
    return {
        "id": demand_name(demand.id),
        "member": member_name(demand.member_id),
        "skill": demand.skill,
        "level": demand.level,
        "lengths": _lengths(demand),
        "windows": [[first.isoformat(), last.isoformat()] for first, last in stretches],
        **_volume(demand, stretches, frame),
        "guaranteed": 0,
        "site": site_name(demand.member.site_id),
        "on_site": demand.place is Place.ON_SITE,
        "forbidden": _forbidden(demand, frame.grid),
        "preferred": _preferred(demand, frame.grid),
        "weight": DEMAND_WEIGHTS[demand.urgency],
        "max_cdos": demand.max_cdos,
        "excluded": [cdo_name(number) for number in declined if number in engaged],
        "previous_cdo": cdo_name(previous) if previous in engaged and previous else None,
        "rhythm": demand.same_moment,
    }


def list_barred(
    demand: Demand,
    engagements: Iterable[Engagement],
    avoided: Mapping[int, Collection[int]],
) -> list[str]:
    """Return the CDOs who may not serve a demand for reasons of their own.

    `avoided` are the members whom each CDO must not serve, by engagement; who does not work
    remotely gets no remote visit.
    """
    return [
        cdo_name(one.id)
        for one in engagements
        if demand.member_id in avoided.get(one.id, ())
        or (demand.place is Place.REMOTE and not one.works_remotely)
    ]


def without_cdos(part: dict[str, Any], barred: Collection[str]) -> dict[str, Any]:
    """Return a demand of the instance that the barred CDOs cannot serve."""
    previous = part["previous_cdo"]
    return part | {
        "excluded": sorted({*part["excluded"], *barred}, key=number_of),
        "previous_cdo": None if previous in barred else previous,
    }


def _lengths(demand: Demand) -> list[int]:
    """Return the allowed lengths of a visit; a demand `once` may end with a shorter one."""
    if demand.cadence is not Cadence.ONCE:
        return [demand.visit_slots]
    return sorted({demand.visit_slots, demand.requested_slots % demand.visit_slots} - {0})


def _volume(demand: Demand, stretches: Sequence[tuple[date, date]], frame: Frame) -> dict[str, int]:
    """Return what is asked and how often; a day closed since then asks for nothing."""
    if demand.cadence is Cadence.ONCE:
        days = sum(first <= day <= last for day in frame.days for first, last in stretches)
        return {"requested": demand.requested_slots, "per_window": max(1, days)}
    most = len(stretches) * demand.visits_per_window * demand.visit_slots
    return {
        "requested": min(demand.requested_slots, most),
        "per_window": demand.visits_per_window,
    }


def _halfdays(demand: Demand, wish: Wish, grid: Grid) -> list[list[int]]:
    return sorted(
        [row.weekday, slot]
        for row in demand.halfdays
        if row.wish is wish
        for slot in grid.slots_of(row.half)
    )


def _forbidden(demand: Demand, grid: Grid) -> list[list[int]]:
    return _halfdays(demand, Wish.IMPOSSIBLE, grid)


def _preferred(demand: Demand, grid: Grid) -> list[list[int]]:
    """Return the preferred starts; a visit longer than a half-day starts where it fits the day."""
    forbidden, wished = _forbidden(demand, grid), _halfdays(demand, Wish.PREFERRED, grid)
    starts: list[list[int]] = []
    if demand.visit_slots > grid.slots_per_half:
        fitting = range(len(grid.slots) - demand.visit_slots + 1)
        starts += [[weekday, slot] for weekday, _ in wished for slot in fitting]
    if min(_lengths(demand)) <= grid.slots_per_half:
        starts += wished
    return sorted([*start] for start in {tuple(s) for s in starts if s not in forbidden})
