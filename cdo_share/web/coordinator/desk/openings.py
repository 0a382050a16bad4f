"""Which half-days of a row are open: by the plan's question, and by what was said since; pure."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext

from cdo_share.core.grid import Half
from cdo_share.planning.instance_parts import cdo_name, demand_name, member_name
from cdo_share.web.coordinator.desk.look import Desk

Json = Mapping[str, Any]
Place = tuple[str, Half]  # ISO day, half


@dataclass(frozen=True, slots=True)
class Opening:
    """Whether a half-day is free, away or closed; `later`: why, where it is so since the plan."""

    state: str
    later: str = ""


CLOSED = Opening("closed")
FREE = Opening("free")
AWAY = Opening("away")


@dataclass(frozen=True, slots=True)
class Line:
    """A row with its half-days of the period; those that it does not hold are closed."""

    id: str
    name: str
    openings: Mapping[Place, Opening]

    def at(self, day: date, half: Half) -> Opening:
        """Return what a half-day is."""
        return self.openings.get((day.isoformat(), half), CLOSED)


def list_lines(desk: Desk, *, of_cdos: bool) -> list[Line]:
    """Return the CDOs of the question, or its members, in order of name."""
    return list(_cdo_lines(desk) if of_cdos else _member_lines(desk))


def _cdo_lines(desk: Desk) -> Iterator[Line]:
    asked, today = _by_id(desk.table.instance["cdos"]), _by_id(desk.today.question["cdos"])
    for number, cdo in desk.cdos.items():
        name = cdo_name(number)
        if name in asked:
            free = _free(desk, desk.table.instance, asked[name])
            why = _why_away(desk, name, today.get(name))
            yield Line(name, cdo.name, _openings(desk, free, why))


def _by_id(parts: Iterable[Json]) -> dict[str, Json]:
    return {one["id"]: one for one in parts}


def _free(desk: Desk, question: Json, cdo: Json) -> dict[Place, bool]:
    """Return in which half-days a CDO is available in any slot."""
    per_day = len(desk.grid.slots)
    return {
        (day, half): "1" in cdo["available"][_span(number * per_day, desk, half)]
        for number, day in enumerate(question["days"])
        for half in Half
    }


def _span(first: int, desk: Desk, half: Half) -> slice:
    slots = desk.grid.slots_of(half)
    return slice(first + slots.start, first + slots.stop)


def _openings(
    desk: Desk, free: Mapping[Place, bool], why: Callable[[Place], str]
) -> dict[Place, Opening]:
    """Return each half-day as the plan knew it; one that was free may be so no longer."""
    working = set(desk.today.question["days"])
    found = {}
    for place, is_free in free.items():
        closed = _why_closed(desk, place[0], working)
        if closed:
            found[place] = Opening("closed", closed)
        elif not is_free:
            found[place] = AWAY
        else:
            later = why(place)
            found[place] = Opening("away", later) if later else FREE
    return found


def _why_closed(desk: Desk, day: str, working: set[str]) -> str:
    if day < (desk.today.question["frozen_before"] or ""):
        return str(gettext("Past or fixed"))
    return "" if day in working else str(gettext("Closed (said after this plan)"))


def _why_away(desk: Desk, name: str, cdo: Json | None) -> Callable[[Place], str]:
    """Return a function that says why a CDO cannot work in a half-day; "" where they can."""
    free = _free(desk, desk.today.question, cdo) if cdo else {}
    absent = desk.today.absent.get(name, frozenset())

    def why(place: Place) -> str:
        if free.get(place):
            return ""
        if (date.fromisoformat(place[0]), place[1]) in absent:
            return str(gettext("Absence (said after this plan)"))
        return str(gettext("Not available (said after this plan)"))

    return why


def _member_lines(desk: Desk) -> Iterator[Line]:
    """Yield the members in order; a moment that all their demands rule out is not free."""
    rows: dict[str, tuple[str, list[Json]]] = {}
    for demand in desk.demands.values():
        part = desk.rows.get(demand_name(demand.id))
        if part is not None:
            name = member_name(demand.member_id)
            rows.setdefault(name, (demand.member_name, []))[1].append(part)
    today = _by_id(desk.today.question["demands"])
    for name, (label, parts) in rows.items():
        now = _suits(desk, [today[one["id"]] for one in parts if one["id"] in today])
        yield Line(name, label, _openings(desk, _suits(desk, parts), _why_unsuited(now)))


def _why_unsuited(now: Mapping[Place, bool]) -> Callable[[Place], str]:
    later = str(gettext("Does not suit (said after this plan)"))
    return lambda place: "" if now.get(place) else later


def _suits(desk: Desk, parts: list[Json]) -> dict[Place, bool]:
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
