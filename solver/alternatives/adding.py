"""The visits that a demand could get beside a plan: the cheapest first."""

from typing import Any

from solver.alternatives.fitting import board_with, list_fitting, readable
from solver.alternatives.pricing import NOTHING, Added
from solver.alternatives.replacing import price, told
from solver.faults import InvalidInstance, shown
from solver.instance import Instance
from solver.plan import Plan
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
    problem = Problem(instance)
    if demand not in problem.demand_index:
        raise InvalidInstance([f"demand {shown(demand)} is not in the instance: name one of it."])
    number = problem.demand_index[demand]
    board = board_with(problem, readable(problem, plan.visits))
    added = Added(board, number)

    def place(option: Option) -> tuple[int, ...]:
        return added.points(option), option.day, option.slot, *option[1:]

    ranked = sorted(list_fitting(board, number, board.of_demand[number]), key=place)
    return {
        "demand": demand,
        "possible": len(ranked),
        "alternatives": [
            {"visit": told(problem, option), **price(added.parts(option), NOTHING)}
            for option in ranked[:limit]
        ],
    }
