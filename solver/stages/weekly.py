"""The relaxed transport with weeks in it, for what one more slot would be worth when.

Slots flow from CDOs to demands as in `transport`; besides, each demand says in which weeks it takes
them (at most what its windows hold), each CDO in which weeks they give them (at most what caps and
availability hold), and in each week the demands of a skill and level take no more than those who
have it give. All this is true of every plan, so the optimum is a lower bound on the cost.

Into each skill and week flows a help of 0 slots, which knows no fee, no road and no level: the dual
price of that 0 is what one slot of such help would be worth.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from ortools.math_opt.python import mathopt

from solver.board import Board
from solver.stages.reach import week_room
from solver.stages.transport import Transport

SECONDS = 120.0


@dataclass(frozen=True)
class WeekPrices:
    """What one more slot would spare at most, in points, at the margin of the relaxation.

    `skills` is by skill and week, `cdos` by CDO and week (the caps of week, period and average one
    slot wider with it), `bound` the value of the relaxation. When time ran out (not `is_best`),
    all this holds with prices that are higher than need be and a lower bound.
    """

    bound: float
    is_best: bool = True
    skills: dict[tuple[str, int], float] = field(default_factory=dict)
    cdos: dict[tuple[int, int], float] = field(default_factory=dict)


class Weekly:
    """The model and its rows, priced after it is solved."""

    def __init__(self, board: Board) -> None:
        self.board, self.problem = board, board.problem
        self.transport = Transport(board)
        self.model = self.transport.model
        self.weeks = range(self.problem.grid.week_count)
        self.taken: dict[tuple[int, int], list[mathopt.Variable]] = defaultdict(list)
        self.given: dict[tuple[int, int], mathopt.Variable] = {}
        self.help: dict[tuple[int, int], mathopt.Variable] = {}
        self.room_rows: dict[tuple[int, int], mathopt.LinearConstraint] = {}
        self.average_rows: dict[int, list[tuple[range, mathopt.LinearConstraint]]] = {}
        self.help_rows: dict[tuple[str, int], mathopt.LinearConstraint] = {}
        for demand in range(len(self.problem.demands)):
            self._add_demand(demand)
        for cdo in range(len(self.problem.cdos)):
            self._add_cdo(cdo)
        for skill in sorted({demand.skill for demand in self.problem.demands}):
            self._add_skill(skill)

    def _add_demand(self, demand: int) -> None:
        """Let a demand say when it takes its slots; help counts beside those of the CDOs."""
        windows, grid = self.problem.windows[demand], self.problem.grid
        asked, days = self.problem.demands[demand], defaultdict(set)
        for day, window in enumerate(windows):
            if window >= 0:
                days[window, grid.week[day]].add(day)
        longest, of_window = max(asked.lengths), defaultdict(list)
        for (window, week), inside in sorted(days.items()):
            most = longest * min(asked.per_window, len(inside))
            variable = self.model.add_variable(lb=0, ub=most)
            self.taken[demand, week].append(variable)
            of_window[window].append(variable)
        for variables in of_window.values():
            if len(variables) > 1:
                most = longest * asked.per_window
                self.model.add_linear_constraint(mathopt.fast_sum(variables) <= most)
        helps = [self._add_help(demand, week) for week in sorted({week for _, week in days})]
        taken = [v for week in self.weeks for v in self.taken.get((demand, week), ())]
        served = self.transport.served(demand) + mathopt.fast_sum(helps)
        if self.board.candidates.eligible[demand]:
            self.model.add_linear_constraint(served == mathopt.fast_sum(taken))

    def _add_help(self, demand: int, week: int) -> mathopt.Variable:
        """Let help serve a demand; one that nobody else can serve gets its dearest slots."""
        self.help[demand, week] = self.model.add_variable(lb=0)
        if self.board.candidates.eligible[demand]:
            row = self.transport.served_rows[demand]
            row.set_coefficient(self.help[demand, week], 1)
        else:
            curve = self.problem.shortage[demand]
            least = min(self.problem.demands[demand].lengths)
            slopes = [(curve[0] - curve[n]) / n for n in range(least, len(curve))]
            worth = max(slopes, default=0.0)
            self.model.objective.set_linear_coefficient(self.help[demand, week], -worth)
        return self.help[demand, week]

    def _add_cdo(self, cdo: int) -> None:
        """Let a CDO say when they give their slots."""
        able, rooms = self.problem.cdos[cdo], week_room(self.board.candidates, cdo)
        for week, room in enumerate(rooms):
            self.given[cdo, week] = self.model.add_variable(lb=0)
            row = self.model.add_linear_constraint(self.given[cdo, week] <= room)
            self.room_rows[cdo, week] = row
        given = [self.given[cdo, week] for week in self.weeks]
        self.model.add_linear_constraint(self.transport.load(cdo) == mathopt.fast_sum(given))
        self.average_rows[cdo] = []
        if able.average_cap is None:
            return
        span = able.average_cap.weeks
        for first in range(len(rooms) - span + 1):
            total = mathopt.fast_sum(given[first : first + span])
            row = self.model.add_linear_constraint(total <= able.average_cap.slots)
            self.average_rows[cdo].append((range(first, first + span), row))

    def _add_skill(self, skill: str) -> None:
        """Let nobody take more of a skill in a week than those who have it give, by level."""
        of_skill = [d for d, asked in enumerate(self.problem.demands) if asked.skill == skill]
        levels = {self.problem.demands[demand].level for demand in of_skill}
        for week in self.weeks:
            for level in sorted(levels):
                demands = [d for d in of_skill if self.problem.demands[d].level >= level]
                able = [
                    c for c, x in enumerate(self.problem.cdos) if x.skills.get(skill, 0) >= level
                ]
                taken = [v for d in demands for v in self.taken.get((d, week), ())]
                given = [self.given[c, week] for c in able] + self._helps(demands, week)
                if taken:
                    self.model.add_linear_constraint(
                        mathopt.fast_sum(taken) <= mathopt.fast_sum(given)
                    )
            helps = mathopt.fast_sum(self._helps(of_skill, week))
            self.help_rows[skill, week] = self.model.add_linear_constraint(helps <= 0)

    def _helps(self, demands: Iterable[int], week: int) -> list[mathopt.Variable]:
        return [self.help[d, week] for d in demands if (d, week) in self.help]

    def prices(self, seconds: float = SECONDS) -> WeekPrices | None:
        """Solve and give the prices; None where the time brought none.

        The dual simplex goes from prices to better prices, so those at hand always prove a bound.
        """
        parameters = mathopt.SolveParameters(
            lp_algorithm=mathopt.LPAlgorithm.DUAL_SIMPLEX, time_limit=timedelta(seconds=seconds)
        )
        result = mathopt.solve(self.model, mathopt.SolverType.GLOP, params=parameters)
        if not result.has_dual_feasible_solution():
            return None
        duals = result.dual_values()

        def price(row: mathopt.LinearConstraint) -> float:
            return max(0.0, -float(duals[row]))

        def of_cdo(cdo: int, week: int) -> float:
            averages = (price(row) for run, row in self.average_rows[cdo] if week in run)
            whole = price(self.transport.load_rows[cdo])
            return price(self.room_rows[cdo, week]) + whole + sum(averages)

        bounds = result.termination.objective_bounds
        return WeekPrices(
            is_best=result.termination.reason == mathopt.TerminationReason.OPTIMAL,
            bound=self.transport.constant + bounds.dual_bound,
            skills={place: price(row) for place, row in self.help_rows.items()},
            cdos={(cdo, week): of_cdo(cdo, week) for cdo, week in self.given},
        )
