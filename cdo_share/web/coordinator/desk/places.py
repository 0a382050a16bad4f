"""Where a visit could go in one week, cell by cell, for the one who carries it; pure but words."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext

from cdo_share.core.grid import Half
from cdo_share.planning.breaches import Breach
from cdo_share.planning.drafting.acts import Place
from cdo_share.planning.drafting.cells import Cell, judge_places
from cdo_share.planning.drafting.steps import Visit
from cdo_share.planning.instance_parts import member_name
from cdo_share.web.coordinator.desk.board import WORKING_DAYS
from cdo_share.web.coordinator.desk.judging import put_step
from cdo_share.web.coordinator.desk.law import Law, open_whole_law
from cdo_share.web.coordinator.desk.look import Desk
from cdo_share.web.coordinator.explaining.amounts import added_points_text
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
    today = desk.today.question
    judged = judge_places(table.instance, table.visits, visit, places, table.held, today)
    by_place = {cell.place: cell for cell in judged}
    teller = _Teller(desk, visit, open_whole_law(desk))
    return {
        f"{row}.{day}.{half.value}": teller.tell([by_place[place] for place in found])
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


def _by_worth(cell: Cell) -> tuple[bool, int, int]:
    return (cell.breach is not None, cell.points, cell.place.slot)


class _Teller:
    """Says for one visit what each half-day answers; the law is asked where the rules allow."""

    def __init__(self, desk: Desk, visit: Visit, law: Law) -> None:
        self.desk, self.visit, self.law = desk, visit, law
        # Of the demands only this one is looked up: two thousand cells of a large week ask for it.
        asked = {**desk.table.instance, "demands": [desk.rows[visit.demand]]}
        self.names = replace(desk.rule_names(), instance=asked)

    def tell(self, cells: Iterable[Cell]) -> dict[str, Any]:
        """Return the answer of the best start that the law allows, else why none is possible."""
        ranked = sorted(cells, key=_by_worth)
        forbidden = None
        for cell in ranked:
            if self._is_here(cell.place):
                where = self._where(cell.place)
                return self._answer(cell, "here", gettext("%(where)s: here now.", where=where))
            if cell.breach is not None:
                return forbidden or self._refused(cell, self._why(cell.breach, cell.is_later))
            ruling = self.law.judge(put_step(self.visit, self._moved(cell.place)))
            if not ruling.forbidden:
                return self._possible(cell, ruling.to_confirm)
            forbidden = forbidden or self._refused(cell, " ".join(ruling.forbidden))
        return forbidden or {}

    def _is_here(self, place: Place) -> bool:
        return self._moved(place) == self.visit

    def _moved(self, place: Place) -> Visit:
        return self.visit._replace(cdo=place.cdo, day=place.day, slot=place.slot)

    def _why(self, breach: Breach, is_later: bool) -> str:
        return self.desk.today.words(breach) if is_later else rule_words(breach, self.names)

    def _refused(self, cell: Cell, why: str) -> dict[str, Any]:
        where = self._where(cell.place)
        words = gettext("%(where)s: not possible. %(why)s", where=where, why=why)
        return self._answer(cell, "no", words)

    def _possible(self, cell: Cell, to_confirm: list[str]) -> dict[str, Any]:
        """Return the price; what the law asks to confirm is one too."""
        where, is_free = self._where(cell.place), cell.points <= 0
        if is_free:
            words = gettext("%(where)s: possible, nothing is lost.", where=where)
        else:
            price = added_points_text(cell.points)
            words = gettext("%(where)s: possible, %(price)s.", where=where, price=price)
        state = "free" if is_free and not to_confirm else "price"
        return self._answer(cell, state, " ".join([words, *to_confirm]))

    def _where(self, place: Place) -> str:
        day, half = date.fromisoformat(place.day), self.desk.grid.half_of(place.slot)
        return f"{self.desk.cdo(place.cdo).name}, {day_text(day)}, {half_text(half)}"

    def _answer(self, cell: Cell, state: str, words: str) -> dict[str, Any]:
        place = cell.place
        told = {"cdo": place.cdo, "day": place.day, "slot": place.slot}
        return {**told, "state": state, "words": str(words)}
