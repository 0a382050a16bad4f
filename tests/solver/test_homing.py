"""Who goes back to the plan to begin with: all who left it for nothing, nobody who had a reason."""

import pytest

import solver
from solver import score
from solver.board import Board
from solver.problem import Option
from solver.stages.homing import go_back
from tests.solver.chance import board_of
from tests.solver.instances import DAYS, a_cdo, a_demand, a_visit, an_instance, generated

HOME = frozenset({Option(0, 0, 0, 0, 1), Option(0, 0, 5, 0, 1), Option(1, 0, 1, 0, 1)})


def a_board(*options: Option, **changes: object) -> Board:
    board = board_of(an_instance(**changes))
    board.add_all(options)
    return board


@pytest.mark.parametrize(
    "away",
    [
        [Option(0, 0, 3, 1, 1), Option(0, 0, 5, 0, 1), Option(1, 0, 1, 0, 1)],
        [Option(0, 1, 0, 0, 1), Option(0, 1, 5, 0, 1), Option(1, 0, 1, 0, 1)],
        [Option(0, 0, 1, 0, 1), Option(0, 0, 5, 0, 1), Option(1, 0, 0, 0, 1)],
    ],
    ids=["another time", "another CDO", "both in each other's place"],
)
def test_what_left_for_nothing_goes_back(away: list[Option]) -> None:
    board = a_board(*away)
    before = score.whole_points(board)

    go_back(board, HOME, lambda: False)

    assert board.options() == HOME
    assert score.whole_points(board) == before


def test_who_had_a_reason_stays() -> None:
    demands = [a_demand(preferred=[[3, 1]]), a_demand(id="D2", member="M2")]
    board = a_board(Option(0, 0, 3, 1, 1), Option(0, 0, 8, 1, 1), demands=demands)

    go_back(board, HOME - {Option(1, 0, 1, 0, 1)}, lambda: False)

    assert board.options() == {Option(0, 0, 3, 1, 1), Option(0, 0, 8, 1, 1)}


def test_one_visit_goes_back_where_the_other_had_a_reason() -> None:
    cdo = a_cdo(available="1" * 10 + "0" + "1" * 9)
    board = a_board(Option(0, 0, 3, 1, 1), Option(0, 0, 6, 0, 1), cdos=[cdo])

    go_back(board, HOME, lambda: False)

    assert Option(0, 0, 0, 0, 1) in board.options()
    assert Option(0, 0, 6, 0, 1) in board.options()


def test_nobody_goes_back_where_that_would_be_one_change_too_many() -> None:
    published = [a_visit(day=DAYS[3], slot=1), a_visit(day=DAYS[5])]
    options = Option(0, 0, 3, 1, 1), Option(0, 0, 5, 0, 1)
    board = a_board(*options, published=published, max_changes=0)

    go_back(board, HOME, lambda: False)

    assert set(options) <= board.options()


def test_solve_from_a_plan_moves_no_demand_that_could_stay_for_as_few_points() -> None:
    instance = solver.read_instance(generated("S"))
    shared = {"workers": 1, "isolation": "none", "time_limit_seconds": 60.0}
    first = solver.solve(instance, solver.Options(deterministic_limit=0.05, **shared))
    then = solver.Options(deterministic_limit=0.3, start=first.plan, seed=5, **shared)

    found = solver.solve(instance, then)

    assert found.cost <= first.cost
    board = board_of(generated("S"))
    home = frozenset(board.problem.options(first.plan.visits))
    board.add_all(board.problem.options(found.plan.visits))
    before = board.options()
    go_back(board, home, lambda: False)
    assert board.options() == before
