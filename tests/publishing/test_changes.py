"""The difference between two sets of visits, without a database."""

import uuid
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from cdo_share.planning.identities import PublishedVisit
from cdo_share.publishing.changes import VisitChange, carry_ids, difference, keep_past
from cdo_share.publishing.models import Change

MONDAY, TUESDAY = date(2027, 1, 4), date(2027, 1, 5)
ONE, TWO, THREE = (uuid.UUID(int=number, version=4) for number in (1, 2, 3))


def visit(visit_id: uuid.UUID, day: date, slot: int = 0, cdo: int = 7) -> PublishedVisit:
    return PublishedVisit(visit_id, 1, cdo, day, slot, 1)


def test_difference_of_every_kind_of_change_is_exact() -> None:
    kept, moved, gone = visit(ONE, MONDAY), visit(TWO, MONDAY, 1), visit(THREE, TUESDAY)
    elsewhere, new = visit(TWO, TUESDAY, 1), visit(uuid.UUID(int=9), TUESDAY, 0, 8)

    found = difference([kept, moved, gone], [new, elsewhere, kept])

    assert found.changes == (
        VisitChange(Change.KEPT, kept),
        VisitChange(Change.REMOVED, gone),
        VisitChange(Change.ADDED, new),
        VisitChange(Change.MOVED, elsewhere, moved),
    )
    assert [len(part) for part in (found.added, found.moved, found.kept, found.removed)] == [1] * 4


def test_difference_when_only_the_cdo_changes_is_a_move() -> None:
    before, after = visit(ONE, MONDAY, cdo=7), visit(ONE, MONDAY, cdo=8)

    assert difference([before], [after]).changes == (VisitChange(Change.MOVED, after, before),)


def test_carry_ids_of_a_plan_numbered_before_takes_those_in_force_now() -> None:
    in_force = [visit(ONE, MONDAY), visit(TWO, TUESDAY)]
    planned = [visit(THREE, MONDAY), visit(uuid.UUID(int=9), TUESDAY, 1)]

    assert carry_ids(in_force, planned) == [visit(ONE, MONDAY), visit(TWO, TUESDAY, 1)]


def test_carry_ids_of_a_new_visit_keeps_the_id_of_the_plan() -> None:
    other = PublishedVisit(TWO, 2, 7, TUESDAY, 0, 1)

    assert carry_ids([visit(ONE, MONDAY)], [visit(ONE, MONDAY), other]) == [
        visit(ONE, MONDAY),
        other,
    ]


def test_carry_ids_never_gives_one_id_to_two_visits() -> None:
    stands_as_one = PublishedVisit(ONE, 1, 7, MONDAY, 0, 1)
    planned = [PublishedVisit(TWO, 1, 7, MONDAY, 0, 1), PublishedVisit(ONE, 2, 7, TUESDAY, 0, 1)]

    ids = [one.visit_id for one in carry_ids([stands_as_one], planned)]

    assert ids[0] == ONE
    assert ids[1] not in (ONE, TWO)


def test_keep_past_of_a_begun_visit_leaves_it_where_it_took_place() -> None:
    past, ahead = visit(ONE, MONDAY), visit(TWO, TUESDAY, 1)
    planned = [visit(ONE, TUESDAY), visit(THREE, MONDAY, 1), ahead]

    assert keep_past([past], planned, lambda one: one.day <= MONDAY) == [past, ahead]


places = st.builds(
    PublishedVisit,
    st.uuids(version=4),
    st.integers(1, 3),
    st.integers(1, 2),
    st.dates(MONDAY, date(2027, 1, 8)),
    st.integers(0, 1),
    st.just(1),
)
plans = st.lists(places, max_size=12, unique_by=(lambda v: v.visit_id, lambda v: v.place))


@given(plans, plans)
def test_carry_ids_of_any_two_plans_is_the_same_plan_under_unique_ids(
    in_force: list[PublishedVisit], planned: list[PublishedVisit]
) -> None:
    carried = carry_ids(in_force, planned)

    assert sorted(one.place for one in carried) == sorted(one.place for one in planned)
    assert len({one.visit_id for one in carried}) == len(planned)
    stay = {one.place for one in in_force} & {one.place for one in planned}
    assert {one.visit.place for one in difference(in_force, carried).kept} == stay
