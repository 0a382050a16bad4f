"""One week of the desk as a table: a row per CDO or member, two half-days per day; pure."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from cdo_share.core.errors import NotFound
from cdo_share.core.grid import Half
from cdo_share.planning.drafting.steps import Visit
from cdo_share.planning.instance_parts import demand_name, member_name, solved_visit
from cdo_share.planning.queries import planned_visits
from cdo_share.web.coordinator.desk.look import Desk, key_of, read_key
from cdo_share.web.coordinator.desk.openings import Line, list_lines
from cdo_share.web.formats import visit_time

WORKING_DAYS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One visit as a card; `who` is the member, or the CDO where rows are members."""

    key: str
    who: str
    title: str
    time: str
    says: str
    length: int
    is_long: bool
    is_on_site: bool
    is_pinned: bool
    is_changed: bool
    misfit: str


@dataclass(frozen=True, slots=True)
class BoardCell:
    """One half-day of a row: `state` is free, away or closed.

    `later`: why it is away, where that was said after the plan was made; "" elsewhere.
    """

    day: date
    half: Half
    slot: int
    state: str
    cards: list[Card]
    later: str = ""


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A CDO or a member with the ten half-days of the week."""

    id: str
    name: str
    cells: list[BoardCell]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A demand of the tray, with what it is still without, in slots."""

    id: int
    member_name: str
    title: str
    missing: int
    length: int


@dataclass(frozen=True, slots=True)
class Board:
    """The week from a Monday on."""

    monday: date
    days: list[tuple[date, bool]]
    rows: list[BoardRow]


def make_board(desk: Desk, monday: date, view: str) -> Board:
    """Return the week; where rows are members, those of the question, else its CDOs."""
    days = [monday + timedelta(days=number) for number in range(WORKING_DAYS)]
    working = set(desk.table.instance["days"])
    open_days = [(day, day.isoformat() in working) for day in days]
    of_cdos = view == "cdo"
    cards = _cards(desk, {day.isoformat() for day in days}, of_cdos=of_cdos)
    rows = [
        BoardRow(
            line.id,
            line.name,
            [_cell(desk, line, day, half, cards[line.id]) for day in days for half in Half],
        )
        for line in list_lines(desk, of_cdos=of_cdos)
    ]
    return Board(monday, open_days, rows)


_Cards = dict[tuple[str, Half], list[Card]]


def _cell(desk: Desk, line: Line, day: date, half: Half, cards: _Cards) -> BoardCell:
    opening, here = line.at(day, half), cards.get((day.isoformat(), half), [])
    start = desk.grid.slots_of(half).start
    return BoardCell(day, half, start, opening.state, here, opening.later)


def _cards(desk: Desk, days: set[str], *, of_cdos: bool) -> dict[str, _Cards]:
    """Return the cards of each row by day and half."""
    found: dict[str, _Cards] = defaultdict(lambda: defaultdict(list))
    on_site = {one.place: one.is_on_site for one in planned_visits(desk.table.plan)}
    for visit in sorted(desk.table.visits, key=lambda one: (one.day, one.slot)):
        if visit.day in days:
            row = visit.cdo if of_cdos else member_name(desk.demand(visit.demand).member_id)
            place = solved_visit(visit._asdict())
            is_on_site = on_site.get(place, bool(desk.rows[visit.demand]["on_site"]))
            card = _card(desk, visit, of_cdos=of_cdos, is_on_site=is_on_site)
            found[row][visit.day, desk.grid.half_of(visit.slot)].append(card)
    return found


def _card(desk: Desk, visit: Visit, *, of_cdos: bool, is_on_site: bool) -> Card:
    cdo, demand = desk.cdo(visit.cdo), desk.demand(visit.demand)
    last = visit.slot + visit.length - 1
    return Card(
        key=key_of(visit),
        who=demand.member_name if of_cdos else cdo.name,
        title=demand.title,
        time=visit_time(desk.grid, visit.slot, visit.length, cdo.regime),
        says=desk.says(visit),
        length=visit.length,
        is_long=len({desk.grid.half_of(slot) for slot in (visit.slot, last)}) == 2,
        is_on_site=is_on_site,
        is_pinned=bool(desk.pins_of(visit)),
        is_changed=visit not in desk.table.begun,
        misfit=desk.misfits.by_visit.get(visit, ""),
    )


def gone_cell(desk: Desk, key: str, view: str) -> str:
    """Return the cell in which a visit was that is gone, as `row.day.half`; "" for any other."""
    try:
        visit = read_key(key)
    except NotFound:
        return ""
    if visit in desk.table.visits or visit.demand not in desk.rows:
        return ""
    row = visit.cdo if view == "cdo" else member_name(desk.demand(visit.demand).member_id)
    if visit.slot >= len(desk.grid.slots):
        return ""
    return f"{row}.{visit.day}.{desk.grid.half_of(visit.slot).value}"


def list_waiting(desk: Desk) -> list[Waiting]:
    """Return the demands that are not wholly served, by member; those withdrawn lack nothing."""
    missing_of = desk.list_missing()
    found = []
    for demand in desk.demands.values():
        missing = missing_of.get(demand_name(demand.id), 0)
        if missing > 0:
            length = fitting_length(desk.rows[demand_name(demand.id)]["lengths"], missing)
            found.append(Waiting(demand.id, demand.member_name, demand.title, missing, length))
    return found


def list_newcomers(desk: Desk) -> list[Waiting]:
    """Return the demands that came after the plan was made, by member: the desk cannot place them.

    The plan's question does not know them; the next allocation does.
    """
    today = desk.rows_today
    found = []
    for demand in desk.demands.values():
        name = demand_name(demand.id)
        if name in today and name not in desk.rows:
            asked = int(today[name]["requested"])
            found.append(Waiting(demand.id, demand.member_name, demand.title, asked, asked))
    return found


def fitting_length(lengths: list[int], missing: int) -> int:
    """Return the longest visit that fits what is missing, else the shortest there is."""
    return max((one for one in lengths if one <= missing), default=min(lengths))
