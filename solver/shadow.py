"""What one more slot of time would be worth: by skill and week, and by CDO.

Dual prices of a relaxation (`stages.weekly`): they say what its *bound* would fall by. A promise
follows: with one more slot, no plan costs less than `bound` − price. So a plan gains at most the
price and what it lacks to the bound (its cost − bound); where the price is 0, only the latter.
"""

from datetime import date
from typing import Any

from solver.board import Board
from solver.candidates import Candidates
from solver.instance import Instance
from solver.problem import Problem
from solver.stages.weekly import Weekly, WeekPrices

# The weight of an ordinary demand.
ORDINARY = 10


def shadow_prices(instance: Instance) -> dict[str, Any]:
    """Price one more slot of each skill and week, and of each CDO.

    `skills`: for each skill asked for and each ISO week, one slot of somebody who has the skill at
    every level, near everybody, known to everybody. `cdos`: one slot more of a CDO in a week, the
    caps of week, period and average with it; `best_week` is the dearest. Each `points` (a whole
    plan's), and `slots`: the same as slots of an ordinary demand, which are `points_per_slot` on
    average. `half_day_slots` says how many slots make a half-day. `bound` is the value of the
    relaxation, or None when it was not solved; then all lists are empty. Where time ran out
    (`is_best` is false), prices may be too high and the bound too low; the promise holds.
    """
    problem = Problem(instance)
    prices = Weekly(Board(problem, Candidates(problem))).prices()
    per_slot = ORDINARY * sum(problem.weights.short) / len(problem.weights.short)
    head = {"points_per_slot": per_slot, "half_day_slots": problem.grid.half_length}
    if prices is None:
        return head | {"bound": None, "is_best": False, "skills": [], "cdos": []}
    return head | {
        "bound": prices.bound,
        "is_best": prices.is_best,
        "skills": _skills(problem, prices, per_slot),
        "cdos": _cdos(problem, prices, per_slot),
    }


def _skills(problem: Problem, prices: WeekPrices, per_slot: float) -> list[dict[str, Any]]:
    names = _week_names(problem)
    return [
        {"skill": skill, "week": names[week], **_worth(points, per_slot)}
        for (skill, week), points in prices.skills.items()
    ]


def _cdos(problem: Problem, prices: WeekPrices, per_slot: float) -> list[dict[str, Any]]:
    names, found = _week_names(problem), []
    for number, cdo in enumerate(problem.cdos):
        weeks = {names[week]: prices.cdos[number, week] for week in range(len(names))}
        best = max(weeks, key=lambda name: weeks[name])
        each = {name: _worth(points, per_slot) for name, points in weeks.items()}
        found.append({"cdo": cdo.id, "best_week": best, **each[best], "weeks": each})
    return found


def _worth(points: float, per_slot: float) -> dict[str, float]:
    slots = points / per_slot if per_slot else 0.0
    return {"points": round(points, 1), "slots": round(slots, 3)}


def _week_names(problem: Problem) -> list[str]:
    """Name the ISO weeks of the period in order, as 2027-W01."""
    weeks = {date.fromisoformat(day).isocalendar()[:2] for day in problem.grid.days}
    return [f"{year}-W{week:02}" for year, week in sorted(weeks)]
