"""Where a visit could go, place by place: what each place breaks or costs, by the judge; pure.

The same verdicts as `judge_step` gives one by one, for all places of a week at once: the question
is cut once for each CDO, and what follows from the CDO alone is asked once.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from cdo_share.planning.breaches import Breach, list_breaches
from cdo_share.planning.drafting.acts import Place
from cdo_share.planning.drafting.held import Time
from cdo_share.planning.drafting.part import cut_question, find_around
from cdo_share.planning.drafting.verdict import list_lost
from solver import Visit
from solver.check import check

Json = Mapping[str, Any]
# Rules that do not depend on when a visit is.
OF_CDO = frozenset({"H3", "H7", "H11", "H12"})


@dataclass(frozen=True, slots=True)
class Cell:
    """A place with the first rule that it would break, or its price in points."""

    place: Place
    breach: Breach | None
    points: int = 0


def judge_places(
    instance: Json,
    visits: Collection[Visit],
    visit: Visit,
    places: Iterable[Place],
    held: Iterable[Time] = (),
) -> list[Cell]:
    """Return what moving a visit to each place would do; a visit not in the plan is added.

    Places of one CDO are best given one after another.
    """
    return list(_judged(instance, set(visits), visit, places, held))


def _judged(
    instance: Json,
    visits: set[Visit],
    visit: Visit,
    places: Iterable[Place],
    held: Iterable[Time],
) -> Iterator[Cell]:
    of_cdo: dict[str, list[Visit]] = defaultdict(list)
    for one in visits - {visit}:
        of_cdo[one.cdo].append(one)
    own = [one for one in visits if one.demand == visit.demand]
    left = [one for one in own if one != visit]
    held = [time for time in held if time[0] == visit.demand]
    spot = None
    for place in places:
        moved = visit._replace(cdo=place.cdo, day=place.day, slot=place.slot)
        if spot is None or place.cdo != spot.cdo:
            near = {*of_cdo[place.cdo], *left}
            spot = _Spot(instance, visits, visit, place.cdo, near)
        breach = spot.find_breach(moved)
        if breach is None:
            breach = next(iter(list_lost(held, own, [*left, moved])), None)
        if moved in left:  # the demand has this very visit already: two on one day
            breach = Breach("H6", (visit.demand,))
        yield Cell(place, breach, 0 if breach else spot.price(moved))


class _Spot:
    """One CDO with the part of the question that a visit by them touches."""

    def __init__(
        self, instance: Json, visits: set[Visit], visit: Visit, cdo: str, near: set[Visit]
    ) -> None:
        self.instance, self.visits, self.visit, self.cdo = instance, visits, visit, cdo
        self.near = sorted(near)
        self.question = cut_question(instance, [*near, visit._replace(cdo=cdo)])
        before = [*near, *({visit} & visits)] if visit.cdo == cdo else self.near
        self.old = Counter(list_breaches(self.question, _plan(self.question, before)))
        self.breach: Breach | None = None

    def find_breach(self, moved: Visit) -> Breach | None:
        """Return the first new breach; one that follows from the CDO alone comes first."""
        if self.breach is not None:
            return self.breach
        found = Counter(list_breaches(self.question, _plan(self.question, [*self.near, moved])))
        new = list((found - self.old).elements())
        new.sort(key=lambda breach: breach.rule not in OF_CDO)
        if new and new[0].rule in OF_CDO:
            self.breach = new[0]
        return new[0] if new else None

    def price(self, moved: Visit) -> int:
        """Return what the plan costs more with the visit at its new place."""
        question, around, cost = self._priced
        report = check(question, _plan(question, [*around, moved]))
        points: int = report["cost"] - cost
        return points

    @cached_property
    def _priced(self) -> tuple[Json, list[Visit], int]:
        """Return the wider part that the price depends on, and what it costs now."""
        touched = [self.visit, self.visit._replace(cdo=self.cdo)]
        wide = find_around(self.visits, touched)
        question = cut_question(self.instance, [*wide, *touched])
        cost: int = check(question, _plan(question, wide))["cost"]
        return question, sorted(wide - {self.visit}), cost


def _plan(question: Json, visits: Iterable[Visit]) -> dict[str, Any]:
    return {"instance": question["name"], "visits": [visit._asdict() for visit in visits]}
