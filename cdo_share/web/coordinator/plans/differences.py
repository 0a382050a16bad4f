"""What `solver.compare` tells of two plans, with names, and the figures of several plans; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext

from cdo_share.core.text import alphabetical
from cdo_share.planning.comparison import Priced
from cdo_share.planning.instance_parts import number_of
from cdo_share.planning.plan_figures import PlanFigures
from cdo_share.web.coordinator.explaining.price_words import price_words
from cdo_share.web.coordinator.plans.costs import PARTS, part_labels
from cdo_share.web.coordinator.plans.page import PlanPage
from cdo_share.web.formats import hours_text, percent_text, short_day, visit_time, whole_text

Told = Mapping[str, Any]
_CHANGES = ("moved", "removed", "added")


@dataclass(frozen=True, slots=True)
class Row:
    """A figure of several plans in words, and what the later ones have more than the first.

    A difference is empty when there is none, or when it would say nothing.
    """

    label: str
    values: list[str]
    differences: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberDifference:
    """A member who is not as before: slots and points of both plans, who gains or loses.

    `reasons`: what else than hours is won or lost, in words.
    """

    name: str
    slots: Mapping[str, int]
    points: Mapping[str, int]
    outcome: str
    reasons: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class CdoDifference:
    """A CDO whose work is not as before: slots, kilometres."""

    name: str
    load: Mapping[str, int]
    km: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitDifference:
    """A visit that is not in both plans alike: where it was, where it is.

    `change` is moved, removed (then `is_now` is empty) or added (then `was` is empty).
    """

    change: str
    day: str
    member_name: str
    title: str
    was: str
    is_now: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanDifference:
    """A plan beside the first one."""

    two: PlanPage
    same: int
    visits: list[VisitDifference]
    members: list[MemberDifference]
    cdos: list[CdoDifference]
    member_points: int
    cdo_points: int

    @property
    def counts(self) -> dict[str, int]:
        """Return how many visits are kept, moved, removed and added."""
        told = [one.change for one in self.visits]
        return {"kept": self.same} | {name: told.count(name) for name in _CHANGES}

    @property
    def outcomes(self) -> dict[str, int]:
        """Return how many members gain, lose, and change without either."""
        told = [one.outcome for one in self.members]
        return {name: told.count(name) for name in ("gains", "loses", "even", "comes", "goes")}


def plan_difference(one: PlanPage, two: PlanPage, told: Told) -> PlanDifference:
    """Return what was told of two plans with the names of people and demands."""
    visits = _Visits(one, two)
    return PlanDifference(
        two=two,
        same=told["same"],
        visits=visits.differing(told),
        members=sorted(
            (_member(one, visits.members, member) for member in told["members"]),
            key=lambda member: (member.points["difference"], alphabetical(member.name)),
        ),
        cdos=sorted(
            (_cdo(one, cdo) for cdo in told["cdos"]), key=lambda cdo: alphabetical(cdo.name)
        ),
        member_points=_sum(told["members"]),
        cdo_points=_sum(told["cdos"]),
    )


def _sum(owners: Sequence[Told]) -> int:
    return sum(owner["points"]["difference"] for owner in owners)


def _member(page: PlanPage, names: Mapping[int, str], told: Told) -> MemberDifference:
    parts = dict(told["parts"])
    if told["difference"]:
        parts.pop("shortage", None)  # the hours tell it
    return MemberDifference(
        reasons=price_words(parts, page.sheet.instance["weights"], 0, page.grid),
        name=names[number_of(told["member"])],
        slots={side: told[side] for side in ("one", "two", "difference")},
        points=told["points"],
        outcome=told["outcome"],
    )


def _cdo(page: PlanPage, told: Told) -> CdoDifference:
    name = page.cdos[number_of(told["cdo"])].name
    return CdoDifference(name=name, load=told["load"], km=told["km"])


class _Visits:
    """Words for the visits of two plans of one period."""

    def __init__(self, one: PlanPage, two: PlanPage) -> None:
        self._page = one
        self.members = one.members | two.members

    def differing(self, told: Told) -> list[VisitDifference]:
        """Return what differs, in order of days."""
        found = [
            self._row("moved", pair["from"], pair["from"], pair["to"]) for pair in told["moved"]
        ]
        found += [self._row("removed", visit, visit, None) for visit in told["only_one"]]
        found += [self._row("added", visit, None, visit) for visit in told["only_two"]]
        return sorted(found, key=lambda one: (one.day, alphabetical(one.member_name)))

    def _row(
        self, change: str, visit: Told, was: Told | None, is_now: Told | None
    ) -> VisitDifference:
        demand = self._page.demands[number_of(visit["demand"])]
        return VisitDifference(
            change=change,
            day=visit["day"],
            member_name=demand.member_name,
            title=demand.title,
            was=self._place(was),
            is_now=self._place(is_now),
        )

    def _place(self, visit: Told | None) -> str:
        if visit is None:
            return ""
        cdo = self._page.cdos[number_of(visit["cdo"])]
        time = visit_time(self._page.grid, visit["slot"], visit["length"], cdo.regime)
        return f"{short_day(date.fromisoformat(visit['day']))}, {time}, {cdo.name}"


def side_by_side(pages: Sequence[PlanPage], priced: Sequence[Priced]) -> list[Row]:
    """Return the figures of several plans, and the differences of the others to the first.

    Hours and kilometres are the plans' own; points are counted alike (see `price_alike`).
    """
    return [*_service_rows(pages), *_point_rows(priced)]


def _service_rows(pages: Sequence[PlanPage]) -> list[Row]:
    grid = pages[0].grid
    figures = [PlanFigures(page.sheet) for page in pages]
    told = [page.plan.statistics for page in pages]

    def hours(slots: int) -> str:
        return hours_text(slots, grid)

    return [
        _row(gettext("Hours served"), [one["served_slots"] for one in told], hours),
        _row(gettext("Hours asked for"), [one["requested_slots"] for one in told], hours),
        _row(gettext("No plan can serve more than"), [one.limit_slots for one in figures], hours),
        _shares(
            gettext("Least-served of the demands that somebody can serve"),
            [one["satisfaction_min"] for one in told],
        ),
        _row(
            gettext("Demands that nobody can serve"),
            [len(one["unservable"]) for one in told],
        ),
        _shares(gettext("Half of the demands: at least"), [one.median_share() for one in figures]),
        _row(gettext("Visits"), [one["visits"] for one in told], whole_text),
        _row(gettext("Kilometres"), [one["km"] for one in told], whole_text),
        _row(gettext("Demands that keep their CDO"), [one.continuity().kept for one in figures]),
        _shares(gettext("Visits at their usual moment"), [one.rhythm().share for one in figures]),
    ]


def _point_rows(priced: Sequence[Priced]) -> list[Row]:
    """Return the parts of the cost that any of the plans has, and their sum."""
    parts = [one.report["components"] for one in priced]
    labels = part_labels() | {
        "change": gettext("Visits that change against what is in force today")
    }
    rows = [
        _points(gettext("Points: %(part)s", part=labels[code]), values, priced)
        for code in PARTS
        if any(values := [part.get(code, 0) for part in parts])
    ]
    return [
        *rows,
        _points(gettext("Points in all"), [one.report["cost"] for one in priced], priced),
    ]


def _points(label: str, values: Sequence[int], priced: Sequence[Priced]) -> Row:
    """Return a row of points; a plan that cannot be priced alike has none."""
    row = _row(label, values)
    known = [one.is_alike for one in priced]
    return Row(
        label,
        [text if is_alike else "–" for text, is_alike in zip(row.values, known, strict=True)],
        [
            text if is_alike else ""
            for text, is_alike in zip(row.differences, known[1:], strict=True)
        ],
    )


def _row(label: str, values: Sequence[int], text: Any = whole_text) -> Row:
    more = [value - values[0] for value in values[1:]]
    return Row(label, [text(value) for value in values], [_signed(one, text) for one in more])


def _signed(value: int, text: Any) -> str:
    if value == 0:
        return ""
    return f"+{text(value)}" if value > 0 else f"−{text(-value)}"


def _shares(label: str, values: Sequence[float | None]) -> Row:
    words = ["–" if value is None else percent_text(value) for value in values]
    return Row(label, words, ["" for _ in values[1:]])
