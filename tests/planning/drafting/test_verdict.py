"""What a change by hand costs and breaks is what the judge says of the whole plans."""

import random
from collections import Counter
from functools import cache
from typing import Any

import pytest

from bench.generate import generate
from cdo_share.core.errors import Conflict
from cdo_share.planning.drafting.acts import Place, add, move, remove, resize, swap
from cdo_share.planning.drafting.steps import Step, make_step
from cdo_share.planning.drafting.verdict import judge_step
from solver import Options, Visit, read_instance, solve
from solver.check import check

TRIES = 150
Json = dict[str, Any]


@cache
def a_plan() -> tuple[Json, frozenset[Visit]]:
    """Return a small instance with a release in force, and a plan for it."""
    instance = generate("S", "half-day", 1.1, 3, 6)
    options = Options(time_limit_seconds=2, deterministic_limit=1, workers=1, isolation="none")
    plan = solve(read_instance(instance), options).plan
    published = [visit._asdict() for visit in plan.visits[::2]]
    return instance | {"published": published, "frozen_before": None}, frozenset(plan.visits)


def judged(instance: Json, visits: set[Visit]) -> Json:
    """Return what the judge says of a whole plan."""
    told = {"instance": instance["name"], "visits": [visit._asdict() for visit in sorted(visits)]}
    return check(instance, told)


def any_step(instance: Json, visits: list[Visit], chance: random.Random) -> Step:
    """Return any act on any visits, sensible or not."""
    visit, other = chance.sample(visits, 2)
    cdo = chance.choice(instance["cdos"])["id"]
    place = Place(cdo, chance.choice(instance["days"]), chance.randrange(2))
    return chance.choice(
        [
            lambda: move(visit, place),
            lambda: move(visit, Place(visit.cdo, place.day, place.slot)),
            lambda: swap(visit, other),
            lambda: resize(visit, 3 - visit.length),
            lambda: remove(visit),
            lambda: add(Visit(visit.demand, cdo, place.day, place.slot, visit.length)),
        ]
    )()


def test_judge_step_says_what_the_judge_says_of_the_whole_plans() -> None:
    instance, visits = a_plan()
    before, chance, allowed = judged(instance, set(visits)), random.Random(5), 0  # noqa: S311
    for _ in range(TRIES):
        try:
            step = any_step(instance, sorted(visits), chance)
            after = judged(instance, make_step(visits, step))
        except Conflict:
            continue
        verdict = judge_step(instance, visits, step)
        parts = {p: after["components"][p] - before["components"][p] for p in after["components"]}
        assert verdict.points == after["cost"] - before["cost"], step
        assert dict(verdict.price.parts) == parts, step
        assert verdict.price.served_slots == after["served_slots"] - before["served_slots"], step
        new = Counter(after["broken"]) - Counter(before["broken"])
        assert Counter(breach.rule for breach in verdict.breaches) == new, step
        allowed += verdict.is_allowed
    assert allowed > TRIES / 10


def test_judge_step_leaves_old_breaches_out() -> None:
    instance, visits = a_plan()
    first, second = sorted(visits)[:2]
    closed = [
        d | {"closed": [first.day]} if d["id"] == first.demand else d for d in instance["demands"]
    ]

    verdict = judge_step(instance | {"demands": closed}, visits, remove(second))

    assert verdict.is_allowed


def test_judge_step_of_a_visit_that_is_not_there_is_refused() -> None:
    instance, visits = a_plan()
    visit = min(visits)

    with pytest.raises(Conflict):
        judge_step(instance, visits - {visit}, remove(visit))
