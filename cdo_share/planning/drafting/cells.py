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
from cdo_share.planning.drafting.pricing import Price, difference, plan_of, report_of
from cdo_share.planning.drafting.verdict import list_lost
from solver import Visit

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

    `today` is the question of today's data: its rules bind as well, and prices are by it.
    """
    spots = _Spots(instance, set(visits), visit)
    later = None if today is None else _Spots(today, spots.visits, visit)
    own = [time for time in held if time[0] == visit.demand]
    return [_judge_place(place, spots, later, own) for place in places]


def price_fitting(
    question: Json, visits: Collection[Visit], visit: Visit, candidates: Iterable[Visit]
) -> list[tuple[Visit, Price]]:
    """Return a demand's possible visits that break nothing new in place of `visit`, with prices."""
    spots = _Spots(question, set(visits), visit)
    fitting = [one for one in candidates if spots.of(one.cdo).find_breach(one) is None]
    return [(one, spots.of(one.cdo).price(one)) for one in fitting]


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
    priced = (later or spots).of(place.cdo)
    return Cell(place, breach, 0 if breach else priced.price(moved).points)


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
        self.old = Counter(list_breaches(self.question, plan_of(self.question, before)))
        self.breach: Breach | None = None

    def find_breach(self, moved: Visit) -> Breach | None:
        """Return the first new breach; one that follows from the CDO alone comes first."""
        if self.breach is not None:
            return self.breach
        found = Counter(list_breaches(self.question, plan_of(self.question, [*self.near, moved])))
        new = list((found - self.old).elements())
        new.sort(key=lambda breach: breach.rule not in OF_CDO)
        if new and new[0].rule in OF_CDO:
            self.breach = new[0]
        return new[0] if new else None

    def price(self, moved: Visit) -> Price:
        """Return what the plan costs more with the visit at its new place."""
        question, around, before = self._priced
        return difference(before, report_of(question, [*around, moved]))

    @cached_property
    def _priced(self) -> tuple[Json, list[Visit], Json]:
        """Return the wider part that the price depends on, and what the judge says of it now."""
        touched = [self.visit, self.visit._replace(cdo=self.cdo)]
        wide = find_around(self.visits, touched)
        question = cut_question(self.instance, [*wide, *touched])
        return question, sorted(wide - {self.visit}), report_of(question, wide)
