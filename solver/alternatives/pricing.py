"""What one more visit of a demand does to the cost: exact, part by part, with the rest in place.

Each goal looks at one or two facts of a visit only (its length, its CDO, its place in the week, …),
so its difference is worked out once per such fact and then looked up.
"""

from collections.abc import Callable, Collection, Hashable, Iterable

from solver.board import Board
from solver.goals import (
    GOALS,
    balance,
    change,
    extra_cdo,
    new_cdo,
    non_preferred,
    off_rhythm,
    shortage,
    travel,
)
from solver.problem import Option

PARTS = tuple(goal.PART for goal in GOALS)
NOTHING = dict.fromkeys(PARTS, 0)


def add_all(board: Board, options: Iterable[Option]) -> dict[str, int]:
    """Put visits on a board; give what that adds to the cost, part by part."""
    total = dict(NOTHING)
    for option in options:
        parts = Added(board, option.demand).parts(option)
        total = {part: total[part] + points for part, points in parts.items()}
        board.add(option)
    return total


class Added:
    """Prices visits of one demand as additions to the plan that stands on a board.

    The board must not change while this is in use.
    """

    def __init__(self, board: Board, demand: int) -> None:
        self.board = board
        self.demand = demand
        self.visits = frozenset(board.of_demand[demand])
        self._known: dict[tuple[str, Hashable], int] = {}

    def points(self, option: Option) -> int:
        """Give the cost with the visit minus the cost without it."""
        return sum(self._part(part, option) for part in PARTS)

    def parts(self, option: Option) -> dict[str, int]:
        """Give the same part by part; the sum is `points`."""
        return {part: self._part(part, option) for part in PARTS}

    def _part(self, part: str, option: Option) -> int:
        key = (part, _FACTS[part](self, option))
        if key not in self._known:
            self._known[key] = _DIFFERENCES[part](self, option)
        return self._known[key]

    def _of_demand(self, goal: "_Goal", option: Option) -> int:
        candidates, demand = self.board.candidates, self.demand
        after = goal(candidates, demand, self.visits | {option})
        return after - goal(candidates, demand, self.visits)

    def change(self, option: Option) -> int:
        """Price a published visit that comes back, possible by itself or not."""
        problem = self.board.problem
        return -problem.weights.change if option in problem.published else 0

    def travel(self, option: Option) -> int:
        """Price the longer tour of the day."""
        if not self.board.problem.demands[self.demand].on_site:
            return 0
        visits = self._on_site(option)
        candidates, cdo = self.board.candidates, option.cdo
        after = travel.points(candidates, cdo, {*visits, option})
        return after - travel.points(candidates, cdo, visits)

    def _on_site(self, option: Option) -> Collection[Option]:
        return self.board.on_site.get((option.cdo, option.day), ())

    def tour(self, option: Option) -> Hashable:
        """Name what the tour depends on: on a day without other places, the CDO alone."""
        if self._on_site(option):
            return option.cdo, option.day, option.slot
        return option.cdo

    def balance(self, option: Option) -> int:
        """Price the CDO's longer period."""
        candidates, visits = self.board.candidates, self.board.of_cdo[option.cdo]
        after = balance.points(candidates, option.cdo, {*visits, option})
        return after - balance.points(candidates, option.cdo, visits)


_Goal = Callable[..., int]
_FACTS: dict[str, Callable[[Added, Option], Hashable]] = {
    shortage.PART: lambda _, option: option.length,
    extra_cdo.PART: lambda _, option: option.cdo,
    new_cdo.PART: lambda _, option: option.cdo,
    off_rhythm.PART: lambda added, option: added.board.problem.position(option),
    non_preferred.PART: lambda added, option: added.board.problem.position(option),
    change.PART: lambda _, option: option,
    travel.PART: Added.tour,
    balance.PART: lambda _, option: (option.cdo, option.length),
}


def _demand_goal(goal: _Goal) -> Callable[[Added, Option], int]:
    return lambda added, option: added._of_demand(goal, option)


_DIFFERENCES: dict[str, Callable[[Added, Option], int]] = {
    goal.PART: _demand_goal(goal.points)
    for goal in (shortage, extra_cdo, new_cdo, off_rhythm, non_preferred)
} | {change.PART: Added.change, travel.PART: Added.travel, balance.PART: Added.balance}
