"""What a change by hand costs: the one reckoning of the desk, its cells, panels and lists; pure.

A price is asked of today's question: the data as they stand, changes counted from what is in force.
So a move costs the same on the desk of every plan of the period that has the same rules.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from cdo_share.planning.drafting.part import cut_question, find_around
from cdo_share.planning.drafting.steps import Step, make_step
from solver import Visit
from solver.check import check

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Price:
    """What a change costs part by part, in points (below 0: better); how many more slots it serves.

    A part that the change does not touch is 0.
    """

    parts: Mapping[str, int]
    served_slots: int

    @property
    def points(self) -> int:
        """Return the sum of the parts."""
        return sum(self.parts.values())


def price_step(question: Json, visits: Iterable[Visit], step: Step) -> Price:
    """Return what a step costs by a question; raises Conflict when it does not fit the visits."""
    before = set(visits)
    after = make_step(before, step)
    touched = [*step.removed, *step.added]
    around = find_around(before, touched), find_around(after, touched)
    asked = cut_question(question, [*around[0], *around[1], *touched])
    return difference(*(report_of(asked, part) for part in around))


def report_of(question: Json, visits: Iterable[Visit]) -> Json:
    """Return what the judge says of visits."""
    return check(question, plan_of(question, visits))


def difference(before: Json, after: Json) -> Price:
    """Return the price between two reports of the judge on one question."""
    parts = {
        name: points - before["components"][name] for name, points in after["components"].items()
    }
    return Price(parts, after["served_slots"] - before["served_slots"])


def plan_of(question: Json, visits: Iterable[Visit]) -> dict[str, Any]:
    """Return visits as a plan of a question, in the solver's words."""
    told = [visit._asdict() for visit in sorted(visits)]
    return {"instance": question["name"], "visits": told}
