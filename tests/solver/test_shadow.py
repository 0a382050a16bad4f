"""Shadow prices: a bound on what one more slot really gains, and nothing where time lies idle."""

from typing import Any

import pytest

import solver
from tests.solver.chance import a_chance, board_of, optimum
from tests.solver.instances import DAYS, WEIGHTS, a_cdo, a_demand, an_instance

Json = dict[str, Any]
WEEK_NAMES = ("2027-W01", "2027-W02")
ROUNDING = 0.1


def priced(instance: Json) -> Json:
    return solver.shadow_prices(solver.read_instance(instance))


def by_skill(prices: Json) -> dict[tuple[str, str], float]:
    return {(each["skill"], each["week"]): each["points"] for each in prices["skills"]}


def by_cdo(prices: Json) -> dict[tuple[str, str], float]:
    return {
        (each["cdo"], week): worth["points"]
        for each in prices["cdos"]
        for week, worth in each["weeks"].items()
    }


def short_of_time(**changes: Any) -> Json:
    """Two CDOs; WEB lacks time in the first week only, ERP never."""
    demands = [
        a_demand(requested=4, windows=[[DAYS[0], DAYS[4]]], per_window=4),
        a_demand(id="D2", member="M2", skill="ERP", requested=2),
    ]
    cdos = [a_cdo(week_cap=2), a_cdo(id="C2", skills={"ERP": 3})]
    return an_instance(**({"demands": demands, "cdos": cdos} | changes))


def test_prices_are_those_of_the_slot_that_is_missing_and_zero_where_the_skill_is_idle() -> None:
    prices = priced(short_of_time())

    assert by_skill(prices) == {
        ("WEB", "2027-W01"): 2000,
        ("WEB", "2027-W02"): 0,
        ("ERP", "2027-W01"): 0,
        ("ERP", "2027-W02"): 0,
    }
    assert by_cdo(prices) == {
        ("C1", "2027-W01"): 2000,
        ("C1", "2027-W02"): 0,
        ("C2", "2027-W01"): 0,
        ("C2", "2027-W02"): 0,
    }
    assert prices["cdos"][0]["best_week"] == "2027-W01"
    assert prices["points_per_slot"] == 3750
    worths = {(each["points"], each["slots"]) for each in prices["skills"]}
    assert worths == {(2000, 0.533), (0, 0)}


def test_a_skill_that_nobody_has_is_worth_the_first_slots_of_those_who_ask() -> None:
    instance = an_instance(demands=[a_demand(skill="unknown", requested=4)])

    assert by_skill(priced(instance))["unknown", "2027-W01"] == 8000


def test_one_more_slot_gains_what_the_price_says_where_the_bound_is_tight() -> None:
    before, after = short_of_time(), short_of_time(cdos=[a_cdo(week_cap=3)])

    gain = best_cost(before) - best_cost(after | {"cdos": [a_cdo(week_cap=3), before["cdos"][1]]})

    assert gain == by_cdo(priced(before))["C1", "2027-W01"]


def best_cost(instance: Json) -> int:
    cost = optimum(board_of(instance))
    assert cost is not None
    return cost


def a_plain_chance(seed: int) -> Json:
    """Draw an instance where one more slot changes nothing but how much time there is."""
    instance = a_chance(seed) | {"published": [], "frozen_before": None, "max_changes": None}
    for cdo in instance["cdos"]:
        cdo["available"] = "1" * len(cdo["available"])
        cdo["max_members"] = 9
    return instance | {"conflicts": []}


@pytest.mark.parametrize("seed", range(8))
def test_bound_is_below_the_best_plan(seed: int) -> None:
    instance = a_chance(seed) | {"published": [], "frozen_before": None}

    assert priced(instance)["bound"] <= best_cost(instance) + 1e-6


@pytest.mark.parametrize("seed", range(8))
def test_no_help_gains_more_than_price_and_gap(seed: int) -> None:
    """One more CDO with a single skill and a single slot, priced by skill and week."""
    instance = a_plain_chance(seed)
    prices, now = priced(instance), best_cost(instance)
    per_day = len(instance["slots"])
    for week, first in enumerate((0, 5)):
        free = ["0"] * (10 * per_day)
        free[first * per_day : (first + 1) * per_day] = "1" * per_day
        length = min(min(demand["lengths"]) for demand in instance["demands"])
        helper = a_cdo(
            id="C9",
            skills={"WEB": 3},
            available="".join(free),
            day_cap=per_day,
            week_cap=length,
            period_cap=length,
        )
        gain = now - best_cost(instance | {"cdos": [*instance["cdos"], helper]})
        price = by_skill(prices)["WEB", WEEK_NAMES[week]]
        assert gain <= length * (price + ROUNDING) + now - prices["bound"] + 1e-6


@pytest.mark.parametrize("seed", range(6))
def test_no_wider_caps_of_a_cdo_gain_more_than_price_and_gap(seed: int) -> None:
    instance = a_plain_chance(seed)
    prices, now = priced(instance), best_cost(instance)
    for place, cdo in enumerate(instance["cdos"]):
        cap = cdo["average_cap"]
        wider = cdo | {
            "period_cap": cdo["period_cap"] + 1,
            "week_cap": cdo["week_cap"] + 1,
            "average_cap": cap and {"weeks": cap["weeks"], "slots": cap["slots"] + 1},
        }
        cdos = [wider if n == place else each for n, each in enumerate(instance["cdos"])]
        gain = now - best_cost(instance | {"cdos": cdos})
        points = [by_cdo(prices)[cdo["id"], week] for week in WEEK_NAMES]
        assert gain <= sum(points) + ROUNDING + now - prices["bound"] + 1e-6


def test_prices_of_nothing_are_empty() -> None:
    prices = priced(an_instance(demands=[], cdos=[], weights=WEIGHTS))

    assert (prices["skills"], prices["cdos"], prices["bound"]) == ([], [], 0)
