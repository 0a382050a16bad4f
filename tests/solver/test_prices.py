"""Bounds by prices: below every plan whatever the prices, and tight where a reader can count."""

import math
from itertools import product
from typing import Any

import numpy as np
import pytest

from solver.bound import Bound, better, linear_bound, priced_bound
from solver.stages.knapsack import fill
from solver.stages.prices import Market, Prices
from solver.stages.roads import Roads
from tests.solver.chance import a_chance, board_of, optimum
from tests.solver.instances import DAYS, a_cdo, a_demand, an_instance, generated, in_hours

SEEDS = range(40)


def drawn(market: Market, seed: int) -> Prices:
    """Draw prices by chance, most of the small kinds 0."""
    draw = np.random.default_rng(seed)
    start = market.start({})
    return Prices(
        start.demand * draw.choice([0.0, 0.5, 1.0], start.demand.shape),
        draw.uniform(0, 3000, start.slot.shape),
        draw.choice([0.0, 0.0, 0.0, 200.0], start.hour.shape),
        draw.choice([0.0, 0.0, 100.0], start.week.shape),
        draw.choice([0.0, 500.0], start.member.shape),
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_bound_by_any_prices_is_below_the_optimum(seed: int) -> None:
    instance = a_chance(seed)
    board = board_of(instance)
    best = optimum(board_of(instance))
    market = Market(board)

    linear = linear_bound(board)
    priced = priced_bound(board, linear, steps=40)
    others = [market.bound(drawn(market, 10 * seed + number))[0] for number in range(3)]

    assert best is None or linear.value <= priced.value <= best
    assert best is None or max(others) <= best + 1e-6


def test_bound_with_too_dear_roads_is_caught_above_the_optimum(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Were every visit to bear its own way there and back, some plan would cost less."""

    def alone(roads: Roads, demand: int, length: int) -> float:
        asked = roads.problem.demands[demand]
        return 2.0 * asked.on_site * roads.problem.grid.km(roads.able.base, asked.site)

    monkeypatch.setattr(Roads, "share", alone)
    demands = [
        a_demand(id=f"D{n}", member=f"M{n}", site="Auray", on_site=True, requested=1)
        for n in (1, 2)
    ]
    one_day = {"days": DAYS[:1], "cdos": [a_cdo(available="11", max_members=2)]}
    board = board_of(an_instance(demands=demands, **one_day))

    assert priced_bound(board, linear_bound(board)).value > (optimum(board) or 0) > 0


def test_bound_by_prices_is_higher_than_that_of_the_transport() -> None:
    board = board_of(generated("S"))
    linear = linear_bound(board)

    priced = priced_bound(board, linear, steps=100)

    assert priced.kind == "prices"
    assert priced.value > 1.04 * linear.value


def test_bound_by_prices_repeats_itself() -> None:
    board = board_of(generated("S"))
    linear = linear_bound(board)

    assert priced_bound(board, linear, steps=30) == priced_bound(board, linear, steps=30)


def test_bound_without_a_transport_begins_at_prices_alike_for_everybody() -> None:
    board = board_of(generated("S"))
    nothing = better(Bound(0.0, "trivial"), board, -math.inf, "transport-lp")

    assert nothing == Bound(0.0, "trivial")
    assert priced_bound(board, nothing, steps=0).value > 230_000


def test_bound_told_to_stop_still_proves_something() -> None:
    board = board_of(generated("S"))
    linear = linear_bound(board)

    assert priced_bound(board, linear, lambda: True).value >= linear.value


@pytest.mark.parametrize(
    ("changes", "points"),
    [
        ({"preferred": [[0, 1]], "forbidden": [[0, 1]]}, 2 * 50),
        ({"preferred": [[0, 0]], "windows": [[DAYS[0], DAYS[4]], [DAYS[6], DAYS[9]]]}, 50),
        ({"rhythm": True, "windows": [[DAYS[0], DAYS[0]], [DAYS[6], DAYS[6]]]}, 200),
        ({"previous_cdo": "C2"}, 3000),
    ],
    ids=["no wished position", "wished position once", "no rhythm", "new CDO"],
)
def test_bound_counts_wishes_that_cannot_be_met(changes: dict[str, Any], points: int) -> None:
    cdos = [a_cdo(), a_cdo(id="C2", skills={})]
    board = board_of(an_instance(cdos=cdos, demands=[a_demand(**changes)]))

    assert priced_bound(board, linear_bound(board)).value == points == optimum(board)


def test_bound_counts_that_two_visits_cannot_share_a_slot() -> None:
    """Three demands want the same two mornings; two of them go without their last half."""
    windows = [[day, day] for day in (DAYS[0], DAYS[5])]
    demands = [
        a_demand(id=f"D{n}", member=f"M{n}", windows=windows, forbidden=[[0, 1]]) for n in (1, 2, 3)
    ]
    board = board_of(an_instance(cdos=[a_cdo()], demands=demands))

    bound = priced_bound(board, linear_bound(board))

    assert linear_bound(board).value == 0
    assert bound.value > 10_000


def roads_of(make: Any, **changes: Any) -> Roads:
    demands = [
        a_demand(id=f"D{n}", member=f"M{n}", site=site, on_site=True, **changes)
        for n, site in ((1, "Auray"), (2, "Pontivy"))
    ]
    return Roads(board_of(make(demands=demands)).candidates, 0, [0, 1])


def test_share_of_a_lone_visit_is_the_way_there_and_back() -> None:
    roads = roads_of(an_instance, lengths=[2])

    assert roads.share(0, 2) == 2 * roads.problem.grid.km("Vannes", "Auray")


def test_share_of_a_visit_too_far_from_the_other_is_the_way_there_and_back() -> None:
    """From Auray to Pontivy there is not time enough at noon."""
    roads = roads_of(an_instance, lengths=[1])

    assert roads.share(0, 1) == 2 * roads.problem.grid.km("Vannes", "Auray")


def test_shares_of_two_visits_of_a_day_are_its_tour() -> None:
    roads, km = roads_of(in_hours, lengths=[3]), board_of(an_instance()).problem.grid.km

    tour = km("Vannes", "Auray") + km("Auray", "Pontivy") + km("Pontivy", "Vannes")
    assert roads.share(0, 3) + roads.share(1, 3) == tour


def test_share_where_three_visits_fit_is_a_part_of_the_day() -> None:
    roads = roads_of(in_hours, lengths=[2])

    assert roads.share(0, 2) == 2 * roads.problem.grid.km("Vannes", "Auray") * 2 / 8


@pytest.mark.parametrize("seed", range(20))
def test_fill_finds_what_trying_everything_finds(seed: int) -> None:
    draw = np.random.default_rng(seed)
    profits = draw.normal(size=(5, 4)).round(3) * 100
    profits[:, 0] = 0.0
    profits[draw.random(profits.shape) < 0.2] = -np.inf
    profits[:, 0] = 0.0
    sizes = np.arange(4) * draw.integers(1, 4, size=(5, 1))
    capacity = int(draw.integers(0, 12))
    tail = -7.0 * np.abs(np.arange(capacity + 1) - capacity / 2)

    value, chosen = fill(profits, sizes, tail)

    items = np.arange(5)
    every = (np.array(levels) for levels in product(range(4), repeat=5))
    best = max(
        profits[items, levels].sum() + tail[sizes[items, levels].sum()]
        for levels in every
        if sizes[items, levels].sum() <= capacity
    )
    levels = np.zeros(5, dtype=int)
    for item, level in chosen:
        levels[item] = level
    assert value == pytest.approx(best)
    assert profits[items, levels].sum() + tail[sizes[items, levels].sum()] == pytest.approx(value)


def test_tariff_says_what_one_more_slot_is_worth() -> None:
    """One slot for a demand of two, whose second slot would save 100 a unit of weight."""
    cdo = a_cdo(period_cap=1)
    board = board_of(an_instance(cdos=[cdo], demands=[a_demand()]))

    bound = priced_bound(board, Bound(0.0, "trivial"))

    assert bound.tariff is not None
    assert bound.tariff.time[0] == pytest.approx(10 * 200, rel=0.1)
    assert bound.tariff.slot_worth(0, 0, 0) >= bound.tariff.time[0]
