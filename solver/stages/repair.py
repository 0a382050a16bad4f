"""The visits that must or should be there from the start: frozen days, pins, published visits.

First one by one; if that leaves out a visit that must stay, CP-SAT looks for the largest set that
obeys every rule. No such set means that no plan exists.
"""

from collections.abc import Callable

from ortools.sat.python import cp_model

from solver.board import Board
from solver.model import Model
from solver.problem import Option
from solver.rules import RULES
from solver.stages.aside import run_aside
from solver.stages.search import Effort, configured


class Undecided(Exception):
    """The time was over before it was known whether the given visits go together."""


def start(board: Board, effort: Effort, should_stop: Callable[[], bool] = lambda: False) -> bool:
    """Put the given visits on an empty board, in place; say whether a plan exists at all.

    Raises `Undecided` when stopped, or when the effort did not suffice to know.
    """
    required, wished = _given(board)
    possible = [option for option in required if board.candidates.is_possible(option)]
    left = board.add_fitting(possible)
    left_wished = board.add_fitting(wished)
    if len(possible) == len(required) and not left and _may_miss(board, len(left_wished)):
        return True
    return _rebuild(board, [*required, *wished], effort, should_stop)


def fixed_visits(board: Board) -> frozenset[Option]:
    """Give the visits of a board that no stage may move: pins and frozen days."""
    frozen = board.problem.frozen_days
    return frozenset(o for o in board.options() if o.day < frozen or o in board.problem.pins)


def _given(board: Board) -> tuple[list[Option], list[Option]]:
    problem, published = board.problem, board.candidates.published
    frozen = {option for option in published if option.day < problem.frozen_days}
    required = frozen | problem.pins
    return sorted(required), sorted(published - required)


def _may_miss(board: Board, missing: int) -> bool:
    most = board.problem.instance.max_changes
    stray = any(
        pin.day < board.problem.frozen_days and pin not in board.candidates.published
        for pin in board.problem.pins
    )
    return not stray and (most is None or missing <= most)


def _rebuild(
    board: Board, options: list[Option], effort: Effort, should_stop: Callable[[], bool]
) -> bool:
    empty = Board(board.problem, board.candidates)
    model = Model(empty, options)
    for rule in RULES:
        rule.post(model)
    model.cp.maximize(sum(model.takes.values()))
    solver = configured(effort)
    status = run_aside(lambda: solver.solve(model.cp), should_stop, solver.stop_search)
    if status == cp_model.INFEASIBLE:
        return False
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        raise Undecided
    board.remove_all(board.options())
    board.add_all(o for o, takes in model.takes.items() if solver.boolean_value(takes))
    return True
