"""The visits of a plan as a calendar: a row per CDO or member, a week, month or period; pure."""

import uuid
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from cdo_share.core.grid import Half
from cdo_share.core.text import has_words
from cdo_share.planning.plan_sheet import SheetVisit
from cdo_share.web.coordinator.names import CdoName, DemandName
from cdo_share.web.coordinator.plans.page import PlanPage
from cdo_share.web.formats import visit_time

WORKING_DAYS = 5
HEATS = 4  # shades of a cell


class Rows(StrEnum):
    """Whose visits make a row."""

    CDO = "cdo"
    MEMBER = "adherents"


class Span(StrEnum):
    """How much time a calendar shows."""

    WEEK = "semaine"
    MONTH = "mois"
    PERIOD = "periode"
    LIST = "liste"


@dataclass(frozen=True, slots=True)
class ShownVisit:
    """A visit with its names, from the side of a row's person."""

    day: date
    halves: tuple[Half, ...]
    when: str
    cdo_name: str
    demand: DemandName
    slots: int
    is_on_site: bool
    visit_id: uuid.UUID


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A CDO or a member with their visits in order of time."""

    name: str
    visits: list[ShownVisit]


@dataclass(frozen=True, slots=True)
class HalfCell:
    """The visits of a half-day, or of a whole day (`half` is None) that one visit takes."""

    day: date
    half: Half | None
    visits: list[ShownVisit]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a row: the slots of its visits, and a shade 0–4 of that."""

    slots: int
    heat: int


def shown_visits(page: PlanPage, first: date, last: date) -> list[tuple[SheetVisit, ShownVisit]]:
    """Return the visits of some days, both ends included, as they are shown."""
    found = (visit for visit in page.sheet.visits if first <= visit.day <= last)
    return [(visit, _shown(page, visit)) for visit in found]


def _shown(page: PlanPage, visit: SheetVisit) -> ShownVisit:
    cdo, grid = page.cdos[visit.engagement_id], page.grid
    slots = (visit.slot, visit.slot + visit.length - 1)
    return ShownVisit(
        day=visit.day,
        halves=tuple(dict.fromkeys(grid.half_of(slot) for slot in slots)),
        when=visit_time(grid, visit.slot, visit.length, cdo.regime),
        cdo_name=cdo.name,
        demand=page.demands[visit.demand_id],
        slots=visit.length,
        is_on_site=visit.is_on_site,
        visit_id=visit.visit_id,
    )


def person_rows(
    page: PlanPage, rows: Rows, visits: Iterable[tuple[SheetVisit, ShownVisit]], words: str
) -> list[PersonRow]:
    """Return a row for each CDO or member whose name has the words, in order of name."""
    of_person: dict[int, list[ShownVisit]] = defaultdict(list)
    for visit, shown in visits:
        key = visit.engagement_id if rows is Rows.CDO else shown.demand.member_id
        of_person[key].append(shown)
    return [
        PersonRow(name, of_person[number])
        for number, name in names_of(page, rows).items()
        if has_words(words, [name])
    ]


def names_of(page: PlanPage, rows: Rows) -> dict[int, str]:
    """Return those who take part in the plan, in order of name."""
    if rows is Rows.MEMBER:
        return _taking_part(page.members, page.sheet.instance["demands"], "member")
    cdos: Mapping[int, CdoName] = page.cdos
    names = {number: cdo.name for number, cdo in cdos.items()}
    return _taking_part(names, page.sheet.instance["cdos"], "id")


def _taking_part(
    names: Mapping[int, str], asked: Iterable[Mapping[str, str]], field: str
) -> dict[int, str]:
    known = {int(one[field][1:]) for one in asked}
    return {number: name for number, name in names.items() if number in known}


def week_days(monday: date) -> list[date]:
    """Return Monday to Friday of a week."""
    return [monday + timedelta(days=number) for number in range(WORKING_DAYS)]


def halves_of(row: PersonRow, days: Sequence[date]) -> list[HalfCell]:
    """Return the cells of a row by half-day; a day whose only visit takes both halves has one."""
    found = []
    for day in days:
        visits = [visit for visit in row.visits if visit.day == day]
        if len(visits) == 1 and len(visits[0].halves) == len(Half):
            found.append(HalfCell(day, None, visits))
        else:
            found += [HalfCell(day, half, _within(visits, half)) for half in Half]
    return found


def _within(visits: Iterable[ShownVisit], half: Half) -> list[ShownVisit]:
    return [visit for visit in visits if half in visit.halves]


def cell_rows(
    rows: Iterable[PersonRow], spans: Sequence[tuple[date, date]]
) -> list[tuple[PersonRow, list[Cell]]]:
    """Return each row with its slots in stretches of days that follow one another.

    The largest figure of all makes the darkest shade.
    """
    counted = [(row, _slots(row, spans)) for row in rows]
    most = max((slots for _, figures in counted for slots in figures), default=0)
    return [
        (row, [Cell(slots, -(-HEATS * slots // max(1, most))) for slots in figures])
        for row, figures in counted
    ]


def _slots(row: PersonRow, spans: Sequence[tuple[date, date]]) -> list[int]:
    starts, found = [first for first, _ in spans], [0] * len(spans)
    for visit in row.visits:
        found[bisect_right(starts, visit.day) - 1] += visit.slots
    return found
