"""Lower bounds: below every plan, and tight where a reader can count."""

import pytest

import solver
from solver import score
from solver.board import Board
from solver.bound import Proof, linear_bound
from solver.candidates import Candidates
from solver.problem import Option, Problem
from solver.stages import greedy
from solver.stages.reach import capacity, most_slots, reachable
from tests.solver.instances import DAYS, a_cdo, a_demand, a_visit, an_instance, generated


def board_of(instance: dict[str, object]) -> Board:
    problem = Problem(solver.read_instance(instance))
    return Board(problem, Candidates(problem))


@pytest.mark.parametrize("grid", ["half-day", "hour"])
@pytest.mark.parametrize("seed", [1, 2])
def test_linear_bound_is_below_a_greedy_plan(grid: str, seed: int) -> None:
    board = board_of(generated("S", grid, seed))
    greedy.fill(board)
    plan = board.problem.plan(board.options())

    bound = linear_bound(Board(board.problem, board.candidates))

    cost = solver.check(board.problem.instance.to_json(), plan.to_json())["cost"]
    assert 0 < bound.value <= cost
    assert bound.kind == "transport-lp"


def test_lower_bound_is_at_least_the_relaxed_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("solver.bound.CALENDAR_SECONDS", 0.5)
    instance = generated("S")

    whole = solver.lower_bound(solver.read_instance(instance))

    assert whole.value >= linear_bound(board_of(instance)).value
    assert whole.kind in ("prices", "calendars")


def test_bound_of_a_shortage_that_can_be_counted_is_exact() -> None:
    """Four half-days asked, two can be given: the two cheap quarters of one demand are missing."""
    demand = a_demand(requested=4, windows=[[day, day] for day in DAYS[:4]])
    instance = an_instance(cdos=[a_cdo(period_cap=2)], demands=[demand])

    assert solver.lower_bound(solver.read_instance(instance)).value == 10 * (200 + 100)


def test_bound_of_an_instance_without_choice_is_what_is_lost() -> None:
    instance = an_instance(cdos=[], demands=[], published=[a_visit()])

    assert solver.lower_bound(solver.read_instance(instance)).value == 500


def test_bound_counts_travel_there_and_back() -> None:
    demand = a_demand(requested=1, site="Auray", on_site=True)
    cdo = a_cdo(day_cap=1)
    board = board_of(an_instance(cdos=[cdo], demands=[demand]))

    bound = solver.lower_bound(board.problem.instance)

    assert bound.value == 2 * board.problem.grid.km("Vannes", "Auray")


@pytest.mark.parametrize(
    ("changes", "slots"),
    [
        ({}, 20),
        ({"period_cap": 7}, 7),
        ({"week_cap": 6}, 12),
        ({"day_cap": 1}, 10),
        ({"available": "10" * 10}, 10),
        ({"average_cap": {"weeks": 2, "slots": 9}}, 9),
        ({"average_cap": {"weeks": 1, "slots": 4}}, 8),
        ({"average_cap": {"weeks": 3, "slots": 4}}, 20),
    ],
)
def test_capacity_counts_every_cap(changes: dict[str, object], slots: int) -> None:
    board = board_of(an_instance(cdos=[a_cdo(**changes)]))

    assert capacity(board.candidates, 0) == slots


def test_most_slots_counts_windows_and_free_days() -> None:
    demand = a_demand(requested=9, lengths=[1, 2], per_window=2)
    half_free = a_cdo(id="C2", available="1100000000" + "10" * 5)
    board = board_of(an_instance(cdos=[a_cdo(), half_free], demands=[demand]))

    assert most_slots(board.candidates, 0, 0) == 8
    assert most_slots(board.candidates, 0, 1) == 2 + 2


def test_reachable_volumes_are_sums_of_lengths() -> None:
    demand = a_demand(requested=8, lengths=[2], per_window=5)
    board = board_of(an_instance(demands=[demand]))

    assert reachable(board.candidates, 0) == [0, 2, 4, 6, 8]


def dear(**changes: object) -> dict[str, object]:
    """Ten visits for 1.8 milliards of way each; not to have one costs two milliards."""
    demand = a_demand(
        on_site=True,
        site="Pontivy",
        requested=10,
        guaranteed=10,
        weight=1000,
        windows=[[DAYS[0], DAYS[-1]]],
        per_window=10,
    )
    instance = an_instance(demands=[demand], cdos=[a_cdo(max_km=1_000_000)])
    instance["travel"]["detour"] = 50
    instance["sites"][2] |= {"lat": 63.85, "lon": -2.76}
    instance["weights"] |= {"short": [1_000_000] * 4, "guaranteed": 1_000_000, "km": 10_000}
    return instance | changes


def test_bound_of_ways_as_dear_as_can_be_is_below_the_plan() -> None:
    board = board_of(dear())
    board.add_all([Option(0, 0, day, 0, 1) for day in range(10)])
    assert 17.6e9 < score.whole_points(board) < 20e9

    proof = Proof(Board(board.problem, board.candidates))

    assert proof.run(100).value <= score.whole_points(board)
    assert solver.lower_bound(board.problem.instance).value <= score.whole_points(board)


def test_sums_beyond_64_bits_prove_nothing_by_prices() -> None:
    demands = [
        a_demand(id=f"D{number}", requested=100_000, guaranteed=100_000, weight=1000)
        for number in range(6)
    ]
    weights = an_instance()["weights"] | {"short": [1_000_000] * 4, "guaranteed": 1_000_000}
    board = board_of(an_instance(demands=demands, weights=weights))

    proof = Proof(board)

    assert not proof.market.is_countable
    assert proof.run(10).kind == "trivial"
    assert Proof(board_of(generated("S"))).market.is_countable
