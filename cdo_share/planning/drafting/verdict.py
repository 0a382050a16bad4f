"""What a change by hand breaks and costs, by the independent judge; pure."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from cdo_share.planning.breaches import Breach, list_breaches
from cdo_share.planning.drafting.held import Time, find_lost
from cdo_share.planning.drafting.part import cut_question, find_around
from cdo_share.planning.drafting.steps import Step, make_step
from solver import Visit
from solver.check import check


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The new breaches of a change, and its price in points (below 0: the plan gets better).

    `parts` add up to `points`; `served_slots` is how much more is served.
    """

    breaches: tuple[Breach, ...]
    points: int
    parts: Mapping[str, int]
    served_slots: int

    @property
    def is_allowed(self) -> bool:
        """Say whether the change breaks nothing that was not broken before."""
        return not self.breaches


def judge_step(
    instance: Mapping[str, Any],
    visits: Iterable[Visit],
    step: Step,
    held: Iterable[Time] = (),
) -> Verdict:
    """Return what a step does to a plan; raises Conflict when it does not fit the visits.

    `held` are times at which somebody must go on coming; losing one breaks H10.
    """
    before = set(visits)
    after = make_step(before, step)
    touched = [*step.removed, *step.added]
    around = find_around(before, touched), find_around(after, touched)
    question = cut_question(instance, [*around[0], *around[1], *touched])
    plans = [{"instance": instance["name"], "visits": _told(part)} for part in around]
    reports = [check(question, plan) for plan in plans]
    old, new = (Counter(list_breaches(question, plan)) for plan in plans)
    parts = {
        name: reports[1]["components"][name] - reports[0]["components"][name]
        for name in reports[1]["components"]
    }
    return Verdict(
        breaches=(*(new - old).elements(), *list_lost(held, before, after)),
        points=sum(parts.values()),
        parts=parts,
        served_slots=reports[1]["served_slots"] - reports[0]["served_slots"],
    )


def _told(visits: Iterable[Visit]) -> list[dict[str, Any]]:
    return [visit._asdict() for visit in sorted(visits)]


def list_lost(
    held: Iterable[Time], before: Iterable[Visit], after: Iterable[Visit]
) -> list[Breach]:
    """Return a breach of H10 for each held time at which nobody comes any more."""
    fields = ("demand", "day", "slot", "length")
    lost = find_lost(held, before, after)
    return [Breach("H10", (str(dict(zip(fields, time, strict=True))),)) for time in lost]
