"""Counting changes of published visits while a plan is built and searched (H15)."""

from typing import Any

import pytest

import solver
from solver.board import Board
from solver.candidates import Candidates
from solver.problem import Problem
from solver.stages import greedy, neighbourhood, repair
from solver.stages.anneal import Anneal
from solver.stages.polish import Polish
from solver.stages.search import Effort
from solver.stages.yard import Yard
from tests.solver.instances import DAYS, a_visit, an_instance, generated

Json = dict[str, Any]


def board_of(instance: Json) -> Board:
    """Put the published visits of an instance on a board, as far as they go."""
    problem = Problem(solver.read_instance(instance))
    board = Board(problem, Candidates(problem))
    repair.start(board, Effort(5.0))
    return board


def rerun(max_changes: int | None) -> Json:
    """Two published visits and one that no longer is possible; room for all."""
    published = [a_visit(), a_visit("D2", slot=1), a_visit("D2", day=DAYS[5], length=2)]
    return an_instance(published=published, max_changes=max_changes)


def test_board_and_yard_count_published_visits_that_could_be_there() -> None:
    board = board_of(rerun(None))
    yard = Yard(board)
    option = sorted(board.candidates.published)[0]
    counts = [(board.changes, yard.changes)]
    board.remove(option)
    yard.remove(option)
    counts.append((board.changes, yard.changes))
    board.add(option)
    yard.add(option)

    assert [*counts, (board.changes, yard.changes)] == [(0, 0), (1, 1), (0, 0)]


@pytest.mark.parametrize(("most", "is_too_many"), [(None, False), (1, False), (0, True)])
def test_board_says_when_more_is_changed_than_allowed(most: int | None, is_too_many: bool) -> None:
    board = board_of(rerun(most))
    board.remove(sorted(board.candidates.published)[0])

    assert board.has_too_many_changes() == is_too_many


@pytest.mark.parametrize(("most", "moved"), [(0, 0), (1, 1), (None, 1)])
def test_exchange_refuses_what_would_be_one_change_too_many(most: int | None, moved: int) -> None:
    """As when another part has used up the last change while this one was being solved."""
    instance = rerun(most)
    instance["demands"][0]["preferred"] = [[1, 0]]
    instance["weights"] = instance["weights"] | {"change": 1}
    board = board_of(instance)
    published = sorted(board.candidates.published)[0]
    part = neighbourhood.around(board, [0], [0], frozenset())
    better = [published._replace(day=1)]

    neighbourhood.exchange(board, part, better)

    assert board.changes == moved


def crowded(max_changes: int) -> Json:
    """A published plan of a realistic instance, where changes cost nothing but are counted."""
    instance = generated("S")
    board = board_of(instance)
    greedy.fill(board)
    published = board.problem.plan(board.options()).to_json()["visits"]
    weights = instance["weights"] | {"change": 0}
    return instance | {"published": published, "weights": weights, "max_changes": max_changes}


@pytest.mark.parametrize("most", [0, 4])
def test_local_search_stays_within_the_changes_even_when_hot(most: int) -> None:
    board = board_of(crowded(most))
    polish = Polish(board, 1, frozenset())
    heats = iter([5000.0] * 300)

    polish.run(lambda: next(heats, None), 0)

    assert polish.yard.changes <= most


def test_local_search_gains_within_the_changes() -> None:
    board = board_of(crowded(4))
    before = board.changes
    anneal = Anneal(board, 1, frozenset(), is_repeatable=True, seconds=0.0)
    change = sum(anneal.run_slice(lambda: False, (), ()) for _ in range(10))

    assert change < 0
    assert before < board.changes <= 4
