"""Demands that a plan serves in part or not at all, with the reason in plain words; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cdo_share.core.grid import Grid
from cdo_share.core.text import alphabetical
from cdo_share.planning.instance_parts import number_of
from cdo_share.planning.models import Plan
from cdo_share.web.coordinator.names import CdoName, DemandName
from cdo_share.web.coordinator.plans.costs import part_labels
from cdo_share.web.coordinator.plans.unmet_words import reason_text, remedy_text


@dataclass(frozen=True, slots=True)
class Price:
    """What a remedy spares in points (below 0: it costs), and the same part by part."""

    points: int
    parts: Sequence[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Unmet:
    """A demand that gets less than it asked for, in slots; why, and what would help."""

    demand: DemandName
    asked_slots: int
    granted_slots: int
    reason: str
    remedy: str
    price: Price | None

    @property
    def missing_slots(self) -> int:
        """Return the slots that were asked for and not granted."""
        return self.asked_slots - self.granted_slots


def list_unmet(
    plan: Plan, demands: Mapping[int, DemandName], cdos: Mapping[int, CdoName], grid: Grid
) -> list[Unmet]:
    """Return what a plan leaves unserved, the most missing first."""
    found = [
        Unmet(
            demands[entry["demand"]],
            entry["requested"],
            entry["served"],
            *explain_entry(entry, cdos, grid),
            remedy_price(entry),
        )
        for entry in plan.unmet
    ]
    return sorted(found, key=lambda one: (-one.missing_slots, alphabetical(one.demand.member_name)))


def explain_entry(
    entry: Mapping[str, Any], cdos: Mapping[int, CdoName], grid: Grid
) -> tuple[str, str]:
    """Return the reason of one entry of a plan's `unmet`, and what would help ("" for nothing)."""
    relaxation = entry["relaxation"]
    if relaxation is None:
        return reason_text(entry, ""), ""
    name = cdos[number_of(relaxation["cdo"])].name if relaxation["cdo"] else ""
    return reason_text(entry, name), remedy_text(relaxation, name, grid)


def remedy_price(entry: Mapping[str, Any]) -> Price | None:
    """Return the price of the remedy of one entry, None without remedy; plans of old know none."""
    relaxation = entry["relaxation"]
    if relaxation is None or "points" not in relaxation:
        return None
    labels = part_labels()
    parts = sorted(relaxation.get("parts", {}).items(), key=lambda part: -abs(part[1]))
    return Price(relaxation["points"], [(labels[name], points) for name, points in parts])
