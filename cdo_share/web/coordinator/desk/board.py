"""One week of the desk as a table: a row per CDO or member, two half-days per day; pure."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from cdo_share.core.errors import NotFound
from cdo_share.core.grid import Half
from cdo_share.planning.drafting.steps import Visit
from cdo_share.planning.instance_parts import cdo_name, demand_name, member_name, solved_visit
from cdo_share.planning.queries import planned_visits
from cdo_share.web.coordinator.desk.look import Desk, Json, key_of, read_key
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


@dataclass(frozen=True, slots=True)
class BoardCell:
    """One half-day of a row: `state` is free, away or closed."""

    day: date
    half: Half
    slot: int
    state: str
    cards: list[Card]


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
    lines = _cdo_lines(desk) if of_cdos else _member_lines(desk)
    rows = [
        BoardRow(
            name,
            label,
            [_cell(desk, day, half, free, cards[name]) for day in days for half in Half],
        )
        for name, label, free in lines
    ]
    return Board(monday, open_days, rows)


_Cards = dict[tuple[str, Half], list[Card]]


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
    )


_Line = tuple[str, str, dict[tuple[str, Half], bool]]


def _cdo_lines(desk: Desk) -> Iterator[_Line]:
    asked = {one["id"]: one for one in desk.table.instance["cdos"]}
    for number, cdo in desk.cdos.items():
        if cdo_name(number) in asked:
            yield cdo_name(number), cdo.name, _free(desk, asked[cdo_name(number)]["available"])


def _free(desk: Desk, available: str) -> dict[tuple[str, Half], bool]:
    """Return in which half-days a CDO is available in any slot."""
    per_day = len(desk.grid.slots)
    return {
        (day, half): "1" in available[_span(number * per_day, desk, half)]
        for number, day in enumerate(desk.table.instance["days"])
        for half in Half
    }


def _span(first: int, desk: Desk, half: Half) -> slice:
    slots = desk.grid.slots_of(half)
    return slice(first + slots.start, first + slots.stop)


def _member_lines(desk: Desk) -> Iterator[_Line]:
    """Yield the members in order; a moment that all their demands rule out is not free."""
    rows: dict[str, tuple[str, list[Json]]] = {}
    for demand in desk.demands.values():
        part = desk.rows.get(demand_name(demand.id))
        if part is not None:
            name = member_name(demand.member_id)
            rows.setdefault(name, (demand.member_name, []))[1].append(part)
    for name, (label, parts) in rows.items():
        yield name, label, _suits(desk, parts)


def _suits(desk: Desk, parts: list[Json]) -> dict[tuple[str, Half], bool]:
    return {
        (day, half): any(_is_suitable(desk, part, day, half) for part in parts)
        for day in desk.table.instance["days"]
        for half in Half
    }


def _is_suitable(desk: Desk, part: Json, day: str, half: Half) -> bool:
    if day in part.get("closed", ()):
        return False
    weekday, ruled_out = date.fromisoformat(day).weekday(), part["forbidden"]
    return any([weekday, slot] not in ruled_out for slot in desk.grid.slots_of(half))


def _cell(
    desk: Desk, day: date, half: Half, free: dict[tuple[str, Half], bool], cards: _Cards
) -> BoardCell:
    place = day.isoformat(), half
    state = "closed" if place not in free else ("free" if free[place] else "away")
    return BoardCell(day, half, desk.grid.slots_of(half).start, state, cards.get(place, []))


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
    """Return the demands that are not wholly served, by member."""
    served: dict[str, int] = defaultdict(int)
    for visit in desk.table.visits:
        served[visit.demand] += visit.length
    found = []
    for demand in desk.demands.values():
        part = desk.rows.get(demand_name(demand.id))
        missing = int(part["requested"]) - served[demand_name(demand.id)] if part else 0
        if part and missing > 0:
            length = fitting_length(part["lengths"], missing)
            found.append(Waiting(demand.id, demand.member_name, demand.title, missing, length))
    return found


def fitting_length(lengths: list[int], missing: int) -> int:
    """Return the longest visit that fits what is missing, else the shortest there is."""
    return max((one for one in lengths if one <= missing), default=min(lengths))
