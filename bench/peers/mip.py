"""The whole model at once as a mixed-integer program in HiGHS, by way of MathOpt."""

import math
import time
from datetime import timedelta
from typing import Any

from ortools.math_opt.python import mathopt

from bench.peers.command import Limits, Tell, main
from bench.peers.monolith import OutOfTime, Sheet, build

Json = dict[str, Any]


def solve(instance: Json, limits: Limits, tell: Tell) -> list[Json]:
    """Solve within the time that building the model leaves; no plan found is the empty plan.

    HiGHS tells of no plan on the way, so the curve has its end only; MathOpt passes it no number
    of threads, so it takes what it likes.
    """
    began = time.monotonic()
    deadline = began + limits.seconds
    try:
        sheet, options = build(instance, deadline)
        model, variables = _model(sheet, deadline)
    except OutOfTime:
        return []
    parameters = mathopt.SolveParameters(
        time_limit=timedelta(seconds=max(0.01, deadline - time.monotonic())),
        random_seed=limits.seed,
        relative_gap_tolerance=0.0,
    )
    result = mathopt.solve(model, mathopt.SolverType.HIGHS, params=parameters)
    if not result.has_primal_feasible_solution():
        return []
    tell(time.monotonic() - began, round(result.objective_value()))
    values = result.variable_values(variables)
    return options.visits([round(value) for value in values])


def _model(sheet: Sheet, deadline: float) -> tuple[mathopt.Model, list[mathopt.Variable]]:
    model = mathopt.Model()
    limits = zip(sheet.lower, sheet.upper, strict=True)
    variables = [model.add_integer_variable(lb=lower, ub=upper) for lower, upper in limits]
    for terms, at_least, at_most in sheet.rows:
        if time.monotonic() > deadline:
            raise OutOfTime
        row = model.add_linear_constraint(
            lb=-math.inf if at_least is None else at_least,
            ub=math.inf if at_most is None else at_most,
        )
        for factor, variable in terms:
            row.set_coefficient(variables[variable], factor)
    for variable, points in zip(variables, sheet.points, strict=True):
        if points:
            model.objective.set_linear_coefficient(variable, points)
    model.objective.offset = sheet.constant
    model.objective.is_maximize = False
    return model, variables


if __name__ == "__main__":
    main(solve, "One model of everything in HiGHS")
