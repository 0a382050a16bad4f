"""The local search: its arrays say what the board says, and its trials only keep what they may."""

import itertools
from typing import Any

import pytest

import solver
from solver import score
from solver.board import Board
from solver.candidates import Candidates
from solver.problem import Option, Problem
from solver.stages import greedy, sketch
from solver.stages.anneal import Anneal
from solver.stages.insertion import Inserter
from solver.stages.polish import Polish
from solver.stages.yard import Yard
from tests.solver.instances import DAYS, a_cdo, a_demand, a_visit, an_instance, generated

Json = dict[str, Any]


def board_of(instance: Json) -> Board:
    """Make an empty board for an instance."""
    problem = Problem(solver.read_instance(instance))
    return Board(problem, Candidates(problem))


def with_options(board: Board, options: frozenset[Option]) -> Board:
    """Make another board with these visits; every one of them must fit."""
    other = Board(board.problem, board.candidates)
    assert other.add_fitting(sorted(options)) == []
    return other


def tried(board: Board, trials: int, heat: float) -> Polish:
    """Make some trials around a board at an even heat."""
    polish = Polish(board, 1, frozenset())
    count = itertools.count()
    polish.run(lambda: heat if next(count) < trials else None, 0)
    return polish


@pytest.mark.parametrize("grid", ["half-day", "hour"])
def test_yard_after_wild_trials_costs_what_the_board_says_and_breaks_no_rule(grid: str) -> None:
    board = board_of(generated("S", grid))
    greedy.fill(board)

    yard = tried(board, 300, 5000.0).yard

    assert yard.options() != board.options()
    assert yard.points == score.whole_points(with_options(board, yard.options()))


@pytest.mark.parametrize("grid", ["half-day", "hour"])
@pytest.mark.parametrize("price", [1, 2, 30, 1000, 10_000])
def test_trials_at_any_price_of_the_way_keep_what_they_cost(grid: str, price: int) -> None:
    """No visit may look cheap because there is no way to it."""
    instance = generated("S", grid)
    instance["weights"]["km"] = price
    board = board_of(instance)
    greedy.fill(board)

    yard = tried(board, 40, 5000.0).yard

    assert yard.points == score.whole_points(with_options(board, yard.options()))


@pytest.mark.parametrize(("guaranteed", "served"), [(0, 0), (2, 2)])
def test_way_dearer_than_a_milliard_is_still_a_way(guaranteed: int, served: int) -> None:
    """The way costs 1.2 milliards, a slot saves one, and one more where it is promised."""
    instance = an_instance(
        demands=[a_demand(on_site=True, site="Pontivy", weight=1000, guaranteed=guaranteed)],
        cdos=[a_cdo(max_km=1_000_000)],
        travel={"detour": 50, "kmh": 55, "fixed_minutes": 5, "pause_minutes": 20},
    )
    instance["sites"][2] |= {"lat": -47.66, "lon": 177.0}
    instance["weights"] |= {"short": [1_000_000] * 4, "guaranteed": 1_000_000, "km": 600}
    yard = Yard(board_of(instance))

    Inserter(yard, 1).serve(0, 2, ())

    assert yard.served[0] == served


def test_yard_counts_every_part_of_the_cost() -> None:
    """A new CDO, a second CDO, out of rhythm, unwished, far away, unbalanced, unpublished."""
    demands = [
        a_demand(on_site=True, site="Pontivy", requested=4, previous_cdo="C2", max_cdos=2),
        a_demand(id="D2", member="M2", preferred=[[0, 0]], rhythm=True),
    ]
    cdos = [a_cdo(target_load=5), a_cdo(id="C2")]
    instance = an_instance(demands=demands, cdos=cdos, published=[a_visit("D2", day=DAYS[4])])
    board = board_of(instance)
    board.add_all([Option(0, 0, 0, 0, 1), Option(0, 1, 5, 1, 1), Option(1, 0, 0, 1, 1)])

    assert Yard(board).points == score.whole_points(board)


def test_trials_without_heat_never_cost_more_and_leave_fixed_visits() -> None:
    board = board_of(generated("S"))
    greedy.fill(board)
    fixed = frozenset(sorted(board.options())[::3])
    polish = Polish(board, 1, fixed)
    before, points = polish.yard.points, []

    def heat() -> float | None:
        points.append(polish.yard.points)
        return 1e-9 if len(points) < 200 else None

    polish.run(heat, 0)

    assert points == sorted(points, reverse=True)
    assert points[-1] < before
    assert fixed <= polish.yard.options()


def test_trials_touch_nothing_busy() -> None:
    board = board_of(generated("S"))
    greedy.fill(board)
    polish, count = Polish(board, 1, frozenset()), itertools.count()

    polish.run(lambda: 5000.0 if next(count) < 100 else None, 0, {0, 1}, {2})

    kept = {o for o in board.options() if o.demand < 2 or o.cdo == 2}
    assert {o for o in polish.yard.options() if o.demand < 2 or o.cdo == 2} == kept
    assert polish.yard.options() != board.options()


def test_inserter_goes_where_the_cdo_already_is() -> None:
    """C1 is in Pontivy on Thursday morning; a second visit there costs no way on that day."""
    near = {"on_site": True, "site": "Pontivy"}
    demands = [a_demand(**near), a_demand(id="D2", member="M2", requested=1, **near)]
    board = board_of(an_instance(demands=demands, cdos=[a_cdo()]))
    board.add(Option(0, 0, 3, 0, 1))
    yard = Yard(board)

    Inserter(yard, 1).serve(1, 1, ())

    assert yard.of_demand[1] == {Option(1, 0, 3, 1, 1)}


def test_inserter_serves_nobody_at_a_loss() -> None:
    """A new CDO costs more than the whole demand is worth."""
    demands = [a_demand(requested=1, weight=1, previous_cdo="C2", excluded=["C2"])]
    board = board_of(an_instance(demands=demands, cdos=[a_cdo(), a_cdo(id="C2")]))
    yard = Yard(board)

    Inserter(yard, 1).serve(0, 1, ())

    assert yard.options() == frozenset()


def test_anneal_tells_exactly_how_much_less_the_board_costs() -> None:
    board = board_of(generated("S"))
    greedy.fill(board)
    before = score.whole_points(board)
    anneal = Anneal(board, 1, frozenset(), is_repeatable=True, seconds=0.2)

    changes = [anneal.run_slice(lambda: False, (), ()) for _ in range(8)]

    assert sum(changes) < 0
    assert score.whole_points(board) == before + sum(changes) == anneal.record


def test_shares_give_scarce_hours_to_the_dearest_first_quarters() -> None:
    """Two CDO slots can be shared out; each of two demands gets one, the near CDO first."""
    demands = [a_demand(on_site=True, site="Pontivy"), a_demand(id="D2", member="M2")]
    cdos = [a_cdo(period_cap=2), a_cdo(id="C2", base="Pontivy", period_cap=2)]

    shares = sketch.shares(board_of(an_instance(demands=demands, cdos=cdos)))

    # Slack leaves one whole slot of each CDO's two.
    assert shares.keys() == {(0, 1), (1, 0)}
    assert set(shares.values()) == {1.0}


def test_sketch_makes_a_better_start_than_greedy_alone() -> None:
    board, alone = board_of(generated("M")), board_of(generated("M"))

    sketch.fill(board, 0, should_stop=lambda: False)
    greedy.fill(board)
    greedy.fill(alone)

    with_options(board, board.options())
    assert score.whole_points(board) < score.whole_points(alone)
