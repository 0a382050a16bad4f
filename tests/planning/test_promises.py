"""Accepted wishes that visits do not keep: told as the judge would, but by whom it concerns."""

import uuid
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest

from cdo_share.planning.breaches import list_breaches
from cdo_share.planning.constraints import with_constraints
from cdo_share.planning.identities import PublishedVisit
from cdo_share.planning.instance_parts import published_part
from cdo_share.planning.models import Constraint, ConstraintKind, ConstraintSource
from cdo_share.planning.promises import list_broken, list_unkept
from tests.solver.instances import a_cdo, an_instance

MONDAY, TUESDAY = date(2027, 1, 4), date(2027, 1, 5)
VISIT: dict[str, Any] = {"demand_id": 1, "engagement_id": 1, "day": MONDAY, "slot": 0, "length": 1}


def a_wish(
    kind: ConstraintKind, source: ConstraintSource = ConstraintSource.ANSWER, **values: Any
) -> Constraint:
    """Return an unsaved constraint."""
    return Constraint(kind=kind, source=source, **values)


def at(**values: Any) -> PublishedVisit:
    """Return a visit of the first demand on Monday morning, but for `values`."""
    return PublishedVisit(visit_id=uuid.uuid4(), **(VISIT | values))


WISHES = [
    a_wish(ConstraintKind.KEEP_VISIT, **VISIT),
    a_wish(ConstraintKind.KEEP_TIME, **VISIT),
    a_wish(ConstraintKind.KEEP_CDO, demand_id=1, engagement_id=1),
    a_wish(ConstraintKind.KEEP_WEEKDAY, demand_id=1, weekday=0),
    a_wish(ConstraintKind.AVOID_DEMAND, demand_id=1, day=MONDAY),
    a_wish(ConstraintKind.AVOID_CDO, demand_id=1, engagement_id=1),
    a_wish(ConstraintKind.AVOID_CDO, engagement_id=1, day=MONDAY),
    a_wish(ConstraintKind.AVOID_CDO, engagement_id=1, day=MONDAY, slot=1, length=1),
]


@pytest.mark.parametrize("wish", WISHES, ids=lambda one: one.kind.value)
def test_visit_keeps_a_wish_where_the_judge_finds_nothing_broken(wish: Constraint) -> None:
    """For every place of one visit in two days, by one of two CDOs."""
    usual = an_instance(cdos=[a_cdo(id="C1"), a_cdo(id="C2")])
    found, judged = {}, {}
    for cdo, days, slot in product((1, 2), (0, 1), (0, 1)):
        visit = at(engagement_id=cdo, day=MONDAY + timedelta(days=days), slot=slot)
        # The judge's pin names a CDO also where only the time is to stay.
        time = wish.kind is ConstraintKind.KEEP_TIME and cdo != wish.engagement_id
        told = {**published_part(visit), "cdo": "C1"} if time else published_part(visit)
        plan = {"instance": usual["name"], "visits": [told]}
        place = cdo, days, slot
        judged[place] = bool(list_breaches(with_constraints(usual, [wish]), plan))
        found[place] = list_unkept([wish], [visit]) == [wish]

    assert found == judged
    assert set(found.values()) == {True, False}


def test_cdos_that_are_allowed_together_keep_each_other() -> None:
    pinned = a_wish(
        ConstraintKind.KEEP_CDO, ConstraintSource.COORDINATOR, demand_id=1, engagement_id=2
    )
    wished = a_wish(ConstraintKind.KEEP_CDO, demand_id=1, engagement_id=1)

    assert list_unkept([pinned, wished], [at(engagement_id=2)]) == []
    assert list_unkept([pinned, wished], [at(engagement_id=3)]) == [wished]


def test_what_the_coordinator_pinned_and_what_is_past_are_no_promises() -> None:
    pinned = a_wish(ConstraintKind.KEEP_VISIT, ConstraintSource.COORDINATOR, **VISIT)
    past = a_wish(ConstraintKind.AVOID_DEMAND, demand_id=1, day=MONDAY)

    assert list_unkept([pinned, past], [at()], TUESDAY) == []


def test_broken_now_is_told_apart_from_what_waits_already() -> None:
    kept = a_wish(ConstraintKind.KEEP_TIME, id=1, **VISIT)
    waiting = a_wish(ConstraintKind.KEEP_WEEKDAY, id=2, demand_id=1, weekday=4)

    assert list_broken([kept, waiting], [at()], [at(day=TUESDAY)]) == ([kept], [waiting])


def test_wish_that_waits_is_broken_anew_by_a_visit_more_against_it() -> None:
    """The visit that stays waits; another of the same CDO is this plan's own doing."""
    not_her = a_wish(ConstraintKind.AVOID_CDO, demand_id=1, engagement_id=1)
    not_her.id = 1
    before = [at(), at(day=TUESDAY)]

    told = [
        list_broken([not_her], before, [at(), *more])
        for more in ([], [at(day=TUESDAY, engagement_id=2)], [at(day=TUESDAY, slot=1)])
    ]

    assert told == [([], [not_her]), ([], [not_her]), ([not_her], [])]
