"""One demand as the solver's question writes it, and what it needs to know of the CDOs; pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from cdo_share.accounts.models import Engagement
from cdo_share.core.grid import Grid
from cdo_share.demands.copies import wish_of
from cdo_share.demands.models import Cadence, Demand, Place, Urgency, Wish
from cdo_share.demands.windows import windows
from cdo_share.demands.wish import measure_wish
from cdo_share.planning.instance_parts import (
    Frame,
    cdo_name,
    demand_name,
    member_name,
    site_name,
)

DEMAND_WEIGHTS = {Urgency.NORMAL: 10, Urgency.SOON: 15, Urgency.URGENT: 30}
NO_FACTOR = Decimal(1)


def weight_of(urgency: Urgency, factor: Decimal = NO_FACTOR) -> int:
    """Return the points of a demand: those of its urgency times its member's factor, at least 1.

    Rounded to whole points, halves up.

    >>> weight_of(Urgency.NORMAL, Decimal("1.15"))
    12
    """
    points = (DEMAND_WEIGHTS[urgency] * factor).quantize(NO_FACTOR, ROUND_HALF_UP)
    return max(1, int(points))


@dataclass(frozen=True, slots=True)
class Staff:
    """The CDOs who take part: all of them, those who never work remotely, whom each must not serve.

    `barred` tells the members by engagement.
    """

    engaged: frozenset[int]
    only_on_site: frozenset[int]
    barred: Mapping[int, Collection[int]]

    @classmethod
    def of(
        cls, engagements: Iterable[Engagement], barred: Mapping[int, Collection[int]]
    ) -> "Staff":
        """Return what demands need to know of the CDOs."""
        rows = list(engagements)
        return cls(
            engaged=frozenset(row.id for row in rows),
            only_on_site=frozenset(row.id for row in rows if not row.works_remotely),
            barred=barred,
        )

    def excluded(self, demand: Demand) -> list[int]:
        """Return the CDOs who cannot serve a demand whatever their time and skill, in order."""
        declined = {row.engagement_id for row in demand.declined}
        barred = {cdo for cdo, members in self.barred.items() if demand.member_id in members}
        unwilling = self.only_on_site if demand.place is Place.REMOTE else frozenset[int]()
        return sorted((declined | barred | unwilling) & self.engaged)


def demand_part(
    demand: Demand,
    frame: Frame,
    staff: Staff,
    closed: Collection[date],
    factor: Decimal = NO_FACTOR,
) -> dict[str, Any]:
    """Return a demand of the instance; its `windows` are empty when no working day is left.

    `closed` are working days on which the firm is closed. Windows stay as the cadence makes
    them on all working days: a closed week takes a visit away and does not move the others.
    """
    stretches = windows(demand.cadence, frame.days, demand.earliest_on, demand.latest_on)
    stretches = [span for span in stretches if _has_open_day(span, frame.days, closed)]
    excluded = staff.excluded(demand)
    wanted = staff.engaged.difference(excluded)
    previous = demand.previous_engagement_id
    return {
        "id": demand_name(demand.id),
        "member": member_name(demand.member_id),
        "skill": demand.skill,
        "level": demand.level,
        "lengths": _lengths(demand),
        "windows": [[first.isoformat(), last.isoformat()] for first, last in stretches],
        **_volume(demand, stretches, frame, closed),
        "site": site_name(demand.member.site_id),
        "on_site": demand.place is Place.ON_SITE,
        "forbidden": _forbidden(demand, frame.grid),
        **_closed(stretches, closed),
        "preferred": _preferred(demand, frame.grid),
        "weight": weight_of(demand.urgency, factor),
        "max_cdos": demand.max_cdos,
        "excluded": [cdo_name(number) for number in excluded],
        "previous_cdo": cdo_name(previous) if previous and previous in wanted else None,
        "rhythm": demand.same_moment,
    }


def _has_open_day(span: tuple[date, date], days: Sequence[date], closed: Collection[date]) -> bool:
    return any(span[0] <= day <= span[1] and day not in closed for day in days)


def _closed(
    stretches: Sequence[tuple[date, date]], closed: Collection[date]
) -> dict[str, list[str]]:
    """Return the closed days that windows hold; no field when there are none."""
    inside = sorted(day for day in closed if any(first <= day <= last for first, last in stretches))
    return {"closed": [day.isoformat() for day in inside]} if inside else {}


def _lengths(demand: Demand) -> list[int]:
    """Return the allowed lengths of a visit; a demand `once` may end with a shorter one."""
    if demand.cadence is not Cadence.ONCE:
        return [demand.visit_slots]
    return sorted({demand.visit_slots, demand.requested_slots % demand.visit_slots} - {0})


def _volume(
    demand: Demand, stretches: Sequence[tuple[date, date]], frame: Frame, closed: Collection[date]
) -> dict[str, int]:
    """Return what is asked, what is promised of it, and how often.

    A day closed since then asks for nothing, and more than is asked need not be promised.
    At least one visit is asked for: what nobody can give has a reason, which is looked for.
    """
    possible = max(_most_slots(demand, frame, closed), demand.visit_slots)
    requested = min(demand.requested_slots, possible)
    volume = {
        "requested": requested,
        "guaranteed": min(demand.guaranteed_slots, requested),
    }
    if demand.cadence is not Cadence.ONCE:
        return volume | {"per_window": demand.visits_per_window}
    # Closed days count here: a visit on one may be fixed already.
    days = sum(first <= day <= last for day in frame.days for first, last in stretches)
    return volume | {"per_window": max(1, days)}


def _most_slots(demand: Demand, frame: Frame, closed: Collection[date]) -> int:
    """Return the slots for which there is room beside the closed days, a visit a day."""
    wish = wish_of(demand)
    if demand.cadence is Cadence.ONCE:
        wish = replace(wish, total_visits=len(frame.days))
    return measure_wish(wish, frame.grid, frame.days, closed).visits * demand.visit_slots


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
