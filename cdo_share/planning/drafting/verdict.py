"""What a change by hand breaks and costs, by the independent judge; pure."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from cdo_share.planning.breaches import Breach, list_breaches
from cdo_share.planning.drafting.held import Time, find_lost
from cdo_share.planning.drafting.part import cut_question, find_around
from cdo_share.planning.drafting.pricing import Price, plan_of, price_step
from cdo_share.planning.drafting.steps import Step, make_step
from solver import Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The new breaches of a change, and its price.

    `later`: what the change breaks of today's data only, which were not known when the plan was
    made.
    """

    breaches: tuple[Breach, ...]
    price: Price
    later: tuple[Breach, ...] = ()

    @property
    def points(self) -> int:
        """Return the price in points (below 0: the plan gets better)."""
        return self.price.points

    @property
    def is_allowed(self) -> bool:
        """Say whether the change breaks nothing that was not broken before."""
        return not (self.breaches or self.later)


def judge_step(
    instance: Mapping[str, Any],
    visits: Iterable[Visit],
    step: Step,
    held: Iterable[Time] = (),
    today: Mapping[str, Any] | None = None,
) -> Verdict:
    """Return what a step does to a plan; raises Conflict when it does not fit the visits.

    `held` are times at which somebody must go on coming; losing one breaks H10. `today` is the
    question of today's data: its rules bind the step as well, and the price is by it.
    """
    before = set(visits)
    after = make_step(before, step)
    touched = [*step.removed, *step.added]
    around = find_around(before, touched), find_around(after, touched)
    question = cut_question(instance, [*around[0], *around[1], *touched])
    found = _list_new(question, *around)
    return Verdict(
        breaches=(*found, *list_lost(held, before, after)),
        price=price_step(today or instance, before, step),
        later=_list_later(today, around, found) if today else (),
    )


def _list_new(
    question: Mapping[str, Any], before: Iterable[Visit], after: Iterable[Visit]
) -> list[Breach]:
    old, new = (
        Counter(list_breaches(question, plan_of(question, part))) for part in (before, after)
    )
    return list((new - old).elements())


def _list_later(
    today: Mapping[str, Any], around: tuple[set[Visit], set[Visit]], known: Iterable[Breach]
) -> tuple[Breach, ...]:
    """Return what is new by today's data and was not told by the plan's own question."""
    question = cut_question(today, [*around[0], *around[1]])
    told = set(known)
    return tuple(one for one in _list_new(question, *around) if one not in told)


def list_lost(
    held: Iterable[Time], before: Iterable[Visit], after: Iterable[Visit]
) -> list[Breach]:
    """Return a breach of H10 for each held time at which nobody comes any more."""
    fields = ("demand", "day", "slot", "length")
    lost = find_lost(held, before, after)
    return [Breach("H10", (str(dict(zip(fields, time, strict=True))),)) for time in lost]
