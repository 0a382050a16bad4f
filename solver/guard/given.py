"""Plans that need no search, for when it gave none: what is given, or nobody served."""

from collections.abc import Iterator

from solver.instance import Instance
from solver.plan import Plan, Visit


def plans_at_hand(instance: Instance, start: Plan | None) -> Iterator[Plan]:
    """Give plans to try when there is nothing better, from the fullest to the empty one.

    The plan to begin with; all published visits and pins; those of frozen days and pins; nobody.
    Which of them obeys every rule is for the judge to say.
    """
    if start is not None:
        yield start
    pins = [Visit(**pin.model_dump()) for pin in instance.pins]
    published = [Visit(**visit.model_dump()) for visit in instance.published]
    frozen = instance.frozen_before or ""
    yield Plan.of(instance.name, [*published, *pins])
    yield Plan.of(instance.name, [*(v for v in published if v.day < frozen), *pins])
    yield Plan.of(instance.name, pins)
