"""What explanations say of others is what happens to them, without double negation."""

from flask import Flask

from cdo_share.web.coordinator.explaining.differences import differences_of
from cdo_share.web.coordinator.explaining.price_words import price_words
from tests.solver.instances import WEIGHTS, a_visit
from tests.web.coordinator.explaining.test_why_words import NAMES


def a_member(name: str, demand: str, difference: int) -> dict[str, object]:
    return {
        "member": name,
        "demands": [demand],
        "one": 1,
        "two": 1 + difference,
        "outcome": "gains",
    }


def test_only_members_whose_visits_change_are_touched(app: Flask) -> None:
    compared = {
        "one": {"cost": 500},
        "two": {"cost": 0},
        "parts": {},
        "moved": [],
        "only_one": [],
        "only_two": [a_visit("D1")],
        "members": [a_member("M1", "D1", 1), a_member("M2", "D2", 0)],
        "cdos": [],
    }

    with app.test_request_context():
        found = differences_of(compared, NAMES)

    assert [(row.name, row.difference) for row in found.members] == [("Biscuits", 1)]


def test_less_is_said_once(app: Flask) -> None:
    with app.test_request_context():
        words = price_words({"shortage": 1000}, WEIGHTS, -1, NAMES.grid)

    assert [word.replace("\N{NO-BREAK SPACE}", " ") for word in words] == [
        "3 h 30 de moins pour ce besoin"
    ]
