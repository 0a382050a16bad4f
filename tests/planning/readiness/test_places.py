"""Places that cannot be right."""

from typing import Any

import pytest

from cdo_share.planning.readiness.findings import Check
from cdo_share.planning.readiness.places import find_lost_places
from tests.planning.readiness.facts import AURAY, VANNES, a_cdo_fact, a_member_fact

COMMUNES = {"56260": VANNES}


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, []),
        ({"insee": "00000"}, [(Check.PLACE_UNKNOWN, 3, None)]),
        ({"insee": ""}, [(Check.PLACE_UNKNOWN, 3, None)]),
        ({"point": AURAY}, []),  # 17 km
        ({"point": (VANNES[0] + 0.26, VANNES[1])}, []),  # 29 km north of the town hall
        ({"point": (VANNES[0] + 0.28, VANNES[1])}, [(Check.PLACE_FAR, 3, None)]),  # 31 km
    ],
)
def test_member_in_an_unknown_commune_or_far_from_it_is_lost(
    values: dict[str, Any], expected: list[tuple[Check, int, None]]
) -> None:
    found = find_lost_places([a_member_fact(3, **values)], [], COMMUNES)

    assert [(one.check, one.member_id, one.engagement_id) for one in found] == expected


def test_base_of_a_cdo_is_looked_at_too() -> None:
    (found,) = find_lost_places([], [a_cdo_fact(5, point=(0.0, 0.0))], COMMUNES)

    assert (found.check, found.engagement_id, found.values["km"]) == (Check.PLACE_FAR, 5, 5306)
