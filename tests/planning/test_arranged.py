"""What is told of a plan that nobody searched for."""

import pytest

from cdo_share.planning.arranged import NOT_EXAMINED, list_unserved

REMEDY = {"code": "accept_remote", "slots": 2, "points": 100}
KNOWN = {
    "demand": 1,
    "requested": 3,
    "served": 1,
    "reason": "caps",
    "obstacles": {},
    "relaxation": REMEDY,
}


@pytest.mark.parametrize(("served", "told"), [(1, ("caps", REMEDY)), (2, (NOT_EXAMINED, None))])
def test_remedy_of_another_plan_is_told_only_where_as_much_is_missing(
    served: int, told: tuple[object, ...]
) -> None:
    instance = {"demands": [{"id": "D1", "requested": 3}]}

    (entry,) = list_unserved(instance, [{"demand": "D1", "length": served}], [KNOWN])

    assert (entry["reason"], entry["relaxation"]) == told
