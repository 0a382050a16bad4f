"""The whole model at once in CP-SAT, as the usual examples of shift scheduling do it."""

import time
from typing import Any

from ortools.sat.python import cp_model

from bench.peers.command import Limits, Tell, main
from bench.peers.monolith import OutOfTime, Sheet, build

Json = dict[str, Any]
FAR = 1 << 40


class _Curve(cp_model.CpSolverSolutionCallback):
    """Tells every better plan."""

    def __init__(self, tell: Tell, began: float) -> None:
        super().__init__()
        self.tell, self.began = tell, began

    def on_solution_callback(self) -> None:
        self.tell(time.monotonic() - self.began, round(self.objective_value))


def solve(instance: Json, limits: Limits, tell: Tell) -> list[Json]:
    """Solve within the time that building the model leaves; no plan found is the empty plan."""
    began = time.monotonic()
    deadline = began + limits.seconds
    try:
        sheet, options = build(instance, deadline)
        model, variables = _model(sheet, deadline)
    except OutOfTime:
        return []
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = max(0.01, deadline - time.monotonic())
    solver.parameters.num_workers = limits.workers
    solver.parameters.random_seed = limits.seed
    status = solver.solve(model, _Curve(tell, began))
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return []
    return options.visits([solver.value(variable) for variable in variables])


def _model(sheet: Sheet, deadline: float) -> tuple[cp_model.CpModel, list[cp_model.IntVar]]:
    model = cp_model.CpModel()
    limits = zip(sheet.lower, sheet.upper, strict=True)
    variables = [model.new_int_var(lower, upper, "") for lower, upper in limits]
    for terms, at_least, at_most in sheet.rows:
        if time.monotonic() > deadline:
            raise OutOfTime
        total = cp_model.LinearExpr.weighted_sum(
            [variables[v] for _, v in terms], [factor for factor, _ in terms]
        )
        lower = -FAR if at_least is None else at_least
        model.add_linear_constraint(total, lower, FAR if at_most is None else at_most)
    cost = cp_model.LinearExpr.weighted_sum(variables, sheet.points)
    model.minimize(cost + sheet.constant)
    return model, variables


if __name__ == "__main__":
    main(solve, "One model of everything in CP-SAT")
