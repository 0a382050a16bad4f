"""Published visits that no longer fit what was said since; pure.

A release binds until the next one, so nothing here moves a visit: people are told.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from cdo_share.availability.queries import Availability
from cdo_share.availability.slots import available_slots
from cdo_share.core.grid import GRIDS, GridKind
from cdo_share.publishing.views import VisitView

Group = tuple[int, GridKind]  # a CDO by engagement, and the grid that their visits are in


class Reason(StrEnum):
    """Why a visit no longer fits."""

    CDO_LEFT = "cdo_left"  # the CDO is no longer with the groupement
    UNAVAILABLE = "unavailable"  # the CDO cannot work then
    CONFLICT = "conflict"  # the CDO must not serve the member
    ABOVE_CAP = "above_cap"  # the CDO's week has become too full
    MEMBER_LEFT = "member_left"  # the firm is no longer with the groupement
    CLOSED = "closed"  # the firm is closed
    WITHDRAWN = "withdrawn"  # the demand is withdrawn
    MOVED = "moved"  # the firm is elsewhere now


ALL = frozenset(Reason)
OF_CDO = frozenset({Reason.CDO_LEFT, Reason.UNAVAILABLE, Reason.CONFLICT, Reason.ABOVE_CAP})
OF_MEMBER = ALL - OF_CDO


@dataclass(frozen=True, slots=True)
class Planned:
    """A visit in force with what is true now of its demand, its member and its CDO."""

    visit: VisitView
    has_cdo: bool
    has_member: bool
    is_withdrawn: bool
    has_moved: bool
    week_cap_halfdays: int
    timezone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What was said: `said` and `barred` by engagement, `closed` by member, both ends included.

    Of visits whose CDO is not in `said`, availability is not known: do not ask for it.
    """

    said: Mapping[int, Availability] = field(default_factory=dict)
    barred: Mapping[int, frozenset[int]] = field(default_factory=dict)
    closed: Mapping[int, Sequence[tuple[date, date]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Misfit:
    """One visit, and one reason for which it no longer fits."""

    visit: VisitView
    reason: Reason


def find_misfits(planned: Sequence[Planned], now: Said) -> Iterator[Misfit]:
    """Yield every reason of every visit, in the order given.

    `planned` is in order of time and holds whole weeks: what is beyond a week's cap comes last.
    """
    full: Counter[tuple[int, int, int]] = Counter()
    free = _free_slots(planned, now)
    for one in planned:
        visit = one.visit
        week = (visit.engagement_id, *visit.day.isocalendar()[:2])
        full[week] += visit.length
        per_half = GRIDS[visit.grid_kind].slots_per_half
        checks = {
            Reason.CDO_LEFT: not one.has_cdo,
            Reason.UNAVAILABLE: not _slots_of(visit) <= free.get(_group_of(visit), set()),
            Reason.CONFLICT: visit.member_id in now.barred.get(visit.engagement_id, ()),
            Reason.ABOVE_CAP: full[week] > one.week_cap_halfdays * per_half,
            Reason.MEMBER_LEFT: not one.has_member,
            Reason.CLOSED: _is_closed(visit, now),
            Reason.WITHDRAWN: one.is_withdrawn,
            Reason.MOVED: one.has_moved,
        }
        yield from (Misfit(visit, reason) for reason, holds in checks.items() if holds)


def _free_slots(planned: Sequence[Planned], now: Said) -> dict[Group, set[tuple[date, int]]]:
    """Return the slots in which each CDO can work on the days that matter, as a run counts them."""
    days: defaultdict[Group, set[date]] = defaultdict(set)
    for one in planned:
        days[_group_of(one.visit)].add(one.visit.day)
    zones = {one.visit.engagement_id: one.timezone for one in planned}
    return {
        group: _free_of(group, sorted(of_group), now.said[group[0]], zones[group[0]])
        for group, of_group in days.items()
        if group[0] in now.said
    }


def _free_of(
    group: Group, days: list[date], said: Availability, zone: str
) -> set[tuple[date, int]]:
    grid = GRIDS[group[1]]
    marks = available_slots(days, grid, said.pattern, said.exceptions, said.busy, zone)
    places = ((day, slot) for day in days for slot in range(len(grid.slots)))
    return {place for place, mark in zip(places, marks, strict=True) if mark == "1"}


def _group_of(visit: VisitView) -> Group:
    return visit.engagement_id, visit.grid_kind


def _slots_of(visit: VisitView) -> set[tuple[date, int]]:
    return {(visit.day, visit.slot + number) for number in range(visit.length)}


def _is_closed(visit: VisitView, now: Said) -> bool:
    stretches = now.closed.get(visit.member_id, ())
    return any(first <= visit.day <= last for first, last in stretches)
