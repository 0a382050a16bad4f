"""Where a visit could go in one week, cell by cell, for the one who carries it; pure but words."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext

from cdo_share.core.grid import Half
from cdo_share.planning.drafting.acts import Place
from cdo_share.planning.drafting.cells import Cell, judge_places
from cdo_share.planning.drafting.steps import Visit
from cdo_share.planning.instance_parts import member_name
from cdo_share.web.coordinator.desk.board import WORKING_DAYS
from cdo_share.web.coordinator.desk.look import Desk
from cdo_share.web.coordinator.explaining.amounts import added_points_text
from cdo_share.web.coordinator.rules.names import RuleNames
from cdo_share.web.coordinator.rules.words import rule_words
from cdo_share.web.formats import day_text, half_text

Spot = tuple[str, str, Half]  # row, ISO day, half


def map_cells(desk: Desk, visit: Visit, monday: date, view: str) -> dict[str, dict[str, Any]]:
    """Return what each cell of the week says to a visit, by `row.day.half`.

    `state` is free, price or no; `cdo` and `slot` are where a drop in the cell puts the visit: the
    cheapest start in that half-day, of those the earliest. `words` say it aloud.
    """
    spots = list(_spots(desk, visit, monday, view))
    places = [place for _, found in spots for place in found]
    table = desk.table
    judged = judge_places(table.instance, table.visits, visit, places, table.held)
    by_place = {cell.place: cell for cell in judged}
    names = desk.rule_names()
    return {
        f"{row}.{day}.{half.value}": _told(
            desk, _best(by_place[place] for place in found), visit, names
        )
        for (row, day, half), found in spots
    }


def _spots(desk: Desk, visit: Visit, monday: date, view: str) -> Iterator[tuple[Spot, list[Place]]]:
    """Yield each cell with the places a drop in it could mean, CDO after CDO."""
    week = [(monday + timedelta(days=number)).isoformat() for number in range(WORKING_DAYS)]
    days = [day for day in week if day in set(desk.table.instance["days"])]
    names = [one["id"] for one in desk.table.instance["cdos"]]
    if view != "cdo":  # in a member's row the CDO stays
        names = [visit.cdo] if visit.cdo else []
    for cdo in names:
        row = cdo if view == "cdo" else member_name(desk.demand(visit.demand).member_id)
        for day in days:
            for half in Half:
                yield (row, day, half), _starts(desk, visit, cdo, day, half)


def _starts(desk: Desk, visit: Visit, cdo: str, day: str, half: Half) -> list[Place]:
    """Return the places of a half-day; a visit too long for the rest of the day begins earlier."""
    latest = max(0, len(desk.grid.slots) - visit.length)
    slots = {min(slot, latest) for slot in desk.grid.slots_of(half)}
    return [Place(cdo, day, slot) for slot in sorted(slots)]


def _best(cells: Iterable[Cell]) -> Cell:
    return min(cells, key=lambda cell: (cell.breach is not None, cell.points, cell.place.slot))


def _told(desk: Desk, cell: Cell, visit: Visit, names: RuleNames) -> dict[str, Any]:
    place = cell.place
    day, half = date.fromisoformat(place.day), desk.grid.half_of(place.slot)
    where = f"{desk.cdo(place.cdo).name}, {day_text(day)}, {half_text(half)}"
    told = {"cdo": place.cdo, "day": place.day, "slot": place.slot}
    if (place.cdo, place.day, place.slot) == (visit.cdo, visit.day, visit.slot):
        return {**told, "state": "here", "words": str(gettext("%(where)s: here now.", where=where))}
    if cell.breach is not None:
        why = rule_words(cell.breach, names)
        words = gettext("%(where)s: not possible. %(why)s", where=where, why=why)
        return {**told, "state": "no", "words": str(words)}
    if cell.points > 0:
        words = gettext(
            "%(where)s: possible, %(price)s.", where=where, price=added_points_text(cell.points)
        )
        return {**told, "state": "price", "words": str(words)}
    words = gettext("%(where)s: possible, nothing is lost.", where=where)
    return {**told, "state": "free", "words": str(words)}
