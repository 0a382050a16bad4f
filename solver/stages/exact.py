"""What one CDO's best calendar earns at given prices, by CP-SAT: every rule between their visits.

The market's bound lets a CDO mix several rhythms of a demand, and share a slot between fractions of
visits. Here visits are whole, so the CDO earns less and the bound is higher.
"""

from collections import defaultdict
from math import ceil

from ortools.sat.python import cp_model

from solver.board import Board
from solver.goals import balance, non_preferred, travel
from solver.model import Literal, Model
from solver.problem import Option
from solver.rules import RULES
from solver.stages.market import Market
from solver.stages.patterns import GRAINS_PER_POINT
from solver.stages.plain import Plain
from solver.stages.prices import Prices
from solver.stages.search import Effort

# CP-SAT counts in this part of a point; what demands pay is rounded up to it.
UNITS_PER_POINT = 64
GRAINS_PER_UNIT = GRAINS_PER_POINT // UNITS_PER_POINT
MOST_SITES = 2


def is_for(market: Market) -> bool:
    """Whether the calendars of single CDOs are models by themselves: no visit is asked for."""
    return not market.kept and not market.problem.pins


class Calendar:
    """The best calendar of one stall at given prices, as a model.

    `limit` is what the market's bound lets the CDO earn, in grains.
    """

    def __init__(self, board: Board, plain: Plain, prices: Prices, place: int) -> None:
        self.board, self.stall = board, plain.market.stalls[place]
        self.limit = plain.limit(place, prices)
        worth = plain.worth_of(place, prices)
        options = self._options(list(worth))
        self.model = Model(board, options, demands=worth, cdos=[self.stall.cdo])
        self.solver = cp_model.CpSolver()
        for rule in RULES:
            rule.post(self.model)
        for goal in (non_preferred, travel, balance):
            goal.post(self.model)
        for demand in worth:
            self._post_rhythm(demand)
        self._finish(worth)

    def _options(self, demands: list[int]) -> list[Option]:
        cdo, candidates = self.stall.cdo, self.board.candidates
        found = (candidates.list_options(d, cdo, self.board.free[cdo]) for d in demands)
        return sorted(option for options in found for option in options)

    def _post_rhythm(self, demand: int) -> None:
        """Charge every visit, and give it back for those at the rhythm: tighter than the goal."""
        model, problem = self.model, self.model.problem
        asked, price = problem.demands[demand], problem.weights.off_rhythm
        if not asked.rhythm:
            return
        groups: dict[object, dict[tuple[int, int], list[Option]]] = defaultdict(dict)
        for option in model.of_demand[demand]:
            window = problem.windows[demand][option.day] if asked.per_window == 1 else option.day
            groups[window].setdefault(problem.position(option), []).append(option)
        positions = sorted({position for cells in groups.values() for position in cells})
        chosen = {position: model.boolean() for position in positions}
        model.limit(list(chosen.values()), asked.per_window)
        for cells in groups.values():
            for position, options in cells.items():
                kept = model.boolean()
                model.cp.add_implication(kept, chosen[position])
                model.cp.add_bool_or([*model.literals(options), kept.negated()])
                model.pay(-price, kept)
                for literal in model.literals(options):
                    model.pay(price, literal)

    def _finish(self, worth: dict[int, list[int]]) -> None:
        model = self.model
        levels: list[Literal] = []
        units: list[int] = []
        for demand, grains in worth.items():
            step = self.stall.patterns[demand].step
            some = [model.boolean() for _ in grains]
            model.cp.add_at_most_one(some)
            sizes = [step * level for level in range(1, len(grains) + 1)]
            served = cp_model.LinearExpr.weighted_sum(some, sizes)
            model.cp.add(model.slots(model.of_demand[demand]) == served)
            levels += some
            units += [-ceil(one / GRAINS_PER_UNIT) for one in grains]
        paid = [points * UNITS_PER_POINT for points in model._points]
        literals = [*model._literals, *levels]
        cost = cp_model.LinearExpr.weighted_sum(literals, [*paid, *units])
        model.cp.minimize(cost + model.constant * UNITS_PER_POINT)

    def prove(self, effort: Effort) -> int:
        """Give the most grains that the CDO can earn, at most `limit`."""
        parameters = self.solver.parameters
        parameters.num_workers, parameters.random_seed = 1, effort.seed
        parameters.linearization_level = 2
        parameters.catch_sigint_signal = False
        if effort.deterministic is None:
            parameters.max_time_in_seconds = effort.seconds
        else:
            parameters.max_deterministic_time = effort.deterministic
        status = self.solver.solve(self.model.cp)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return self.limit
        # One unit more than CP-SAT says, for the way it scales its sums.
        units = ceil(-self.solver.best_objective_bound) + 1
        return min(self.limit, units * GRAINS_PER_UNIT)


def calendar_of(board: Board, plain: Plain, prices: Prices, place: int) -> Calendar | None:
    """Make the model of a stall; None where it would price a tour above its length."""
    if plain.market.stalls[place].able.max_sites_per_day > MOST_SITES:
        return None
    return Calendar(board, plain, prices, place)
