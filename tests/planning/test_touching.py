"""A repair adds visits for nobody whom the event does not concern."""

from cdo_share.planning.touching import keep_to_hit
from tests.solver.instances import DAYS, a_visit, an_instance

LOST, STANDING = a_visit("D1"), a_visit("D2", "C2", day=DAYS[1])
INSTEAD, EXTRA = a_visit("D1", day=DAYS[2]), a_visit("D2", "C2", day=DAYS[6])


def test_visit_added_for_a_demand_that_loses_nothing_is_left_out() -> None:
    instance = an_instance(published=[LOST, STANDING])

    assert keep_to_hit(instance, [INSTEAD, STANDING, EXTRA]) == [INSTEAD, STANDING]


def test_visit_that_is_pinned_is_added_all_the_same() -> None:
    instance = an_instance(published=[LOST, STANDING], pins=[EXTRA])

    assert keep_to_hit(instance, [INSTEAD, STANDING, EXTRA]) == [INSTEAD, STANDING, EXTRA]
