"""For each goal: a plan that pays nothing, one at the edge, one that pays, with the points."""

from dataclasses import dataclass
from typing import Any

from tests.solver.instances import DAYS, a_cdo, a_demand, a_visit, an_instance

Json = dict[str, Any]
NEXT_MONDAY = DAYS[5]
KINDS = ("inside", "edge", "outside")


@dataclass(frozen=True)
class Priced:
    """A part of the cost, which kind of case, an instance, the visits, the points of that part."""

    part: str
    kind: str
    instance: Json
    visits: tuple[Json, ...]
    points: int


def _one(**changes: Any) -> Json:
    """One demand, two CDOs."""
    return an_instance(demands=[a_demand(**changes)])


def _with_target(target: int | None) -> Json:
    return an_instance(demands=[a_demand()], cdos=[a_cdo(target_load=target)])


TWICE = (a_visit(), a_visit(day=NEXT_MONDAY))
SHARED = (a_visit(), a_visit(cdo="C2", day=NEXT_MONDAY))
AT_AURAY = {"site": "Auray", "requested": 1}

PRICED = [
    Priced("shortage", "inside", _one(), TWICE, 0),
    Priced("shortage", "edge", _one(guaranteed=1), TWICE[:1], 10 * 200),
    Priced("shortage", "outside", _one(guaranteed=1), (), 10 * (800 + 200 + 800)),
    Priced("extra_cdo", "inside", _one(max_cdos=2), TWICE[:1], 0),
    Priced("extra_cdo", "edge", _one(max_cdos=2), TWICE, 0),
    Priced("extra_cdo", "outside", _one(max_cdos=2), SHARED, 3000),
    Priced("new_cdo", "inside", _one(), TWICE, 0),
    Priced("new_cdo", "edge", _one(previous_cdo="C1"), TWICE, 0),
    Priced("new_cdo", "outside", _one(previous_cdo="C1", max_cdos=2), SHARED, 3000),
    Priced("off_rhythm", "inside", _one(rhythm=True), TWICE, 0),
    Priced(
        "off_rhythm",
        "edge",
        _one(rhythm=True, per_window=2),
        (a_visit(), a_visit(day=NEXT_MONDAY, slot=1)),
        0,
    ),
    Priced(
        "off_rhythm",
        "outside",
        _one(rhythm=True),
        (a_visit(), a_visit(day=NEXT_MONDAY, slot=1)),
        200,
    ),
    Priced("non_preferred", "inside", _one(), (a_visit(slot=1),), 0),
    Priced("non_preferred", "edge", _one(preferred=[[0, 0]]), TWICE, 0),
    Priced("non_preferred", "outside", _one(preferred=[[0, 0]]), (a_visit(slot=1),), 50),
    Priced("travel", "inside", _one(**AT_AURAY), TWICE[:1], 0),
    Priced("travel", "edge", _one(on_site=True), TWICE, 0),
    Priced("travel", "outside", _one(on_site=True, **AT_AURAY), TWICE[:1], 2 * 22),
    Priced("balance", "inside", _with_target(None), TWICE, 0),
    Priced("balance", "edge", _with_target(2), TWICE, 0),
    Priced("balance", "outside", _with_target(3), TWICE, 10),
    Priced("change", "inside", _one(), TWICE, 0),
    Priced("change", "edge", _one() | {"published": [a_visit()]}, TWICE, 0),
    Priced(
        "change",
        "outside",
        _one() | {"published": [a_visit(), a_visit("gone")]},
        TWICE[1:],
        2 * 500,
    ),
]
