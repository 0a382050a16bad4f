"""The visits of a plan as a calendar: a row per CDO or member, a week, month or period; pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from cdo_share.core.grid import Half
from cdo_share.core.text import has_words
from cdo_share.planning.plan_sheet import SheetVisit
from cdo_share.web.coordinator.names import CdoName, DemandName
from cdo_share.web.coordinator.plan_page import PlanPage
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


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A CDO or a member with their visits in order of time."""

    name: str
    visits: list[ShownVisit]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a row: the visits that begin in it, the slots they take, a shade 0–4 of that."""

    visits: list[ShownVisit]
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


def halves_of(row: PersonRow, days: Sequence[date]) -> list[list[ShownVisit]]:
    """Return the visits of a row by half-day, two a day; a long visit is in both."""
    of_half: dict[tuple[date, Half], list[ShownVisit]] = defaultdict(list)
    for visit in row.visits:
        for half in visit.halves:
            of_half[visit.day, half].append(visit)
    return [of_half[day, half] for day in days for half in Half]


def cells(row: PersonRow, spans: Sequence[tuple[date, date]], most: int) -> list[Cell]:
    """Return the cells of a row for stretches of days; `most` slots make the darkest shade."""
    found = []
    for first, last in spans:
        visits = [visit for visit in row.visits if first <= visit.day <= last]
        slots = sum(visit.slots for visit in visits)
        found.append(Cell(visits, slots, min(HEATS, -(-HEATS * slots // max(1, most)))))
    return found
