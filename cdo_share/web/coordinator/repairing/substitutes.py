"""Who could stand in for a CDO, in plain words: visits, wishes that give way, the road."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext, ngettext

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
    """A CDO who could take over visits: what, how many at their time, and what it costs."""

    name: str
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
    """Return the substitutes in the order given, with names; nobody stands in for themselves."""
    grid = _grid(instance)
    return [
        Substitute(
            name=cdos[number_of(one["cdo"])].name,
            visits=one["visits"],
            at_same_time=one["at_same_time"],
            km=one["parts"]["travel"] // max(1, instance["weights"]["km"]),
            wishes=tuple(_wishes(one["parts"])),
            taken=tuple(_line(pair, cdos, demands, grid) for pair in one["taken"]),
        )
        for one in found
        if number_of(one["cdo"]) != absent_id
    ]


def tell_obstacles(
    found: Mapping[str, Counter[str]], cdos: Mapping[int, CdoName]
) -> list[tuple[str, str]]:
    """Return the name of each CDO who cannot take visits, and what forbids it."""
    texts = obstacle_texts()
    return [
        (cdos[number_of(cdo)].name, _obstacle_words(reasons, texts))
        for cdo, reasons in found.items()
    ]


def _obstacle_words(reasons: Counter[str], texts: Mapping[str, str]) -> str:
    """Return what forbids visits; of several reasons each with the number of its visits."""
    if len(reasons) == 1:
        return texts[next(iter(reasons))]
    return ", ".join(
        ngettext("%(why)s (%(num)d visit)", "%(why)s (%(num)d visits)", count, why=texts[reason])
        for reason, count in reasons.most_common()
    )


def obstacle_texts() -> dict[str, str]:
    """Return by code what keeps a CDO from a visit, in words that follow a name."""
    texts = {
        "skill": gettext("lacks the skill"),
        "level": gettext("has the skill, not at the level asked for"),
        "excluded": gettext("is ruled out for this member"),
        "distance": gettext("lives too far away"),
        "H1": gettext("the dates asked for do not allow it any more"),
        "H2": gettext("is not available then"),
        "H4": gettext("is elsewhere at that time"),
        "H5": gettext("works as much as is agreed already"),
        "H6": gettext("the demand asks for no more"),
        "H7": gettext("could come if the demand accepted one CDO more"),
        "H8": gettext("has no time for the way between two members"),
        "H9": gettext("the member ruled that time out"),
        "H11": gettext("serves a member who is to be kept apart"),
        "H12": gettext("has as many members as agreed"),
        "H13": gettext("sees as many places that day as agreed"),
    }
    return {code: str(text) for code, text in texts.items()}


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
