"""One run of CP-SAT on a neighbourhood: how much effort, how hinted, what it found."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from ortools.sat.python import cp_model

from solver.board import Board
from solver.goals import GOALS
from solver.model import Model
from solver.problem import Option
from solver.rules import RULES


@dataclass(frozen=True)
class Effort:
    """How long one run may take.

    `seconds` is wall time. `deterministic` counts CP-SAT's own time instead, the same on every
    machine; when it is given, `seconds` is only a far fence.
    """

    seconds: float
    seed: int = 0
    deterministic: float | None = None

    def times(self, share: float) -> "Effort":
        """Give a share of this effort."""
        deterministic = None if self.deterministic is None else self.deterministic * share
        return replace(self, seconds=self.seconds * share, deterministic=deterministic)


@dataclass(frozen=True)
class Outcome:
    """What a run found: the chosen options or None, and what it proved about the points.

    `solutions` is how many plans it met, each better than the one before.
    """

    options: tuple[Option, ...] | None
    is_optimal: bool
    bound: float
    deterministic_seconds: float
    solutions: int = 0


def configured(effort: Effort) -> cp_model.CpSolver:
    """Make a solver for a small model: one worker, strong relaxation, little presolve."""
    solver = cp_model.CpSolver()
    parameters = solver.parameters
    parameters.num_workers = 1
    parameters.random_seed = effort.seed
    parameters.linearization_level = 2
    parameters.cp_model_probing_level = 0
    parameters.max_presolve_iterations = 1
    parameters.symmetry_level = 0
    parameters.catch_sigint_signal = False
    if effort.deterministic is None:
        parameters.max_time_in_seconds = max(0.01, effort.seconds)
    else:
        parameters.max_deterministic_time = effort.deterministic
    return solver


def build(
    board: Board,
    options: Sequence[Option],
    hint: Collection[Option],
    *,
    demands: Collection[int] = (),
    cdos: Collection[int] = (),
    liked: Collection[Option] = (),
) -> Model:
    """Build the model of a neighbourhood around a board, with every rule and goal, hinted."""
    model = Model(board, options, demands=demands, cdos=cdos)
    for rule in RULES:
        rule.post(model)
    for goal in GOALS:
        goal.post(model)
    model.finish(liked)
    for option, takes in model.takes.items():
        model.cp.add_hint(takes, option in hint)
    return model


class _Counter(cp_model.CpSolverSolutionCallback):
    """Counts the plans that a run meets, and ends it with one of them if told which."""

    def __init__(self, model: Model, last: int | None) -> None:
        super().__init__()
        self._model, self._last = model, last
        self.count = 0
        self.chosen: tuple[Option, ...] = ()

    def on_solution_callback(self) -> None:
        """Count one more."""
        self.count += 1
        if self.count == self._last:
            takes = self._model.takes.items()
            self.chosen = tuple(option for option, one in takes if self.boolean_value(one))
            self.stop_search()


def run(model: Model, solver: cp_model.CpSolver, solutions: int | None = None) -> Outcome:
    """Solve a model that is ready; `solutions`: end with the plan that is met as the n-th."""
    counter = _Counter(model, solutions)
    status = solver.solve(model.cp, counter)
    spent, bound = solver.response_proto.deterministic_time, solver.best_objective_bound
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Outcome(None, False, bound, spent)
    chosen = counter.chosen or tuple(
        option for option, takes in model.takes.items() if solver.boolean_value(takes)
    )
    return Outcome(chosen, status == cp_model.OPTIMAL, bound, spent, counter.count)
