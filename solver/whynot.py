"""Why not this visit? Force it in, mend the rest around it, and lay the two plans side by side.

The answer is about this plan: what the wish costs when what stands in its way finds the best new
place that a short search around it knows.
"""

from collections import Counter
from typing import Any

from solver.board import Board
from solver.candidates import Candidates
from solver.check import find_broken
from solver.compare import compare
from solver.explain import readable
from solver.forcing import Forcing
from solver.instance import Instance
from solver.part_check import new_breaches
from solver.plan import Plan
from solver.problem import Option, Problem
from solver.stages.repair import fixed_visits
from solver.stages.search import Effort
from solver.wish import Wish, name_rules, standing

# CP-SAT's own seconds for each part that is solved; the wall time is a far fence.
DETERMINISTIC = 0.1
FENCE_SECONDS = 2.0

Json = dict[str, Any]


def why_not(instance: Instance, plan: Plan, wish: Wish) -> Json:
    """Say what a wished visit would do to a plan, or which rules forbid it in every plan.

    `status` is

    * `in_plan`: the plan grants the wish as it is, and the demand lacks nothing that it could mean;
    * `possible`: with the visit forced, `visit` is the one put in, and the keys of
      `solver.compare` set this plan (`one`) beside that one (`two`): parts of the cost with exact
      sums, visits that move, who gains and who loses; `difference` is what the wish costs (below
      0: the plan gets better), `plan` the plan with it;
    * `impossible`: `rules` names each rule that forbids it whatever the other visits are, pins and
      frozen days apart: its `rule`, the `facts`, and both as a `sentence`;
    * `not_found`: possible by itself, but the search found no plan around it that obeys all rules,
      `max_changes` among them; `rules` names those that the nearest try broke.

    Where the plan has such a visit of a demand that lacks time, the wish is for a further one:
    `is_further` is true then, and the visits that the demand has stay where they are.

    Raises InvalidInstance where the wish names what does not exist.
    """
    problem = Problem(instance)
    options = wish.options(problem)
    board = Board(problem, Candidates(problem))
    board.add_all(readable(board, plan))
    told: Json = {"wish": wish.told(), "rules": [], "is_further": False}
    fixed, own = fixed_visits(board), board.of_demand[problem.demand_index[wish.demand]]
    if own.intersection(options):
        options = _further(board, wish, options)
        if not options:
            return told | {"status": "in_plan", **_beside(instance, plan, plan)}
        told["is_further"], fixed = True, fixed | own
    possible = standing(board, fixed, options)
    if not possible:
        rules = [one.told() for one in name_rules(board, fixed, options)]
        return told | {"status": "impossible", "rules": rules}
    option = Forcing(board, fixed).force(possible, Effort(FENCE_SECONDS, 0, DETERMINISTIC))
    return told | _judged(instance, plan, board, option)


def _further(board: Board, wish: Wish, options: list[Option]) -> list[Option]:
    """Give the visits that would grant a wish once more; none to a demand that has all it asks."""
    number = board.problem.demand_index[wish.demand]
    is_unmet = board.served[number] < board.problem.demands[number].requested
    return [option for option in options if is_unmet and option not in board.of_demand[number]]


def _judged(instance: Instance, plan: Plan, board: Board, option: Option) -> Json:
    """Let the judge accept the plan with the wish, or say what it breaks."""
    after = board.problem.plan(board.options())
    now, then = (find_broken(instance.to_json(), each.to_json()) for each in (plan, after))
    if Counter(one.rule for one in then) - Counter(one.rule for one in now):
        return {"status": "not_found", "rules": [one.told() for one in new_breaches(now, then)]}
    visit = board.problem.plan([option]).to_json()["visits"][0]
    return {"status": "possible", "visit": visit, **_beside(instance, plan, after)}


def _beside(instance: Instance, plan: Plan, after: Plan) -> Json:
    compared = compare(instance, plan, after)
    difference = compared["two"]["cost"] - compared["one"]["cost"]
    return {"difference": difference, **compared, "plan": after.to_json()}
