"""The steps of a draft: which visits each takes out and puts in; pure.

A visit is a tuple in the solver's words, so that equal visits are one.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cdo_share.core.errors import Conflict
from cdo_share.core.i18n import N_
from solver import Visit as Visit  # also for callers who must not know the solver

FIELDS = Visit._fields


@dataclass(frozen=True, slots=True)
class Step:
    """One change: the visits taken out and those put in; `act` names what the person did."""

    act: str
    removed: tuple[Visit, ...] = ()
    added: tuple[Visit, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the step as a draft keeps it."""
        return {
            "act": self.act,
            "removed": [visit._asdict() for visit in self.removed],
            "added": [visit._asdict() for visit in self.added],
        }


def read_step(stored: Mapping[str, Any]) -> Step:
    """Return a step of a draft."""
    return Step(stored["act"], read_visits(stored["removed"]), read_visits(stored["added"]))


def read_visits(stored: Iterable[Mapping[str, Any]]) -> tuple[Visit, ...]:
    """Return visits written as in a plan."""
    return tuple(Visit(**{name: one[name] for name in FIELDS}) for one in stored)


def make_step(visits: Iterable[Visit], step: Step) -> set[Visit]:
    """Return the visits after a step.

    Raises Conflict when one that it takes out is not there, or one that it puts in is already.
    """
    before, removed, added = set(visits), set(step.removed), set(step.added)
    if not removed <= before:
        raise Conflict(
            N_("This visit is no longer where you saw it. Look at the plan again, then decide.")
        )
    left = before - removed
    if added & left:
        raise Conflict(N_("The demand has this very visit already."))
    return left | added


def make_steps(visits: Iterable[Visit], steps: Sequence[Mapping[str, Any]]) -> set[Visit]:
    """Return the visits after all steps, in order."""
    made = set(visits)
    for stored in steps:
        made = make_step(made, read_step(stored))
    return made
