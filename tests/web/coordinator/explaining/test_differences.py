"""What explanations say of others is what happens to them, without double negation."""

from flask import Flask

from cdo_share.accounts.models import Regime
from cdo_share.core.grid import HALF_DAYS
from cdo_share.demands.models import DemandState
from cdo_share.web.coordinator.explaining.differences import differences_of
from cdo_share.web.coordinator.explaining.price_words import price_words
from cdo_share.web.coordinator.explaining.scene import Names
from cdo_share.web.coordinator.names import CdoName, DemandName
from tests.solver.instances import WEIGHTS, a_visit

NAMES = Names(
    {1: CdoName(1, "Zoé", Regime.HOURS)},
    {
        number: DemandName(number, "Site", "WEB", number, member, 4, DemandState.SUBMITTED)
        for number, member in ((1, "Biscuits"), (2, "Bateaux"))
    },
    HALF_DAYS,
)


def a_member(name: str, demand: str, difference: int) -> dict[str, object]:
    return {
        "member": name,
        "demands": [demand],
        "one": 1,
        "two": 1 + difference,
        "outcome": "gains",
        "parts": {"shortage": -1000 * difference, "off_rhythm": -WEIGHTS["off_rhythm"]},
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
        found = differences_of(compared, NAMES, WEIGHTS)

    assert [(row.name, row.difference, row.reasons) for row in found.members] == [
        ("Biscuits", 1, ("1 intervention revient à son moment habituel",))
    ]


def test_less_is_said_once(app: Flask) -> None:
    with app.test_request_context():
        words = price_words({"shortage": 1000}, WEIGHTS, -1, NAMES.grid)

    assert [word.replace("\N{NO-BREAK SPACE}", " ") for word in words] == [
        "3 h 30 de moins pour ce besoin"
    ]
