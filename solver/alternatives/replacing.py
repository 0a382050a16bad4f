"""The replacements of one visit, everything else in place: the cheapest first."""

from typing import Any

from solver.alternatives.fitting import board_with, list_fitting, readable
from solver.alternatives.pricing import NOTHING, Added
from solver.board import Board
from solver.faults import InvalidInstance
from solver.instance import Instance
from solver.plan import Plan, Visit
from solver.problem import Option, Problem


def replacements(
    instance: Instance, plan: Plan, visit: Visit, limit: int | None = None
) -> dict[str, Any]:
    """List every visit of the same demand that could take the place of one visit of a plan.

    Returns `visit`; `held_by`: the rule that keeps it in the plan (`H10` pin, `H14` frozen day,
    `H15` no change left), or None; `left_out`: the price of doing without, None when it is held;
    `possible`: how many there are; `alternatives`: the first `limit`, cheapest first, then nearest
    in time. A price is the cost of the plan after the exchange minus its cost now: `points`, and
    `parts` that add up to it. Nothing listed takes part in a breach of a rule; if the plan itself
    is sound, so is each plan after the exchange. Raises InvalidInstance when the visit is not in
    the plan.
    """
    problem = Problem(instance)
    options = readable(problem, plan.visits)
    old = _find(problem, options, visit)
    board = board_with(problem, (option for option in options if option != old))
    found, rule = _movable(board, old)
    added = Added(board, old.demand)
    before = added.parts(old)
    ranked = rank(added, found, old)
    return {
        "visit": visit._asdict(),
        "held_by": rule,
        "left_out": None if rule else price(NOTHING, before),
        "possible": len(ranked),
        "alternatives": [
            {"visit": told(problem, option), **price(added.parts(option), before)}
            for option in ranked[:limit]
        ],
    }


def rank(added: Added, options: list[Option], old: Option) -> list[Option]:
    """Order options by what they cost, then by how far in time they are from the old visit."""

    def place(option: Option) -> tuple[int, ...]:
        away = abs(option.day - old.day), abs(option.slot - old.slot)
        return added.points(option), *away, *option[1:]

    return sorted(options, key=place)


def price(after: dict[str, int], before: dict[str, int]) -> dict[str, Any]:
    """Give a difference in points, and part by part."""
    parts = {part: after[part] - before[part] for part in after}
    return {"points": sum(parts.values()), "parts": parts}


def told(problem: Problem, option: Option) -> dict[str, Any]:
    """Write a visit as JSON does."""
    return problem.plan([option]).visits[0]._asdict()


def _find(problem: Problem, options: list[Option], visit: Visit) -> Option:
    found = problem.options([visit])
    if not found or found[0] not in options:
        raise InvalidInstance(
            [
                f"plan: no visit of demand {visit.demand} by CDO {visit.cdo} on {visit.day}"
                f" at slot {visit.slot} for {visit.length} slots: name a visit of the plan."
            ]
        )
    return found[0]


def _movable(board: Board, old: Option) -> tuple[list[Option], str | None]:
    """Give the options for a visit, and the rule that holds it or keeps it from being left out."""
    if old in board.problem.pins:
        return [], "H10"
    published, most = board.candidates.published, board.problem.instance.max_changes
    if old in published and old.day < board.problem.frozen_days:
        return [], "H14"
    beside = board.of_demand[old.demand]
    found = [option for option in list_fitting(board, old.demand, beside) if option != old]
    if most is None or len(published - board.options()) <= most:
        return found, None
    # One change too many, unless another published visit comes back instead.
    return [option for option in found if option in published], "H15"
