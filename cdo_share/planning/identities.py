"""Which visit of a new plan is which visit of the plan in force; pure, no rows.

A calendar on a phone follows a visit by its id: what stays keeps it, what moves takes it along.
"""

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from itertools import product


@dataclass(frozen=True, slots=True, order=True)
class SolvedVisit:
    """A visit as the solver places it: `length` slots of a day from number `slot` on."""

    demand_id: int
    engagement_id: int
    day: date
    slot: int
    length: int


@dataclass(frozen=True, slots=True)
class PublishedVisit:
    """A visit in force or planned, with the id by which calendars know it, and where it happens."""

    visit_id: uuid.UUID
    demand_id: int
    engagement_id: int
    day: date
    slot: int
    length: int
    is_on_site: bool = True

    @property
    def place(self) -> SolvedVisit:
        """Return the visit without its id."""
        return SolvedVisit(self.demand_id, self.engagement_id, self.day, self.slot, self.length)


def assign(
    published: Iterable[PublishedVisit],
    solved: Iterable[SolvedVisit],
    new_id: Callable[[], uuid.UUID] = uuid.uuid4,
) -> dict[SolvedVisit, uuid.UUID]:
    """Return the id of every solved visit.

    An unchanged visit keeps its id; a changed one takes the id of the nearest published
    visit of the same demand that is not in the plan any more (nearest: days first, then
    slots, then the same CDO); every other visit gets a new id.
    """
    places = {visit.place: visit.visit_id for visit in published}
    wanted = sorted(set(solved))
    ids = {visit: places.pop(visit) for visit in wanted if visit in places}
    moved = [visit for visit in wanted if visit not in ids]
    for _, before, visit in sorted(_pairs(places, moved)):
        if before in places and visit not in ids:
            ids[visit] = places.pop(before)
    return {visit: ids.get(visit) or new_id() for visit in wanted}


_Distance = tuple[int, int, bool, bool]


def _pairs(
    left: Iterable[SolvedVisit], moved: Iterable[SolvedVisit]
) -> list[tuple[_Distance, SolvedVisit, SolvedVisit]]:
    """Return every pair of a vanished and a new visit of one demand, with their distance."""
    of_demand: dict[int, tuple[list[SolvedVisit], list[SolvedVisit]]]
    of_demand = defaultdict(lambda: ([], []))
    for visit in left:
        of_demand[visit.demand_id][0].append(visit)
    for visit in moved:
        of_demand[visit.demand_id][1].append(visit)
    return [
        (_distance(before, after), before, after)
        for vanished, new in of_demand.values()
        for before, after in product(vanished, new)
    ]


def _distance(before: SolvedVisit, after: SolvedVisit) -> _Distance:
    return (
        abs((after.day - before.day).days),
        abs(after.slot - before.slot),
        before.engagement_id != after.engagement_id,
        before.length != after.length,
    )
