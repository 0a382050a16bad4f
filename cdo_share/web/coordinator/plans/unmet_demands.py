"""Demands that a plan serves in part or not at all, with the reason in plain words; pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from cdo_share.core.grid import Grid
from cdo_share.core.text import alphabetical
from cdo_share.planning.instance_parts import number_of
from cdo_share.planning.models import Plan
from cdo_share.web.coordinator.names import CdoName, DemandName
from cdo_share.web.coordinator.plans.unmet_words import reason_text, remedy_text


@dataclass(frozen=True, slots=True)
class Unmet:
    """A demand that gets less than it asked for, in slots, and why."""

    demand: DemandName
    asked_slots: int
    granted_slots: int
    reason: str

    @property
    def missing_slots(self) -> int:
        """Return the slots that were asked for and not granted."""
        return self.asked_slots - self.granted_slots


def list_unmet(
    plan: Plan,
    demands: Mapping[int, DemandName],
    cdos: Mapping[int, CdoName],
    grid: Grid,
    entries: Iterable[Mapping[str, Any]] | None = None,
) -> list[Unmet]:
    """Return what a plan leaves unserved, the most missing first.

    `entries` stand for the plan's own, where its reasons were looked for again.
    """
    found = [
        Unmet(
            demands[entry["demand"]],
            entry["requested"],
            entry["served"],
            explain_entry(entry, cdos, grid)[0],
        )
        for entry in (plan.unmet if entries is None else entries)
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
