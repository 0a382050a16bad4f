"""The CP-SAT model of a neighbourhood: some visits are options, the rest of the plan is fixed.

Rules post themselves on it and goals pay into its objective; which options there are is decided
by the stages.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence

from ortools.sat.python import cp_model

from solver.board import Board
from solver.problem import Option

Literal = cp_model.IntVar
# Far below 64 bits, as some literals stand for whole numbers.
MOST_OBJECTIVE = 1 << 48


class Model:
    """Options of free visits around a board that holds all the other visits.

    Parameters
    ----------
    board
        The fixed visits. It must not change while the model is being built.
    options
        The visits to decide on, without duplicates.
    demands
        The demands whose goals are priced: those of the options, and those set free.
    cdos
        The CDOs whose goals are priced.
    """

    def __init__(
        self,
        board: Board,
        options: Sequence[Option],
        *,
        demands: Iterable[int] = (),
        cdos: Iterable[int] = (),
    ) -> None:
        self.board = board
        self.problem = board.problem
        self.candidates = board.candidates
        self.cp = cp_model.CpModel()
        self.takes: dict[Option, Literal] = {option: self.boolean() for option in options}
        self.demands = sorted({option.demand for option in options} | set(demands))
        self.cdos = sorted({option.cdo for option in options} | set(cdos))
        self.of_demand = self.groups(lambda option: option.demand)
        self.of_cdo = self.groups(lambda option: option.cdo)
        self.constant = 0
        self._literals: list[Literal] = []
        self._points: list[int] = []
        self._uses: dict[tuple[int, int, bool], Literal] = {}

    def boolean(self) -> Literal:
        """Make a Boolean without a name: names cost time and memory."""
        return self.cp.new_bool_var("")

    def whole(self, most: int) -> Literal:
        """Make a whole number from 0 to `most`."""
        return self.cp.new_int_var(0, most, "")

    def groups(
        self, key: Callable[[Option], Hashable], among: Iterable[Option] | None = None
    ) -> dict[Hashable, list[Option]]:
        """Sort options into groups by a key."""
        found: dict[Hashable, list[Option]] = defaultdict(list)
        for option in self.takes if among is None else among:
            found[key(option)].append(option)
        return found

    def literals(self, options: Iterable[Option]) -> list[Literal]:
        """Give the Booleans of options."""
        return [self.takes[option] for option in options]

    def slots(self, options: Sequence[Option]) -> cp_model.LinearExprT:
        """Give the number of slots that the chosen ones among these options take."""
        lengths = [option.length for option in options]
        return cp_model.LinearExpr.weighted_sum(self.literals(options), lengths)

    def limit_slots(self, options: Sequence[Option], most: int) -> None:
        """Let the chosen options take at most `most` slots, when they could take more."""
        if sum(option.length for option in options) > most:
            self.cp.add(self.slots(options) <= most)

    def limit(self, literals: Sequence[Literal], most: int) -> None:
        """Let at most `most` of the literals hold, when they could be more."""
        if len(literals) <= most:
            return
        if most == 1:
            self.cp.add_at_most_one(literals)
        else:
            self.cp.add(cp_model.LinearExpr.sum(literals) <= most)

    def implies_any(self, options: Iterable[Option], literal: Literal) -> None:
        """Let `literal` hold when one of the options is chosen; one clique per demand and day."""
        for group in self.groups(lambda option: (option.demand, option.day), options).values():
            self.cp.add_at_most_one([*self.literals(group), literal.negated()])

    def uses(self, demand: int, cdo: int, *, on_open_days: bool = False) -> Literal:
        """Give the literal that holds when an option of the pair is chosen."""
        pair = [option for option in self.of_demand[demand] if option.cdo == cdo]
        kept = [o for o in pair if not on_open_days or o.day >= self.problem.frozen_days]
        key = (demand, cdo, len(kept) < len(pair))
        if key not in self._uses:
            self._uses[key] = self.boolean()
            self.implies_any(kept, self._uses[key])
        return self._uses[key]

    def cdos_of(self, demand: int) -> list[int]:
        """List the CDOs who have options of a demand."""
        return sorted({option.cdo for option in self.of_demand[demand]})

    def pay(self, points: int, literal: Literal) -> None:
        """Charge points for each unit of a variable."""
        if points:
            self._literals.append(literal)
            self._points.append(points)

    def charge(self, points: int) -> None:
        """Charge points whatever is chosen."""
        self.constant += points

    def finish(self, liked: Iterable[Option] = ()) -> None:
        """Set the objective from all that was paid and charged; of equals, the most liked win.

        With liked options, the value of the objective is no longer the points.
        """
        kept = [self.takes[option] for option in liked if option in self.takes]
        # A point counts more than all ties together; no ties where that could leave 64 bits.
        times = 1 + len(kept)
        if times * sum(map(abs, (*self._points, self.constant))) >= MOST_OBJECTIVE:
            kept, times = [], 1
        points = [times * each for each in self._points] + [-1] * len(kept)
        total = cp_model.LinearExpr.weighted_sum([*self._literals, *kept], points)
        self.cp.minimize(total + times * self.constant)
