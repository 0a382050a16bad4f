"""Who could stand in for a CDO, in plain words: visits, wishes that give way, the road."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext

from cdo_share.core.grid import GRIDS, Grid, GridKind
from cdo_share.planning.instance_parts import number_of
from cdo_share.web.coordinator.names import CdoName, DemandName
from cdo_share.web.formats import short_day, visit_time

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class TakenLine:
    """One visit that a substitute takes; `was` is empty where it stays at its time."""

    member_name: str
    when: str
    was: str


@dataclass(frozen=True, slots=True)
class Substitute:
    """A CDO who could take over visits: what, how many at their time, and what it costs.

    `is_absent`: it is whoever is away, on days on which they are back.
    """

    name: str
    is_absent: bool
    visits: int
    at_same_time: int
    km: int
    wishes: tuple[str, ...]
    taken: tuple[TakenLine, ...]


def tell_substitutes(
    found: Sequence[Json],
    instance: Json,
    cdos: Mapping[int, CdoName],
    demands: Mapping[int, DemandName],
    absent_id: int,
) -> list[Substitute]:
    """Return the substitutes in the order given, with names."""
    grid = _grid(instance)
    return [
        Substitute(
            name=cdos[number_of(one["cdo"])].name,
            is_absent=number_of(one["cdo"]) == absent_id,
            visits=one["visits"],
            at_same_time=one["at_same_time"],
            km=one["parts"]["travel"] // max(1, instance["weights"]["km"]),
            wishes=tuple(_wishes(one["parts"])),
            taken=tuple(_line(pair, cdos, demands, grid) for pair in one["taken"]),
        )
        for one in found
    ]


def _grid(instance: Json) -> Grid:
    kind = GridKind.HALF_DAY if len(instance["slots"]) == 2 else GridKind.HOUR
    return GRIDS[kind]


def _wishes(parts: Json) -> list[str]:
    """Return which wishes give way, in words."""
    texts = {
        "extra_cdo": gettext("one CDO more for a demand"),
        "new_cdo": gettext("a CDO whom the member does not know yet"),
        "off_rhythm": gettext("outside the usual moment of the week"),
        "non_preferred": gettext("outside the preferred half-days"),
    }
    return [str(text) for part, text in texts.items() if parts[part] > 0]


def _line(
    pair: Json, cdos: Mapping[int, CdoName], demands: Mapping[int, DemandName], grid: Grid
) -> TakenLine:
    old, new = pair["from"], pair["to"]
    place = ("day", "slot", "length")
    is_same = all(old[part] == new[part] for part in place)
    return TakenLine(
        member_name=demands[number_of(new["demand"])].member_name,
        when=when_of(new, cdos, grid),
        was="" if is_same else when_of(old, cdos, grid),
    )


def when_of(visit: Json, cdos: Mapping[int, CdoName], grid: Grid) -> str:
    """Return day and time of a visit that is written as in the instance."""
    regime = cdos[number_of(visit["cdo"])].regime
    time = visit_time(grid, visit["slot"], visit["length"], regime)
    return f"{short_day(date.fromisoformat(visit['day']))}, {time}"
