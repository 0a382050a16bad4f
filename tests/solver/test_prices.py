"""Bounds by prices: below every plan whatever the prices, and tight where a reader can count."""

import math
from typing import Any

import numpy as np
import pytest

import solver
from solver.bound import Bound, Proof, better, linear_bound, priced_bound
from solver.native import library
from solver.stages import greedy
from solver.stages.climb import Climb, Engine, first_prices
from solver.stages.market import Market
from solver.stages.patterns import GRAINS_PER_POINT
from solver.stages.plain import Plain
from solver.stages.prices import Prices
from solver.stages.quick import Quick
from solver.stages.roads import NO_TOUR, Roads
from solver.stages.search import Effort
from tests.solver.chance import a_chance, board_of, optimum
from tests.solver.instances import DAYS, a_cdo, a_demand, a_visit, an_instance, generated

SEEDS = range(40)
PLAN = {"format": "cdo-timeshare-plan/1"}
NOTHING = Bound(0.0, "trivial")
needs_library = pytest.mark.skipif(library.load() is None, reason="no compiled library")


def drawn(engine: Engine, seed: int) -> Prices:
    """Draw prices by chance, most of the small kinds 0."""
    draw, prices = np.random.default_rng(seed), first_prices(engine)
    shares = draw.choice([0.0, 0.5, 1.0, 1.3], prices.demand.shape)
    prices.demand[:] = prices.demand * shares
    for kind, choice in (
        (prices.part, [0, 500, 1000, 3000]),
        (prices.hour, [0, 0, 0, 200]),
        (prices.week, [0, 0, 100]),
        (prices.member, [0, 500]),
    ):
        kind[...] = draw.choice(choice, kind.shape) * GRAINS_PER_POINT
    prices.toll[:] = prices.toll * draw.uniform(0.5, 1.5, prices.toll.shape)
    if engine.market.most_changes is not None:
        prices.change[:] = draw.choice([0, 400]) * GRAINS_PER_POINT
    return prices


@pytest.mark.parametrize("seed", SEEDS)
def test_bound_by_any_prices_is_below_the_optimum(seed: int) -> None:
    """Leave, pins, frozen days, published visits, changes, conflicts: see `chance`."""
    instance = a_chance(seed)
    board = board_of(instance)
    best = optimum(board_of(instance))
    proof = Proof(board)

    priced = proof.run(80)

    assert best is None or linear_bound(board).value <= best
    assert best is None or priced.value <= best
    for number in range(3 if proof.engine and best is not None else 0):
        grains, _ = proof.engine.bound(drawn(proof.engine, 10 * seed + number))
        lost = board.problem.weights.change * board.candidates.lost_published
        assert grains <= (best - lost) * GRAINS_PER_POINT


def test_bounds_reach_the_optimum_of_many_so_that_one_point_more_would_be_wrong() -> None:
    boards = [board_of(a_chance(seed)) for seed in range(12)]

    exact = [
        board for board in boards if priced_bound(board, NOTHING, steps=300).value == optimum(board)
    ]

    assert len(exact) >= 2


@needs_library
@pytest.mark.parametrize("seed", range(20))
def test_compiled_engine_finds_the_same_as_the_plain_one(seed: int) -> None:
    market = Market(board_of(a_chance(seed)))
    if not market.pairs:
        return
    plain, quick = Plain(market), Quick(market)
    for number in range(3):
        prices = drawn(plain, 10 * seed + number)
        (value, rise), (same, slopes) = plain.bound(prices), quick.bound(prices)
        assert value == same
        assert rise.row.shape == slopes.row.shape
        assert np.array_equal(rise.taken, slopes.taken)
        times = np.full(len(market.stalls), 300 * GRAINS_PER_POINT)
        assert plain.rents(prices, times).tolist() == quick.rents(prices, times).tolist()
        assert plain.time_prices(prices).tolist() == quick.time_prices(prices).tolist()


@needs_library
@pytest.mark.parametrize("reach", [20_000, 2_000_000])
def test_engine_that_remembers_finds_the_same_as_a_fresh_one(reach: int) -> None:
    """It leaves pairs alone until prices have moved far enough; small and large moves."""
    market = Market(board_of(generated("S")))
    used, prices = Quick(market), first_prices(Plain(market))
    draw = np.random.default_rng(reach)
    for _ in range(12):
        fresh, (value, rise) = Quick(market).bound(prices), used.bound(prices)
        assert value == fresh[0]
        assert np.allclose(rise.row, fresh[1].row)
        prices.row[:] = np.maximum(0, prices.row + draw.integers(-reach, reach, prices.row.shape))
        prices.change[:] = 0


