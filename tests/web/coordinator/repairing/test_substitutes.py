"""Who could not stand in, in words: reasons of several visits do not run together."""

from collections import Counter

from flask import Flask

from cdo_share.accounts.models import Regime
from cdo_share.web.coordinator.names import CdoName
from cdo_share.web.coordinator.repairing.substitutes import tell_obstacles

CDOS = {3: CdoName(3, "Zoé", Regime.HOURS)}


def test_each_of_several_obstacles_says_for_how_many_visits(app: Flask) -> None:
    found = {"C3": Counter({"skill": 1, "level": 2})}

    with app.test_request_context():
        told = tell_obstacles(found, CDOS)
        alone = tell_obstacles({"C3": Counter({"skill": 2})}, CDOS)

    assert told == [
        (
            "Zoé",
            "a la compétence, pas au niveau demandé (2 interventions),"
            " n’a pas la compétence (1 intervention)",
        )
    ]
    assert alone == [("Zoé", "n’a pas la compétence")]
