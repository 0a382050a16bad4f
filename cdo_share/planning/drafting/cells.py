"""Where a visit could go, place by place: what each place breaks or costs, by the judge; pure.

The same verdicts as `judge_step` gives one by one, for all places of a week at once: the question
is cut once for each CDO, and what follows from the CDO alone is asked once.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
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
    """A place with the first rule that it would break, or its price in points.

    `is_later`: the rule is broken by today's data only, not by what the plan was made of.
    """

    place: Place
    breach: Breach | None
    points: int = 0
    is_later: bool = False


def judge_places(
    instance: Json,
    visits: Collection[Visit],
    visit: Visit,
    places: Iterable[Place],
    held: Iterable[Time] = (),
    today: Json | None = None,
) -> list[Cell]:
    """Return what moving a visit to each place would do; a visit not in the plan is added.

    `today` is the question of today's data, whose rules bind as well.
    """
    spots = _Spots(instance, set(visits), visit)
    later = None if today is None else _Spots(today, spots.visits, visit)
    own = [time for time in held if time[0] == visit.demand]
    return [_judge_place(place, spots, later, own) for place in places]


def keep_fitting(
    question: Json, visits: Collection[Visit], visit: Visit, candidates: Iterable[Visit]
) -> list[Visit]:
    """Return those of a demand's possible visits that break nothing new in place of `visit`."""
    spots = _Spots(question, set(visits), visit)
    return [one for one in candidates if spots.of(one.cdo).find_breach(one) is None]


def _judge_place(
    place: Place, spots: "_Spots", later: "_Spots | None", held: Iterable[Time]
) -> Cell:
    moved = spots.visit._replace(cdo=place.cdo, day=place.day, slot=place.slot)
    spot = spots.of(place.cdo)
    breach = spot.find_breach(moved)
    if breach is None:
        breach = next(iter(list_lost(held, spots.own, [*spots.left, moved])), None)
    if moved in spots.left:  # the demand has this very visit already: two on one day
        breach = Breach("H6", (moved.demand,))
    if breach is None and later is not None and (found := later.of(place.cdo).find_breach(moved)):
        return Cell(place, found, is_later=True)
    return Cell(place, breach, 0 if breach else spot.price(moved))


class _Spots:
    """The spots of one question for one visit; each is made when its CDO's turn comes."""

    def __init__(self, instance: Json, visits: set[Visit], visit: Visit) -> None:
        self.instance, self.visits, self.visit = instance, visits, visit
        self.own = [one for one in visits if one.demand == visit.demand]
        self.left = [one for one in self.own if one != visit]
        self.spots: dict[str, _Spot] = {}

    @cached_property
    def of_cdo(self) -> dict[str, list[Visit]]:
        """Return the other visits by CDO."""
        found: dict[str, list[Visit]] = defaultdict(list)
        for one in self.visits - {self.visit}:
            found[one.cdo].append(one)
        return found

    def of(self, cdo: str) -> "_Spot":
        """Return the spot of a CDO."""
        if cdo not in self.spots:
            near = {*self.of_cdo[cdo], *self.left}
            self.spots[cdo] = _Spot(self.instance, self.visits, self.visit, cdo, near)
        return self.spots[cdo]


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
