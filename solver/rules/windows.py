"""In each window of a demand there are at most `per_window` visits.

Σ_{o of d in window w} y_o + fixed visits of d in w ≤ per_window(d). Check: H1.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from solver.model import Model

CODES = ("H1",)


def post(model: "Model") -> None:
    """Limit the visits of every window that has options."""
    problem = model.problem
    groups = model.groups(lambda o: (o.demand, problem.windows[o.demand][o.day]))
    for options in groups.values():
        demand = options[0].demand
        window = problem.windows[demand][options[0].day]
        fixed = model.board.window_visits[demand, window]
        most = max(0, problem.demands[demand].per_window - fixed)
        model.limit(model.literals(options), most)
