"""What a release changed, or a plan would change, person by person; pure but for the words."""

import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from cdo_share.core.grid import GRIDS, Grid
from cdo_share.planning.identities import PublishedVisit, SolvedVisit
from cdo_share.publishing.changes import Difference, VisitChange
from cdo_share.publishing.models import Change
from cdo_share.publishing.views import ChangeView, Stretch
from cdo_share.web.coordinator.names import CdoName, DemandName
from cdo_share.web.formats import short_day, visit_time

_COMING = (Change.ADDED, Change.MOVED)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeLine:
    """One visit and what becomes of it, ready to show; `was` is empty unless it moved.

    `is_put_back`: the coordinator had taken the visit out of this very place.
    """

    change: Change
    day: date
    when: str
    was: str
    title: str
    member_name: str
    cdo_name: str
    was_cdo_name: str
    is_put_back: bool = False

    @property
    def cdo_names(self) -> tuple[str, ...]:
        """Return the CDOs whom the change concerns: two when the visit changes hands."""
        return tuple(dict.fromkeys((self.cdo_name, self.was_cdo_name or self.cdo_name)))


@dataclass(frozen=True, slots=True)
class PersonChanges:
    """What changes for one member or CDO: how many visits of each kind, and which."""

    name: str
    counts: Mapping[str, int]
    lines: list[ChangeLine] = field(default_factory=list)


def lines_of_release(changes: Iterable[ChangeView]) -> list[ChangeLine]:
    """Return the lines of a release."""
    return [
        ChangeLine(
            change=one.change,
            day=one.when.day,
            when=_when(one.when),
            was=_when(one.was) if one.was else "",
            title=one.title,
            member_name=one.member_name,
            cdo_name=one.cdo_name,
            was_cdo_name=one.was_cdo_name or "",
        )
        for one in changes
    ]


def lines_of_plan(
    difference: Difference,
    cdos: Mapping[int, CdoName],
    demands: Mapping[int, DemandName],
    grid: Grid,
    taken_out: Collection[SolvedVisit] = (),
) -> list[ChangeLine]:
    """Return the lines of what publishing a plan would change.

    `taken_out` are places that a visit was taken out of: one that comes there is put back.
    """

    def line(one: VisitChange) -> ChangeLine:
        visit, was, demand = one.visit, one.was, demands[one.visit.demand_id]
        return ChangeLine(
            change=one.change,
            day=visit.day,
            when=_when(_stretch(visit, cdos, grid)),
            was=_when(_stretch(was, cdos, grid)) if was else "",
            title=demand.title,
            member_name=demand.member_name,
            cdo_name=cdos[visit.engagement_id].name,
            was_cdo_name=cdos[was.engagement_id].name if was else "",
            is_put_back=one.change in _COMING and visit.place in taken_out,
        )

    return [line(one) for one in difference.changes]


def _stretch(visit: PublishedVisit, cdos: Mapping[int, CdoName], grid: Grid) -> Stretch:
    regime = cdos[visit.engagement_id].regime
    return Stretch(visit.day, visit.slot, visit.length, grid.kind, regime)


def _when(stretch: Stretch) -> str:
    grid = GRIDS[stretch.grid_kind]
    time = visit_time(grid, stretch.slot, stretch.length, stretch.regime)
    return f"{short_day(stretch.day)}, {time}"


def by_cdo(lines: Iterable[ChangeLine]) -> list[PersonChanges]:
    """Return the changes CDO by CDO; a visit that changes hands concerns both."""
    return _by_name((name, line) for line in lines for name in line.cdo_names)


def by_member(lines: Iterable[ChangeLine]) -> list[PersonChanges]:
    """Return the changes member by member."""
    return _by_name((line.member_name, line) for line in lines)


def _by_name(pairs: Iterable[tuple[str, ChangeLine]]) -> list[PersonChanges]:
    groups: dict[str, list[ChangeLine]] = {}
    for name, line in pairs:
        groups.setdefault(name, []).append(line)
    return [
        PersonChanges(
            name,
            count_changes(lines),
            [line for line in lines if line.change is not Change.KEPT],
        )
        for name, lines in sorted(groups.items(), key=lambda group: plain_letters(group[0]))
    ]


def plain_letters(name: str) -> str:
    """Return a name without accents and capitals, to sort by."""
    letters = unicodedata.normalize("NFD", name)
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).casefold()


def count_changes(lines: Iterable[ChangeLine]) -> dict[str, int]:
    """Return how many visits are added, moved, kept and removed."""
    counts = Counter(line.change for line in lines)
    return {change.value: counts[change] for change in Change}