@needs_library
def test_engine_that_forgets_how_far_prices_moved_is_caught() -> None:
    """The planted fault: what is remembered of the prices is wrong, so pairs are left out."""
    market = Market(board_of(generated("S")))
    used, prices = Quick(market), first_prices(Plain(market))
    prices.demand[:] *= 2
    used.bound(prices)
    prices.demand[:] //= 4
    used._rows[0][:] = prices.row

    assert used.bound(prices)[0] > Quick(market).bound(prices)[0]


@needs_library
def test_engines_agree_on_a_large_instance_and_rise_alike() -> None:
    """Ties apart: the prices are drawn so that there are none."""
    market = Market(board_of(generated("S", "hour")))
    plain, quick = Plain(market), Quick(market)
    prices = first_prices(plain)
    noise = np.random.default_rng(1).integers(1, 5000, prices.row.shape)
    prices.row[:] += noise
    prices.change[:] = 0

    (value, rise), (same, slopes) = plain.bound(prices), quick.bound(prices)

    assert value == same
    assert np.allclose(rise.row, slopes.row)
    assert np.array_equal(rise.taken, slopes.taken)


@pytest.mark.parametrize("seed", range(24))
def test_bound_by_calendars_is_below_the_optimum_and_above_that_by_prices(seed: int) -> None:
    proof = Proof(board_of(a_chance(seed)))
    priced = proof.run(30)

    tight = proof.tighten(Effort(2.0))

    best = optimum(board_of(a_chance(seed)))
    assert best is None or priced.value <= tight.value <= best


@pytest.mark.parametrize("seed", [28, 40, 51])
def test_bound_by_calendars_closes_what_prices_leave_open(seed: int) -> None:
    proof = Proof(board_of(a_chance(seed)))
    priced = proof.run(900)

    tight = proof.tighten(Effort(5.0))

    assert priced.value < tight.value == optimum(board_of(a_chance(seed)))
    assert tight.kind == "calendars"


def test_bound_by_calendars_leaves_reruns_to_prices() -> None:
    board = board_of(an_instance(published=[a_visit()]))
    proof = Proof(board)

    assert proof.run(10) == proof.tighten(Effort(1.0))


