"""What a repair brings, and what it had to move: prices by the question that prices the desk."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from cdo_share.planning.models import Plan
from cdo_share.planning.queries import solver_plan
from cdo_share.planning.question import open_for_hand
from solver.check import check

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairFigures:
    """Slots and points before and after, priced as the desk prices them.

    `forced`: visits that could not stay, by pins or by what was said since; they do not count
    among the changes that are allowed.
    """

    served: tuple[int, int]
    points: tuple[int, int]
    forced: int


def read_figures(desk: Json, asked: Json, before: Plan, after: Plan) -> RepairFigures:
    """Return the figures of a repair.

    `desk` is the question by which the desk prices, so that what is on it has one price on every
    page; `asked` is that of the repair.
    """
    priced = _with_newcomers(open_for_hand(desk), asked, solver_plan(after, asked)["visits"])
    was, now = (check(priced, solver_plan(plan, priced)) for plan in (before, after))
    free = {**asked, "max_changes": None}
    moved = check(free, solver_plan(after, free))
    return RepairFigures(
        served=(was["served_slots"], now["served_slots"]),
        points=(was["cost"], now["cost"]),
        forced=moved["changed_visits"] - moved["changed_by_choice"],
    )


def _with_newcomers(desk: Json, asked: Json, visits: Iterable[Json]) -> dict[str, Any]:
    """Return the desk's question with those whom it does not know, but visits are of or for."""
    told = list(visits)
    used = {name for visit in told for name in (visit["demand"], visit["cdo"])}
    joined = {kind: _joined(desk[kind], asked[kind], used) for kind in ("demands", "cdos")}
    places = {one["site"] for one in joined["demands"]} | {one["base"] for one in joined["cdos"]}
    return {**desk, **joined, "sites": _joined(desk["sites"], asked["sites"], places)}


def _joined(known: list[Json], others: list[Json], wanted: set[str]) -> list[Json]:
    names = {one["id"] for one in known}
    return [*known, *(one for one in others if one["id"] in wanted - names)]
