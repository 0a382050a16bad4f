"""How well the members are served: the share that each demand, or each member, gets.

Demands that nobody could ever serve are listed apart and left out of the figures, like those that
ask for nothing.
"""

from collections import Counter
from collections.abc import Sequence
from statistics import median
from typing import Any

from solver.board import Board
from solver.candidates import Candidates
from solver.instance import Instance
from solver.plan import Plan
from solver.problem import Problem

Figures = dict[str, float | None]


def satisfaction(board: Board) -> Figures:
    """Give the least, the tenth (of a hundred) and the middle share of a board, 0–1 or None."""
    return figures(shares(board.candidates, board.served))


def unservable(candidates: Candidates) -> list[str]:
    """List the demands whom no CDO could ever serve (H3), in the order of the instance."""
    pairs = zip(candidates.problem.demands, candidates.eligible, strict=True)
    return [demand.id for demand, able in pairs if not able]


def shares(candidates: Candidates, served: Sequence[int]) -> list[float]:
    """Give the shares of the demands that ask for something and could be served, rising."""
    return sorted(
        slots / asked.requested
        for slots, asked, able in zip(
            served, candidates.problem.demands, candidates.eligible, strict=True
        )
        if asked.requested and able
    )


def servable_by_member(candidates: Candidates) -> list[list[int]]:
    """List for each member the demands that ask for something and could be served, if any."""
    groups: dict[str, list[int]] = {}
    for demand, asked in enumerate(candidates.problem.demands):
        if asked.requested and candidates.eligible[demand]:
            groups.setdefault(asked.member, []).append(demand)
    return list(groups.values())


def member_shares(candidates: Candidates, served: Sequence[int]) -> list[float]:
    """Give the share that each member gets of all that they ask for and could get, rising."""
    demands = candidates.problem.demands
    return sorted(
        sum(served[demand] for demand in group) / sum(demands[d].requested for d in group)
        for group in servable_by_member(candidates)
    )


def least_member(board: Board) -> float | None:
    """Give the share of the worst-served member, 0–1, None where nobody could be served."""
    return next((round(one, 4) for one in member_shares(board.candidates, board.served)), None)


def of_plan(instance: Instance, plan: Plan) -> dict[str, Any]:
    """Give `satisfaction` and `unservable` of any plan of an instance."""
    candidates, slots = Candidates(Problem(instance)), _served(instance, plan)
    return {
        "satisfaction": figures(shares(candidates, slots)),
        "unservable": unservable(candidates),
    }


def member_shares_of(instance: Instance, plan: Plan) -> list[float]:
    """Give the `member_shares` of any plan of an instance: the greater list is the more even."""
    return member_shares(Candidates(Problem(instance)), _served(instance, plan))


def _served(instance: Instance, plan: Plan) -> list[int]:
    """Count the slots that a plan gives each demand of an instance."""
    served: Counter[str] = Counter()
    for visit in plan.visits:
        served[visit.demand] += visit.length
    return [served[demand.id] for demand in instance.demands]


def price_of_fairness(even: Board, plain: Board, points: int) -> dict[str, Any]:
    """Say what a more even plan costs against the one of least points that was found before it.

    `points` is the difference of the costs. `slots` and `hours` are those that members get less in
    all (below 0: more); `satisfaction` has the figures of the plan of least points. `least_member`
    is the share of the worst-served member in that plan, and in the even one.
    """
    slots = sum(plain.served) - sum(even.served)
    hours = (_minutes(plain) - _minutes(even)) / 60
    of_plain = satisfaction(plain)
    return {
        "points": points,
        "slots": slots,
        "hours": hours,
        "satisfaction": of_plain,
        "least_member": [least_member(plain), least_member(even)],
    }


def _minutes(board: Board) -> int:
    """Count the minutes of all visits of a board."""
    grid = board.problem.grid
    return sum(
        grid.ends[slot] - grid.starts[slot]
        for option in board.options()
        for slot in range(option.slot, option.slot + option.length)
    )


def figures(rising: Sequence[float]) -> Figures:
    """Give the least, the tenth (of a hundred) and the middle of rising shares, or None."""
    if not rising:
        return {"min": None, "p10": None, "median": None}
    tenth = rising[len(rising) // 10]
    return {
        "min": round(rising[0], 4),
        "p10": round(tenth, 4),
        "median": round(median(rising), 4),
    }
