"""What a repair takes from whom and for whom, and what it would be if nobody else had to move."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cdo_share.planning.models import Plan
from cdo_share.planning.queries import (
    is_repair_under_way,
    list_repairs_of,
    planned_visits,
)
from cdo_share.planning.question import Question
from cdo_share.planning.repair_losses import (
    Brought,
    Loss,
    bring,
    is_allowed,
    keeps_to_those_hit,
    list_losses,
)
from cdo_share.publishing.changes import Difference
from cdo_share.publishing.models import Change
from cdo_share.web.coordinator.names import DemandName
from cdo_share.web.extensions import db

MOST_KNOWN = 20  # each click asks for two repairs: with further changes, and without
Names = Mapping[int, DemandName]


@dataclass(frozen=True, slots=True)
class LossLine:
    """A demand that gets less: slots, points, and the names of those who get the time instead."""

    demand: DemandName
    slots: int
    points: int
    gainers: list[str]


@dataclass(frozen=True, slots=True)
class Better:
    """A repair found since that keeps to the same limits and costs fewer points."""

    run_id: int
    points: int


def losses_of(
    instance: dict[str, Any], asked: Question, found: Difference, names: Names
) -> dict[str, Any]:
    """Return who loses what, and the repair beside one that moves nobody who is not hit."""
    stood = [one.was or one.visit for one in found.changes if one.change is not Change.ADDED]
    before = [visit.place for visit in stood]
    after = [visit.place for visit in found.standing]
    losses, brought = list_losses(instance, before, after), bring(instance, before, after)
    basis_id = asked.basis_plan_id or 0
    # Asked first: what ends in between is then among the repairs.
    is_awaited = asked.max_changes != 0 and is_repair_under_way(db.session, basis_id, 0)
    known = list_repairs_of(db.session, basis_id, most=MOST_KNOWN)
    return {
        "not_replaced": [_line(one, names) for one in losses.not_replaced],
        "taken_away": [_line(one, names) for one in losses.taken_away],
        "not_asked": [_line(one, names) for one in losses.not_asked],
        "brought": brought,
        "better": _better(instance, before, asked, brought, known),
        "is_awaited": is_awaited,
        "beside": None if asked.max_changes == 0 else _beside(instance, before, known),
    }


def _line(loss: Loss, names: Names) -> LossLine:
    gainers = [f"{names[one].member_name} ({names[one].title})" for one in loss.gainers]
    return LossLine(names[loss.demand_id], loss.slots, loss.points, gainers)


def _better(
    instance: dict[str, Any],
    before: list[Any],
    asked: Question,
    brought: Brought,
    known: list[Plan],
) -> Better | None:
    """Return the cheapest repair known that this question allows too, where it costs less."""
    if not asked.keeps_to_hit or asked.edits:
        return None
    found = []
    for plan in (one for one in known if one.cost < brought.points):  # judging takes long
        after = [visit.place for visit in planned_visits(plan)]
        if keeps_to_those_hit(instance, before, after) and is_allowed(
            instance, after, asked.max_changes
        ):
            found.append(Better(plan.run_id, bring(instance, before, after).points))
    best = min(found, key=lambda one: one.points, default=None)
    return best if best and best.points < brought.points else None


def _beside(instance: dict[str, Any], before: list[Any], known: list[Plan]) -> Brought | None:
    """Return what the newest repair that moves nobody else comes to, by the same question."""
    for plan in known:
        after = [visit.place for visit in planned_visits(plan)]
        if keeps_to_those_hit(instance, before, after) and is_allowed(instance, after, 0):
            return bring(instance, before, after)
    return None
