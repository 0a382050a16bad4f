"""A demand has at most one visit a day, and never more slots than it asks for.

Σ_{o of d on day i} y_o ≤ 1 (0 where a fixed visit lies); Σ_{o of d} length_o · y_o + fixed slots
≤ requested(d). Check: H6.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from solver.model import Model

CODES = ("H6",)


def post(model: "Model") -> None:
    """Limit visits per day and slots per period of each demand."""
    for options in model.groups(lambda o: (o.demand, o.day)).values():
        is_taken = (options[0].demand, options[0].day) in model.board.demand_days
        model.limit(model.literals(options), 0 if is_taken else 1)
    for demand in model.demands:
        requested = model.problem.demands[demand].requested
        room = max(0, requested - model.board.served[demand])
        model.limit_slots(model.of_demand[demand], room)
