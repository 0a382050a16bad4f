"""Why a demand does not get all it asks for in this plan, and the mildest change that would help.

Each answer is tried: the change is applied, visits are added with everything else in place, and
the independent judge must accept the result. So an answer speaks of this plan: another plan might
serve the demand without any change.
"""

from copy import copy
from typing import Any

from solver.board import Board
from solver.candidates import DISTANCE, EXCLUDED, LEVEL, SKILL, Candidates, find_unfit
from solver.check import check
from solver.instance import Instance
from solver.plan import Plan
from solver.problem import Option, Problem
from solver.relaxations import Relaxation, list_relaxations
from solver.stages import greedy

NOBODY = {
    SKILL: "nobody_has_the_skill",
    LEVEL: "nobody_has_the_level",
    EXCLUDED: "everybody_able_is_excluded",
    DISTANCE: "nobody_is_near_enough",
}
ROOM_LEFT, EXHAUSTED, SHORT = "room_left", "time_is_taken", "one_change_away"


def explain(instance: Instance, plan: Plan, demand: str | None = None) -> list[dict[str, Any]]:
    """Explain every demand that is not wholly served, or only the one with that id.

    Each answer: `demand`, `requested`, `served`, `reason` (see `REASONS`), `obstacles` (rule →
    number of possible visits that it alone or first keeps out), `relaxation` (the mildest single
    change that gives at least one more visit, or None): `code`, `cdo`, `field`, `before`,
    `after`, `slots` gained, `points` saved. Raises KeyError for an unknown demand.
    """
    problem = Problem(instance)
    board = Board(problem, Candidates(problem))
    board.add_all(_readable(board, plan))
    numbers = range(len(problem.demands)) if demand is None else [problem.demand_index[demand]]
    return [
        _explain(board, plan, number)
        for number in numbers
        if board.served[number] < problem.demands[number].requested
    ]


REASONS = (*NOBODY.values(), ROOM_LEFT, SHORT, EXHAUSTED)


def _readable(board: Board, plan: Plan) -> list[Option]:
    """Give the visits that can stand on a board: possible by themselves, no two on a slot."""
    taken: set[tuple[int, int]] = set()
    found = []
    for option in sorted(set(board.problem.options(plan.visits))):
        day = (option.demand, option.day)
        if board.candidates.is_possible(option) and day not in taken:
            taken.add(day)
            found.append(option)
    return found


def _explain(board: Board, plan: Plan, demand: int) -> dict[str, Any]:
    asked = board.problem.demands[demand]
    added = _more_visits(board, demand)
    relaxation = None if added else _find_mildest(board, plan, demand)
    return {
        "demand": asked.id,
        "requested": asked.requested,
        "served": board.served[demand],
        "reason": _reason(board, demand, bool(added), relaxation),
        "obstacles": _obstacles(board, demand),
        "relaxation": relaxation,
    }


def _reason(board: Board, demand: int, has_room: bool, relaxation: object) -> str:
    if not board.candidates.eligible[demand]:
        unfit = {find_unfit(board.problem, demand, c) for c in range(len(board.of_cdo))}
        last = next((r for r in (DISTANCE, EXCLUDED, LEVEL) if r in unfit), SKILL)
        return NOBODY[last]
    if has_room:
        return ROOM_LEFT
    return SHORT if relaxation is not None else EXHAUSTED


def _obstacles(board: Board, demand: int) -> dict[str, int]:
    """Count the possible visits of a demand by the first rule that keeps each out."""
    found: dict[str, int] = {}
    for cdo in board.candidates.eligible[demand]:
        free = board.candidates.available[cdo]
        for option in board.candidates.list_options(demand, cdo, free):
            rule = board.find_obstacle(option)
            if rule is not None:
                found[rule] = found.get(rule, 0) + 1
    return found


def _more_visits(board: Board, demand: int) -> list[Option]:
    """Find visits that could be added for a demand; the board is as before afterwards."""
    before = set(board.of_demand[demand])
    for cdo in board.candidates.eligible[demand]:
        greedy.place(board, demand, cdo, board.problem.demands[demand].requested)
    added = sorted(board.of_demand[demand] - before)
    board.remove_all(added)
    return added


def _find_mildest(board: Board, plan: Plan, demand: int) -> dict[str, Any] | None:
    for relaxation in list_relaxations(board.problem, demand):
        added = _more_visits(_relaxed(board, relaxation, demand), demand)
        if added and _is_accepted(board.problem, plan, relaxation, added):
            return _told(board, relaxation, added)
    return None


def _relaxed(board: Board, relaxation: Relaxation, demand: int) -> Board:
    """Give a board with the same visits, seen under the changed demand or CDO."""
    instance = relaxation.applied(board.problem.instance, demand)
    problem = board.problem.changed(instance, demand)
    seen = copy(board)
    seen.problem = problem
    seen.candidates = Candidates(problem)
    cdos = range(len(problem.cdos))
    eligible = list(board.candidates.eligible)
    eligible[demand] = tuple(c for c in cdos if find_unfit(problem, demand, c) is None)
    seen.candidates.eligible = eligible
    return seen


def _is_accepted(problem: Problem, plan: Plan, relaxation: Relaxation, added: list[Option]) -> bool:
    """Apply a change and ask the judge, who may find no fault that was not there before."""
    instance = relaxation.applied(problem.instance, added[0].demand)
    fuller = Plan.of(plan.instance, [*plan.visits, *problem.plan(added).visits])
    before = check(problem.instance.to_json(), plan.to_json())["error_count"]
    after = check(instance.to_json(), fuller.to_json())["error_count"]
    return bool(after <= before)


def _told(board: Board, relaxation: Relaxation, added: list[Option]) -> dict[str, Any]:
    demand = added[0].demand
    served, slots = board.served[demand], sum(option.length for option in added)
    curve = board.problem.shortage[demand]
    return {
        "code": relaxation.code,
        "cdo": None if relaxation.cdo is None else board.problem.cdos[relaxation.cdo].id,
        "field": relaxation.field,
        "before": _json(relaxation.before),
        "after": _json(relaxation.after),
        "slots": slots,
        "points": curve[served] - curve[served + slots],
    }


def _json(value: Any) -> Any:
    """Write a field's value as JSON."""
    if isinstance(value, tuple):
        return list(value)
    return value.model_dump() if hasattr(value, "model_dump") else value
