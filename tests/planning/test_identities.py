"""Which visit of a new plan keeps which id."""

import uuid
from collections.abc import Iterable
from dataclasses import astuple, replace
from datetime import date
from itertools import count

from hypothesis import given
from hypothesis import strategies as st

from cdo_share.planning.identities import PublishedVisit, SolvedVisit, assign

ONE, TWO, THREE = (uuid.UUID(int=number) for number in (1, 2, 3))
NEW = uuid.UUID(int=1000)
MONDAY, TUESDAY, FRIDAY = date(2027, 1, 4), date(2027, 1, 5), date(2027, 1, 8)


def a_visit(**values: object) -> SolvedVisit:
    """Return a visit of demand 1 by CDO 1 on Monday morning, unless said otherwise."""
    return replace(SolvedVisit(1, 1, MONDAY, 0, 1), **values)


def as_published(visit: SolvedVisit, visit_id: uuid.UUID) -> PublishedVisit:
    """Return the same visit in force."""
    return PublishedVisit(visit_id, *astuple(visit))


def assigned(
    published: Iterable[PublishedVisit], *solved: SolvedVisit
) -> dict[SolvedVisit, uuid.UUID]:
    """Return the ids, with new ones counted from 1000."""
    numbers = count(1000)
    return assign(published, solved, new_id=lambda: uuid.UUID(int=next(numbers)))


def test_assign_unchanged_visit_keeps_its_id() -> None:
    visit = a_visit()

    assert assigned([as_published(visit, ONE)], visit) == {visit: ONE}


def test_assign_moved_visit_takes_the_id_along() -> None:
    moved = a_visit(day=TUESDAY, slot=1, engagement_id=2)

    assert assigned([as_published(a_visit(), ONE)], moved) == {moved: ONE}


def test_assign_visit_of_another_demand_gets_a_new_id() -> None:
    other = a_visit(demand_id=2)

    assert assigned([as_published(a_visit(), ONE)], other) == {other: NEW}


def test_assign_unchanged_visit_comes_before_a_nearer_moved_one() -> None:
    published = [as_published(a_visit(), ONE), as_published(a_visit(day=FRIDAY), TWO)]
    stays, comes = a_visit(), a_visit(day=TUESDAY)

    assert assigned(published, stays, comes) == {stays: ONE, comes: TWO}


def test_assign_nearest_pair_is_matched_first() -> None:
    published = [
        as_published(a_visit(), ONE),
        as_published(a_visit(day=FRIDAY), TWO),
    ]
    near_friday = a_visit(day=date(2027, 1, 7))

    assert assigned(published, near_friday) == {near_friday: TWO}


def test_assign_same_distance_prefers_the_same_cdo() -> None:
    published = [
        as_published(a_visit(engagement_id=1), ONE),
        as_published(a_visit(engagement_id=2), TWO),
    ]
    moved = a_visit(day=TUESDAY, engagement_id=2)

    assert assigned(published, moved) == {moved: TWO}


def test_assign_more_solved_than_published_gives_the_rest_new_ids() -> None:
    first, second = a_visit(day=TUESDAY), a_visit(day=FRIDAY)

    assert assigned([as_published(a_visit(), ONE)], second, first) == {first: ONE, second: NEW}


visits = st.builds(
    SolvedVisit,
    demand_id=st.integers(1, 2),
    engagement_id=st.integers(1, 2),
    day=st.dates(MONDAY, FRIDAY),
    slot=st.integers(0, 1),
    length=st.integers(1, 2),
)


@given(before=st.lists(visits, unique=True), after=st.lists(visits, unique=True))
def test_assign_any_plans_gives_every_visit_its_own_id(
    before: list[SolvedVisit], after: list[SolvedVisit]
) -> None:
    published = [as_published(visit, uuid.uuid4()) for visit in before]
    known = {visit.place: visit.visit_id for visit in published}
    demand_of = {visit.visit_id: visit.demand_id for visit in published}

    ids = assign(published, after)

    assert set(ids) == set(after)
    assert len(set(ids.values())) == len(after)
    assert all(ids[visit] == known[visit] for visit in after if visit in known)
    assert all(demand_of.get(ids[visit], visit.demand_id) == visit.demand_id for visit in after)
    for demand_id in (1, 2):
        kept = {v for v, visit_id in ids.items() if visit_id in demand_of}
        of_demand = [visit for visit in after if visit.demand_id == demand_id]
        possible = min(len(of_demand), list(demand_of.values()).count(demand_id))
        assert sum(visit.demand_id == demand_id for visit in kept) == possible
