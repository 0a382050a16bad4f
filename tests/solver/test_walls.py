"""The walls before visits say exactly what the board and the data say, one by one."""

from random import Random

import pytest

from solver.addition import best_addition, offers
from solver.board import Board
from solver.candidates import Candidates
from solver.explain import Explainer
from solver.loosened import loosened
from solver.plan import Plan
from solver.problem import Option, Problem
from solver.relaxations import CODES, list_relaxations
from solver.walls import Walls
from tests.solver.chance import a_chance, board_of

SEEDS = range(16)


def a_full_board(seed: int, share: float = 0.7) -> Board:
    """Make a board of an instance drawn by chance with visits drawn by chance on it."""
    board, draw = board_of(a_chance(seed)), Random(seed)  # noqa: S311 - a draw, not a secret
    options = list_possible(board)
    draw.shuffle(options)
    board.add_fitting(options[: round(share * len(options))])
    for option in sorted(board.options())[::4]:
        board.remove(option)
    return board


def list_possible(board: Board) -> list[Option]:
    """List all visits that are possible by themselves on open days."""
    return [
        option
        for demand, cdos in enumerate(board.candidates.eligible)
        for cdo in cdos
        for option in board.candidates.list_options(demand, cdo, board.candidates.available[cdo])
    ]


@pytest.mark.parametrize("seed", SEEDS)
def test_offers_are_exactly_the_visits_that_fit(seed: int) -> None:
    board = a_full_board(seed)
    walls = Walls(board)

    found = [o for demand in range(len(board.of_demand)) for o in offers(board, walls, demand)]

    assert sorted(found) == sorted(
        o for o in list_possible(board) if board.find_obstacle(o) is None
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_every_relaxation_that_opens_a_visit_is_listed(seed: int) -> None:
    """Of the caps of CDOs, which can be tried one by one without the walls."""
    board = a_full_board(seed)
    walls = Walls(board)
    for demand in range(len(board.of_demand)):
        if offers(board, walls, demand):
            continue
        kinds = list_relaxations(walls, demand)
        listed = {(r.code, r.cdo) for kind in kinds for r in kind}
        assert {code for code, _ in listed} <= set(CODES)
        assert _opening_caps(board, demand) <= listed


def _opening_caps(board: Board, demand: int) -> set[tuple[str, int | None]]:
    found = set()
    caps = (("raise_week_cap", "week_cap"), ("raise_period_cap", "period_cap"))
    for cdo, able in enumerate(board.problem.cdos):
        for code, field in caps:
            more = getattr(able, field) + min(board.problem.demands[demand].lengths)
            cdos = list(board.problem.instance.cdos)
            cdos[cdo] = able.model_copy(update={field: more})
            problem = Problem(board.problem.instance.model_copy(update={"cdos": tuple(cdos)}))
            other = Board(problem, Candidates(problem))
            other.add_all(board.options())
            if offers(other, Walls(other), demand):
                found.add((code, cdo))
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_a_loosened_board_equals_one_made_anew_and_comes_back(seed: int) -> None:
    board = a_full_board(seed)
    walls = Walls(board)
    kept = board.options(), list(board.free), +board.week_load
    for demand in range(len(board.of_demand)):
        for kind in list_relaxations(walls, demand):
            for relaxation in kind:
                problem = Problem(relaxation.applied(board.problem.instance, demand))
                fresh = Board(problem, Candidates(problem))
                fresh.add_all(board.options())
                with loosened(walls, relaxation, demand) as seen:
                    found = offers(board, seen, demand)
                    best = best_addition(board, seen, demand)
                assert found == offers(fresh, Walls(fresh), demand)
                assert best == best_addition(fresh, Walls(fresh), demand)
    assert (board.options(), board.free, +board.week_load) == kept


def test_explainer_reads_a_plan_as_the_board_does() -> None:
    board = a_full_board(3)
    plan: Plan = board.problem.plan(board.options())

    assert Explainer(board.problem.instance, plan).board.options() == board.options()
