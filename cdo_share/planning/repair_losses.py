"""Whom a repair serves less: those whom the event hit, and those whose time others get; pure."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cdo_share.planning.identities import SolvedVisit
from cdo_share.planning.instance_parts import cdo_name, demand_name
from cdo_share.planning.queries import PLAN_FORMAT
from cdo_share.planning.touching import keep_to_hit
from solver.account import Account
from solver.case import Key, key_of
from solver.check import check

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """A demand that gets less than before: slots, and the points of not getting them.

    `gainers`: the demands that get the time instead; empty where nobody has it.
    """

    demand_id: int
    slots: int
    points: int
    gainers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Losses:
    """What the event took and nobody gives back, and what the repair takes from others.

    `not_asked`: what ends because nobody asks for it any more, which costs nobody any points.
    """

    not_replaced: list[Loss]
    taken_away: list[Loss]
    not_asked: list[Loss]


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """What a repair comes to: slots served, points, visits moved by choice, demands that lose."""

    served: int
    points: int
    moved: int
    losing: int


def list_losses(
    instance: Json, before: Sequence[SolvedVisit], after: Sequence[SolvedVisit]
) -> Losses:
    """Return the demands that get less than before, by the question of the repair.

    A demand loses to the event as much as visits of it that cannot stay; what goes beyond was
    taken away. A demand that the question does not know is asked for no more. Each list begins
    with the greatest loss.
    """
    account = Account({**instance, "published": _told(before)}, _plan(instance, ()))
    forced = account.forced
    had, has = _slots(before), _slots(after)
    hit = _slots(visit for visit in before if _key(visit) in forced)
    replaced, taken = [], []
    ended = [demand for demand in had if demand_name(demand) not in account.demands]
    for demand in had.keys() - set(ended):
        lost = had[demand] - has[demand]
        by_event = max(0, min(lost, hit[demand]))
        steps = had[demand], had[demand] - by_event, min(had[demand], has[demand])
        points = [account.shortage_of(demand_name(demand), served) for served in steps]
        if by_event:
            loss = Loss(demand_id=demand, slots=by_event, points=points[1] - points[0])
            replaced.append(loss)
        if lost > by_event:
            loss = Loss(
                demand_id=demand,
                slots=lost - by_event,
                points=points[2] - points[1],
                gainers=_gainers(demand, before, after, set(hit)),
            )
            taken.append(loss)
    gone = [Loss(demand_id=one, slots=had[one] - has[one], points=0) for one in ended]
    not_asked = [loss for loss in gone if loss.slots > 0]
    return Losses(*map(_greatest_first, (replaced, taken, not_asked)))


def _greatest_first(losses: Iterable[Loss]) -> list[Loss]:
    return sorted(losses, key=lambda one: (-one.slots, -one.points, one.demand_id))


def _gainers(
    demand: int, before: Sequence[SolvedVisit], after: Sequence[SolvedVisit], hit: set[int]
) -> tuple[int, ...]:
    """Return who gets the time that a demand gives up: who is hit, or gets more than before.

    Whoever else comes there has moved, and the time that they left is followed in turn.
    """
    more = _slots(after)
    more.subtract(_slots(before))
    gone, come = set(before) - set(after), set(after) - set(before)
    taker_of = {place: visit for visit in come for place in _places(visit)}
    left = [visit for visit in gone if visit.demand_id == demand]
    seen, found = {demand}, set()
    while left:
        takers = {taker_of[place].demand_id for place in _places(left.pop()) if place in taker_of}
        for taker in takers - seen:
            seen.add(taker)
            if taker in hit or more[taker] > 0:
                found.add(taker)
            else:
                left += [visit for visit in gone if visit.demand_id == taker]
    return tuple(sorted(found))


def _places(visit: SolvedVisit) -> Iterator[tuple[Any, ...]]:
    for slot in range(visit.slot, visit.slot + visit.length):
        yield visit.engagement_id, visit.day, slot


def bring(instance: Json, before: Sequence[SolvedVisit], after: Sequence[SolvedVisit]) -> Brought:
    """Return what a repair comes to, by a question that need not be its own."""
    report = check({**instance, "max_changes": None}, _plan(instance, after))
    had, has = _slots(before), _slots(after)
    asked = {one["id"] for one in instance["demands"]}
    return Brought(
        served=report["served_slots"],
        points=report["cost"],
        moved=report["changed_by_choice"],
        losing=sum(
            has[demand] < slots for demand, slots in had.items() if demand_name(demand) in asked
        ),
    )


def keeps_to_those_hit(
    instance: Json, before: Sequence[SolvedVisit], after: Sequence[SolvedVisit]
) -> bool:
    """Return whether a plan gives visits to nobody but those who lose some."""
    visits = _told(after)
    return keep_to_hit(instance, visits, _told(before)) == visits


def is_allowed(instance: Json, after: Sequence[SolvedVisit], most_changes: int | None) -> bool:
    """Return whether a plan answers a question with at most so many changes by choice.

    None: with any number.
    """
    asked = {**instance, "max_changes": most_changes}
    return bool(check(asked, _plan(instance, after))["feasible"])


def _plan(instance: Json, visits: Iterable[SolvedVisit]) -> dict[str, Any]:
    return {"format": PLAN_FORMAT, "instance": instance["name"], "visits": _told(visits)}


def _told(visits: Iterable[SolvedVisit]) -> list[dict[str, Any]]:
    return [
        {
            "demand": demand_name(visit.demand_id),
            "cdo": cdo_name(visit.engagement_id),
            "day": visit.day.isoformat(),
            "slot": visit.slot,
            "length": visit.length,
        }
        for visit in visits
    ]


def _key(visit: SolvedVisit) -> Key:
    return key_of(_told([visit])[0])


def _slots(visits: Iterable[SolvedVisit]) -> Counter[int]:
    found: Counter[int] = Counter()
    for visit in visits:
        found[visit.demand_id] += visit.length
    return found