def test_bound_by_calendars_that_earn_nothing_is_caught_above_the_optimum(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The planted fault: demands pay nothing for their visits, so CDOs earn too little."""
    monkeypatch.setattr(Plain, "worth_of", lambda *_: {})
    board = board_of(an_instance(cdos=[a_cdo(period_cap=1)], demands=[a_demand()]))
    proof = Proof(board)
    proof.run(1)
    prices = proof.climb.peak if proof.climb else None
    assert prices is not None
    prices.demand[:] = 0
    assert proof.climb is not None
    proof.climb.best = proof.engine.bound(prices)[0] if proof.engine else 0

    assert proof.tighten(Effort(1.0)).value > (optimum(board) or 0)


@needs_library
def test_stopped_engine_proves_nothing_more() -> None:
    proof = Proof(board_of(generated("S")))
    before = proof.run(5)

    proof.stop()

    assert proof.run(50) == before


def test_slopes_say_how_the_bound_changes() -> None:
    """A small move of every price moves the bound by no more than the slope says (concave)."""
    engine = Plain(Market(board_of(a_chance(3))))
    for seed in range(6):
        one, two = drawn(engine, seed), drawn(engine, seed + 100)
        value, rise = engine.bound(one)
        other, _ = engine.bound(two)
        assert other <= value + float((rise.row * (two.row - one.row)).sum()) + 1000


def test_bound_with_too_dear_roads_is_caught_above_the_optimum(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Were a day's tour thought to be two ways there and back, some plan would cost less."""
    right = Roads.tours.func
    monkeypatch.setattr(
        Roads, "tours", property(lambda roads: np.where(right(roads) >= 0, 1 << 40, NO_TOUR))
    )
    monkeypatch.setattr(Roads, "shares", lambda roads, room: roads.alone)
    demands = [
        a_demand(id=f"D{n}", member=f"M{n}", site="Auray", on_site=True, requested=1)
        for n in (1, 2)
    ]
    one_day = {"days": DAYS[:1], "cdos": [a_cdo(available="11", max_members=2)]}
    board = board_of(an_instance(demands=demands, **one_day))

    assert priced_bound(board, NOTHING).value > (optimum(board) or 0) > 0


def test_bound_with_a_change_counted_twice_is_caught_above_the_optimum(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    published = [a_visit(), a_visit(day=DAYS[1])]
    instance = an_instance(cdos=[a_cdo(period_cap=1)], demands=[a_demand()], published=published)
    right, board = Market._count_constants, board_of(instance)
    best = optimum(board_of(instance))

    def twice(market: Market, *given: Any) -> None:
        right(market, *given)
        market.constant += market.change

    assert priced_bound(board, NOTHING).value <= (best or 0)
    monkeypatch.setattr(Market, "_count_constants", twice)
    assert priced_bound(board, NOTHING).value > (best or 0) > 0


def test_short_visits_that_must_stay_are_not_counted_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One slot is frozen on a day where two would do: kept twice, it would swamp the bound."""
    published = [a_visit(), a_visit(day=DAYS[1], length=2)]
    demand = a_demand(lengths=[1, 2], requested=4, per_window=5)
    given = {"published": published, "frozen_before": DAYS[2], "demands": [demand]}
    board = board_of(an_instance(**given, cdos=[a_cdo(period_cap=3)]))

    assert priced_bound(board, NOTHING).value == 1000 == optimum(board)
    monkeypatch.setattr(Market, "_is_longest", lambda *_: True)
    assert priced_bound(board, NOTHING) == NOTHING


def test_bound_counts_published_visits_that_cannot_stay() -> None:
    """Two published visits in one week of a demand of one visit a week: one must go."""
    published = [a_visit(), a_visit(day=DAYS[1]), a_visit(day=DAYS[5])]
    board = board_of(an_instance(demands=[a_demand()], published=published))

    assert priced_bound(board, NOTHING).value == 500 == optimum(board)


def test_bound_counts_that_only_some_changes_are_allowed() -> None:
    """The wished position would be worth a change, but none is allowed."""
    demand = a_demand(preferred=[[1, 0]], requested=1, windows=[[DAYS[0], DAYS[4]]])
    weights = an_instance()["weights"] | {"non_preferred": 2000}
    given = {"demands": [demand], "published": [a_visit()], "weights": weights}

    free = board_of(an_instance(**given))
    bound_to_it = board_of(an_instance(**given, max_changes=0))

    assert priced_bound(free, NOTHING).value == 500 == optimum(free)
    assert priced_bound(bound_to_it, NOTHING).value == 2000 == optimum(bound_to_it)


def test_bound_counts_what_a_pin_costs() -> None:
    demand = a_demand(preferred=[[1, 0]], requested=1)
    board = board_of(an_instance(demands=[demand], pins=[a_visit()]))

    assert priced_bound(board, NOTHING).value == 50 == optimum(board)


def test_bound_by_prices_is_higher_than_that_of_the_transport() -> None:
    board = board_of(generated("S"))
    linear = linear_bound(board)

    priced = priced_bound(board, linear, steps=200)

    assert priced.kind == "prices"
    assert priced.value > 1.04 * linear.value


def test_bound_of_a_rerun_counts_frozen_days_and_changes() -> None:
    """A greedy plan is published: what is frozen must stay, and changes have their price."""
    instance = generated("S")
    board = board_of(instance)
    greedy.fill(board)
    published = board.problem.plan(board.options()).to_json()["visits"]
    frozen = {"published": published, "frozen_before": instance["days"][30]}
    rerun = board_of(instance | frozen)
    stays = solver.check(
        instance | frozen, {"visits": published} | PLAN | {"instance": instance["name"]}
    )

    bound = priced_bound(rerun, linear_bound(rerun), steps=400)

    assert stays["feasible"]
    assert linear_bound(rerun).value < 0.9 * stays["cost"] < bound.value <= stays["cost"]


def test_bound_by_prices_repeats_itself_however_it_is_cut() -> None:
    board = board_of(generated("S"))
    cut, whole = Proof(board), Proof(board)
    for _ in range(3):
        cut.run(20)

    assert whole.run(60).value == cut.bound.value
    assert isinstance(cut.climb, Climb)
    assert cut.climb.steps == 60


def test_known_bound_stays_when_it_is_better() -> None:
    known = Bound(1e9, "known")

    assert priced_bound(board_of(generated("S")), known, steps=1) == known


def test_bound_that_proves_nothing_leaves_the_known_one() -> None:
    assert better(NOTHING, board_of(generated("S")), -math.inf, "transport-lp") == NOTHING


def test_bound_told_to_stop_still_proves_something() -> None:
    assert priced_bound(board_of(generated("S")), NOTHING, lambda: True).value > 200_000


def test_first_bound_of_a_large_instance_does_without_a_transport(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("solver.bound.WHOLE_PAIRS", 10)

    assert linear_bound(board_of(generated("S"))).kind == "prices"


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

    assert priced_bound(board, NOTHING).value == points == optimum(board)


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


def test_tariff_says_what_one_more_slot_is_worth() -> None:
    """One slot for a demand of two, whose second slot would save 100 a unit of weight."""
    cdo = a_cdo(period_cap=1)
    board = board_of(an_instance(cdos=[cdo], demands=[a_demand()]))

    bound = priced_bound(board, NOTHING)

    assert bound.tariff is not None
    assert bound.tariff.time[0] == pytest.approx(10 * 200, rel=0.1)
    assert bound.tariff.slot_worth(0, 0, 0) >= bound.tariff.time[0]
