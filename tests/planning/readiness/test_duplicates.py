"""Members and demands that may be there twice."""

from datetime import date
from typing import Any

import pytest

from cdo_share.planning.readiness.duplicates import (
    find_same_demands,
    find_same_firms,
    is_near_same,
)
from tests.planning.readiness.facts import a_demand_fact, a_member_fact


def firms(*values: dict[str, Any]) -> list[tuple[str, int | None]]:
    members = [a_member_fact(number, **one) for number, one in enumerate(values, start=1)]
    return [(found.name, found.member_id) for found in find_same_firms(members)]


@pytest.mark.parametrize(
    ("one", "two", "is_near"),
    [
        ("Biscuiterie Le Goff", "biscuiterie  LE GOFF", True),
        ("Hôtel du Port", "Hotel du Port", True),
        ("Garage Le Méner", "Garage Le Mener SARL", True),
        ("Boulangerie Rio", "Boulangerie Morvan", False),
        ("Menuiserie Le Bras", "Menuiserie Le Goff", False),
        ("Entrepôt du port 1", "Entrepôt du port 2", False),
    ],
)
def test_names_that_differ_by_a_slip_are_near_the_same(one: str, two: str, is_near: bool) -> None:
    assert is_near_same(one, two) is is_near
    assert is_near_same(two, one) is is_near


def test_same_siren_is_the_same_firm_wherever_it_stands() -> None:
    sites = [{"name": "Rio Vannes", "siret": "55203253400646"}]
    sites += [{"name": "Fournil du port", "siret": "55203253400653", "insee": "56007"}]

    assert firms(*sites) == [("Rio Vannes", 2)]


def test_near_same_names_are_the_same_firm_in_one_commune_only() -> None:
    names = ({"name": "Biscuiterie Le Goff"}, {"name": "Biscuiterie Legoff"})

    assert firms(*names) == [("Biscuiterie Le Goff", 2)]
    assert firms(names[0], names[1] | {"insee": "56007"}) == []


def test_firms_without_a_number_are_not_the_same() -> None:
    assert firms({"name": "Boulangerie Rio"}, {"name": "Garage Le Méner"}) == []


def test_pair_with_one_number_and_one_name_is_told_once() -> None:
    same = {"name": "Biscuiterie Le Goff", "siret": "55203253400646"}

    assert firms(same, same | {"siret": "55203253400653"}) == [("Biscuiterie Le Goff", 2)]


def demands(*values: dict[str, Any]) -> list[tuple[int | None, int]]:
    facts = [a_demand_fact(number, **one) for number, one in enumerate(values, start=1)]
    return [(one.demand_id, one.values["other_id"]) for one in find_same_demands(facts)]


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        ({}, [(2, 1)]),
        ({"earliest_on": date(2027, 1, 29)}, [(2, 1)]),  # one day in common
        ({"earliest_on": date(2027, 1, 30), "latest_on": date(2027, 2, 26)}, []),
        ({"skill": "SECU-CYB"}, []),
        ({"member_id": 2}, []),
    ],
)
def test_demand_with_the_same_skill_on_the_same_days_is_there_twice(
    second: dict[str, Any], expected: list[tuple[int, int]]
) -> None:
    assert demands({}, second) == expected


def test_third_demand_is_told_with_the_first_that_it_repeats() -> None:
    assert demands({}, {}, {}) == [(2, 1), (3, 1)]
