"""What a plan gives to whom, and what it asks of whom, from its sheet; pure."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from cdo_share.planning.instance_parts import number_of
from cdo_share.planning.plan_sheet import PlanSheet
from cdo_share.planning.served_limit import simple_limit
from cdo_share.planning.supply import supply_by_cdo
from solver.account import Account
from solver.case import Visit

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class MemberShare:
    """What a member asked for and gets, in slots; `is_servable` says whether anybody could come."""

    member_id: int
    asked: int
    served: int
    is_servable: bool

    @property
    def share(self) -> float:
        """Return the share of what was asked for, 0–1; 1 for a member who asked for nothing."""
        return self.served / self.asked if self.asked else 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class CdoLoad:
    """What a plan asks of a CDO: slots, kilometres, visits, members.

    `target` are the slots of an even plan (None: none is aimed at), `most` those that caps and
    availability allow.
    """

    engagement_id: int
    slots: int
    target: int | None
    most: int
    km: int
    visits: int
    members: int


@dataclass(frozen=True, slots=True)
class Continuity:
    """Of the served demands that had a CDO before, those who keep them; demands of several CDOs."""

    kept: int
    had_one: int
    shared: int


@dataclass(frozen=True, slots=True)
class Kept:
    """Of the visits of demands that wish it, how many are as wished."""

    visits: int
    of: int

    @property
    def share(self) -> float | None:
        """Return the share, 0–1; None when nobody wishes it."""
        return self.visits / self.of if self.of else None


class PlanFigures:
    """The figures of one plan; each is computed when it is asked for."""

    def __init__(self, sheet: PlanSheet) -> None:
        self._sheet = sheet
        self._account = Account(sheet.instance, sheet.solution)

    @property
    def limit_slots(self) -> int:
        """Return slots that no plan can exceed; plans of old know a simple argument only."""
        found = self._sheet.plan.statistics.get("limit_slots")
        return simple_limit(self._sheet.instance) if found is None else int(found)

    def median_share(self) -> float | None:
        """Return the share served (0–1) that half of the demands that anybody could serve reach."""
        out = set(self._sheet.plan.statistics["unservable"])
        shares = [
            self._account.served(demand["id"]) / demand["requested"]
            for demand in self._sheet.instance["demands"]
            if demand["id"] not in out and demand["requested"]
        ]
        return median(shares) if shares else None

    def members(self) -> list[MemberShare]:
        """Return the share of every member who asks, the least served first."""
        out = set(self._sheet.plan.statistics["unservable"])
        asked, served, able = Counter[str](), Counter[str](), set[str]()
        for demand in self._sheet.instance["demands"]:
            asked[demand["member"]] += demand["requested"]
            served[demand["member"]] += self._account.served(demand["id"])
            able |= set() if demand["id"] in out else {demand["member"]}
        shares = [
            MemberShare(number_of(member), slots, served[member], member in able)
            for member, slots in asked.items()
        ]
        return sorted(shares, key=lambda one: (one.share, -one.asked, one.member_id))

    def least_servable(self) -> float | None:
        """Return the share (0–1) that the least served member gets of what anybody could serve.

        None where that is the least share of `members` too, or nobody could be served.
        """
        out = set(self._sheet.plan.statistics["unservable"])
        asked, served = Counter[str](), Counter[str]()
        for demand in self._sheet.instance["demands"]:
            if demand["id"] not in out and demand["requested"]:
                asked[demand["member"]] += demand["requested"]
                served[demand["member"]] += self._account.served(demand["id"])
        least = min((served[one] / slots for one, slots in asked.items()), default=None)
        worst = min((one.share for one in self.members()), default=None)
        return None if least == worst else least

    def loads(self) -> list[CdoLoad]:
        """Return the load of every CDO who took part, in the order of the question."""
        most = supply_by_cdo(self._sheet.instance)
        return [self._load(cdo, most[cdo["id"]]) for cdo in self._sheet.instance["cdos"]]

    def _load(self, cdo: Json, most: int) -> CdoLoad:
        visits: Sequence[Visit] = self._account.of_cdo.get(cdo["id"], [])
        return CdoLoad(
            engagement_id=number_of(cdo["id"]),
            slots=self._account.load(cdo["id"]),
            target=cdo["target_load"],
            most=most,
            km=self._account.km(cdo["id"]),
            visits=len(visits),
            members=len({visit.demand["member"] for visit in visits}),
        )

    def continuity(self) -> Continuity:
        """Return who keeps their CDO."""
        comers = [(demand, {v.cdo["id"] for v in visits}) for demand, visits in self._served()]
        before = [(demand["previous_cdo"], cdos) for demand, cdos in comers]
        return Continuity(
            kept=sum(cdos == {previous} for previous, cdos in before if previous),
            had_one=sum(previous is not None for previous, _ in before),
            shared=sum(len(cdos) > 1 for _, cdos in comers),
        )

    def rhythm(self) -> Kept:
        """Return the visits at the usual moment of the week, as the cost counts them."""
        found = [
            (sum(times for _, times in places.most_common(demand["per_window"])), places.total())
            for demand, places in self._places()
            if demand["rhythm"]
        ]
        return Kept(sum(kept for kept, _ in found), sum(count for _, count in found))

    def preferred(self) -> Kept:
        """Return the visits that begin on a preferred half-day, of demands that have some."""
        kept, count = 0, 0
        for demand, places in self._places():
            wished = {tuple(place) for place in demand["preferred"]}
            kept += sum(times for place, times in places.items() if place in wished)
            count += places.total() if wished else 0
        return Kept(kept, count)

    def _served(self) -> Iterator[tuple[Json, Sequence[Visit]]]:
        for name, visits in self._account.of_demand.items():
            if visits:
                yield self._account.demands[name], visits

    def _places(self) -> Iterator[tuple[Json, Counter[tuple[int, int]]]]:
        """Yield each served demand with its visits by weekday and slot."""
        weekday = self._account.weekday
        for demand, visits in self._served():
            yield demand, Counter((weekday[visit.day], visit.slot) for visit in visits)


def shortage_by_demand(instance: dict[str, Any], answer: dict[str, Any]) -> dict[int, int]:
    """Return the points of what a plan does not give each demand; they add up to its part."""
    parts = Account(instance, answer).of_demands
    return {number_of(name): own.get("shortage", 0) for name, own in parts.items()}
