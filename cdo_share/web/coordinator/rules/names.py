"""Who and what the judge's facts stand for."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from cdo_share.core.grid import Grid
from cdo_share.planning.instance_parts import cdo_name, demand_name, member_name
from cdo_share.planning.models import Constraint, ConstraintKind
from cdo_share.proposals.wishers import Wisher
from cdo_share.web.coordinator.names import CdoName, DemandName
from cdo_share.web.formats import day_text, half_text

Json = Mapping[str, Any]
Key = tuple[ConstraintKind, str, str, str]  # kind, demand, CDO or "", ISO day or ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleNames:
    """The question that breaches are about, and names for all in it.

    `cdos`, `demands` and `members` by their names in the instance (C3, D1, M2); `demands` read as
    “firm – title”. `sites`: the firm at a place. `kept_cdos`, `kept_weekdays`: pins of demands;
    `avoided`: ISO days on which constraints want no visit of a demand. `granted`: who asked for a
    constraint and was told yes, by what it is about (`Key`).
    """

    instance: Json
    grid: Grid
    cdos: Mapping[str, str]
    demands: Mapping[str, str]
    members: Mapping[str, str]
    sites: Mapping[str, str]
    kept_cdos: Mapping[str, Collection[str]] = field(default_factory=dict)
    kept_weekdays: Mapping[str, Collection[int]] = field(default_factory=dict)
    avoided: Mapping[str, Collection[str]] = field(default_factory=dict)
    granted: Mapping[Key, str] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        instance: Json,
        grid: Grid,
        cdos: Mapping[int, CdoName],
        demands: Mapping[int, DemandName],
        pins: Collection[Constraint] = (),
        wishers: Mapping[int, Wisher] | None = None,
    ) -> "RuleNames":
        """Return the names for a question, from those of its groupement and period.

        `wishers`: who asked for those of the pins that are accepted wishes, by constraint.
        """
        members = {member_name(one.member_id): one.member_name for one in demands.values()}
        kept = _kept(pins)
        return cls(
            instance=instance,
            grid=grid,
            cdos={cdo_name(one.id): one.name for one in cdos.values()},
            demands={
                demand_name(one.id): f"{one.member_name} – {one.title}" for one in demands.values()
            },
            members=members,
            sites={
                row["site"]: members[row["member"]]
                for row in instance["demands"]
                if row["member"] in members
            },
            kept_cdos=kept[ConstraintKind.KEEP_CDO],
            kept_weekdays=kept[ConstraintKind.KEEP_WEEKDAY],
            avoided=kept[ConstraintKind.AVOID_DEMAND],
            granted={_key(row): str(wishers[row.id]) for row in pins if row.id in wishers}
            if wishers
            else {},
        )

    def part(self, kind: str, name: str) -> Json:
        """Return a CDO or a demand of the question; empty when it is not there."""
        return next((one for one in self.instance[kind] if one["id"] == name), {})

    def when(self, day: str, slot: int) -> str:
        """Return “Tuesday 12 January, morning”."""
        return f"{day_text(date.fromisoformat(day))}, {half_text(self.grid.half_of(slot))}"


def _key(row: Constraint) -> Key:
    """Return what a constraint is about; the CDO counts only where it is about one."""
    demand = demand_name(row.demand_id) if row.demand_id is not None else ""
    is_of_cdo = row.kind in (ConstraintKind.AVOID_CDO, ConstraintKind.KEEP_CDO)
    cdo = cdo_name(row.engagement_id or 0) if is_of_cdo else ""
    return row.kind, demand, cdo, row.day.isoformat() if row.day else ""


_KEPT: Mapping[ConstraintKind, Callable[[Constraint], Any]] = {
    ConstraintKind.KEEP_CDO: lambda row: cdo_name(row.engagement_id or 0),
    ConstraintKind.KEEP_WEEKDAY: lambda row: row.weekday,
    ConstraintKind.AVOID_DEMAND: lambda row: row.day.isoformat() if row.day else "",
}


def _kept(pins: Iterable[Constraint]) -> Mapping[ConstraintKind, dict[str, list[Any]]]:
    """Return what is kept or avoided, kind by kind and demand by demand."""
    kept: dict[ConstraintKind, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for row in pins:
        if row.demand_id is not None and row.kind in _KEPT:
            kept[row.kind][demand_name(row.demand_id)].append(_KEPT[row.kind](row))
    return kept
