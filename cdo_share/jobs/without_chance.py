"""Two answers compared, without what only chance set apart; pure.

What makes one plan better than another follows from the fairness that is asked for: fewer points,
or, for the worst-served first, the more even shares of the members and then fewer points.
"""

from dataclasses import replace

import solver

Answered = tuple[solver.Instance, solver.Result]
Worth = tuple[list[float], int]


def no_worse(
    asked: solver.Instance,
    found: solver.Result,
    other: solver.Result,
    fairness: solver.Fairness,
) -> solver.Result:
    """Return what was found, or the plan of another answer where that is allowed and better."""
    if not (found.is_allowed and other.is_allowed):
        return found
    known = _with_plan(asked, found, other.plan)
    if known is None or _worth(asked, known, fairness) <= _worth(asked, found, fairness):
        return found
    return known


def without_chance(
    one: Answered, two: Answered, fairness: solver.Fairness
) -> tuple[solver.Result, solver.Result]:
    """Return both answers with what each could have of the other, where both are plans."""
    if not all(result.is_allowed and result.is_found for _, result in (one, two)):
        return one[1], two[1]
    pairs = [(instance, result.plan) for instance, result in (one, two)]
    plans = solver.make_alike(*pairs, fairness=fairness)
    first, second = (
        _no_less(*answer, plan, fairness) for answer, plan in zip((one, two), plans, strict=True)
    )
    return first, second


def _no_less(
    asked: solver.Instance, before: solver.Result, plan: solver.Plan, fairness: solver.Fairness
) -> solver.Result:
    """Return a result with another plan, if the judge finds it no worse."""
    known = _with_plan(asked, before, plan)
    if known is None or _worth(asked, known, fairness) < _worth(asked, before, fairness):
        return before
    return known


def _with_plan(
    asked: solver.Instance, result: solver.Result, plan: solver.Plan
) -> solver.Result | None:
    """Return a result with another plan as the judge prices it; None where it breaks a rule."""
    plan = named(asked, plan)
    judged = solver.check(asked.to_json(), plan.to_json())
    if not judged["feasible"]:
        return None
    return replace(result, plan=plan, cost=judged["cost"], parts=judged["components"])


def named(asked: solver.Instance, plan: solver.Plan) -> solver.Plan:
    """Return a plan as one of another question."""
    return solver.Plan(asked.name, plan.visits)


def _worth(asked: solver.Instance, result: solver.Result, fairness: solver.Fairness) -> Worth:
    """Order the answers to a question: the greater the better."""
    is_even = fairness == "leximin"
    shares = solver.member_shares_of(asked, result.plan) if is_even else []
    return shares, -result.cost
