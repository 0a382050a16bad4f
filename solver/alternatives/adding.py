"""What could be added to a plan: visits of one demand, or visits in time that became free."""

from collections.abc import Iterator
from typing import Any

from solver.alternatives.fitting import board_with, list_fitting, list_fitting_of, readable
from solver.alternatives.pricing import NOTHING, Added
from solver.alternatives.replacing import price, told
from solver.board import Board
from solver.faults import InvalidInstance, shown
from solver.instance import Instance
from solver.plan import Plan, Visit
from solver.problem import Option, Problem


def additions(
    instance: Instance, plan: Plan, demand: str, limit: int | None = None
) -> dict[str, Any]:
    """List every visit that a demand could be given, everything else in place.

    Returns `demand`; `possible`: how many there are; `alternatives`: the first `limit`, cheapest
    first, then earliest, each with `visit` and its price as in `replacements` (below 0: the plan
    gets better). Nothing listed takes part in a breach of a rule. Raises InvalidInstance for an
    unknown demand.
    """
    board = _board(instance, plan)
    number = _number(board.problem.demand_index, demand)
    added = Added(board, number)

    def place(option: Option) -> tuple[int, ...]:
        return added.points(option), option.day, option.slot, *option[1:]

    ranked = sorted(list_fitting(board, number, board.of_demand[number]), key=place)
    return {
        "demand": demand,
        "possible": len(ranked),
        "alternatives": _priced(board, number, ranked[:limit]),
    }


def fillers(instance: Instance, plan: Plan, gap: Visit) -> list[dict[str, Any]]:
    """List the visits that could fill a gap in a plan, those that spare most points first.

    `gap` is a stretch of a CDO's day, written as a visit; its demand does not matter. Each demand
    comes once at most, with the best visit inside the gap, as `additions` tells it. Raises
    InvalidInstance for an unknown CDO.
    """
    board = _board(instance, plan)
    cdo = _number(board.problem.cdo_index, gap.cdo)
    found = (_best_filler(board, demand, cdo, gap) for demand in range(len(board.of_demand)))
    return sorted((one for one in found if one), key=lambda one: one["points"])


def _best_filler(board: Board, demand: int, cdo: int, gap: Visit) -> dict[str, Any] | None:
    if cdo not in board.candidates.eligible[demand]:
        return None
    fitting = list_fitting_of(board, demand, cdo, board.of_demand[demand])
    priced = _priced(board, demand, _inside(board, fitting, gap))
    return min(priced, key=lambda one: one["points"], default=None)


def _inside(board: Board, options: Iterator[Option], gap: Visit) -> list[Option]:
    days = board.problem.grid.days
    last = gap.slot + gap.length
    return [
        option
        for option in options
        if days[option.day] == gap.day
        and gap.slot <= option.slot
        and option.slot + option.length <= last
    ]


def _priced(board: Board, demand: int, options: list[Option]) -> list[dict[str, Any]]:
    added = Added(board, demand)
    return [
        {"visit": told(board.problem, option), **price(added.parts(option), NOTHING)}
        for option in options
    ]


def _board(instance: Instance, plan: Plan) -> Board:
    problem = Problem(instance)
    return board_with(problem, readable(problem, plan.visits))


def _number(index: dict[str, int], name: str) -> int:
    if name not in index:
        raise InvalidInstance([f"{shown(name)} is not in the instance: name what is."])
    return index[name]
