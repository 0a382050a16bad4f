"""The time a CDO can really give."""

from datetime import date
from typing import Any

import pytest

from cdo_share.planning.supply import share_supply, supply_slots

DAYS = [date(2027, 1, 4), date(2027, 1, 5), date(2027, 1, 11)]  # two weeks


def a_cdo(**values: Any) -> dict[str, Any]:
    """Return a CDO who can work all three days, two slots each, and is not capped."""
    return {"available": "111111", "day_cap": 2, "week_cap": 10, "period_cap": 100} | values


@pytest.mark.parametrize(
    ("values", "slots"),
    [
        ({}, 6),
        ({"available": "000000"}, 0),
        ({"available": "100111"}, 4),
        ({"day_cap": 1}, 3),
        ({"week_cap": 3}, 5),
        ({"week_cap": 1}, 2),
        ({"period_cap": 4}, 4),
    ],
)
def test_supply_slots_is_bounded_by_time_and_caps(values: dict[str, Any], slots: int) -> None:
    assert supply_slots(a_cdo(**values), DAYS) == slots


def test_share_supply_evens_out_scarcity_among_skills() -> None:
    skills = {"anne": {"WEB", "DATA"}, "yann": {"WEB", "DATA"}}

    shared = share_supply({"WEB": 10, "DATA": 20}, {"anne": 10, "yann": 5}, skills)

    assert shared == {"WEB": 5, "DATA": 10}


def test_share_supply_leaves_the_scarce_skill_to_whoever_has_it() -> None:
    skills = {"anne": {"WEB"}, "yann": {"WEB", "DATA"}}

    shared = share_supply({"WEB": 10, "DATA": 20}, {"anne": 10, "yann": 12}, skills)

    assert shared == {"WEB": 10, "DATA": 12}


@pytest.mark.parametrize(
    ("supplies", "skills"), [({"anne": 8}, {"anne": {"DATA"}}), ({"anne": 0}, {"anne": {"WEB"}})]
)
def test_share_supply_without_time_for_a_skill_gives_nothing(
    supplies: dict[str, int], skills: dict[str, set[str]]
) -> None:
    assert share_supply({"WEB": 4}, supplies, skills) == {"WEB": 0}
