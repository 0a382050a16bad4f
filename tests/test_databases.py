"""The tests of pages take turns on the databases; nothing is left to neither."""

from collections import Counter

import pytest

from tests.databases import DATABASES, turn_of

NAMES = [f"tests/web/test_page.py::test_{number}" for number in range(100)]


def test_tests_take_turns_on_the_databases() -> None:
    turns = Counter(turn_of(f"{name}[sqlite]") for name in NAMES)

    assert sum(turns.values()) == 100
    assert min(turns[database] for database in DATABASES) >= 30


@pytest.mark.parametrize("name", NAMES[:10])
def test_turn_of_a_test_is_one_of_its_two(name: str) -> None:
    kept = [one for one in DATABASES if turn_of(f"{name}[{one}-more]") == one]

    assert len(kept) == 1
