"""A CDO never works more slots than the caps of a day, a week, the period and the rolling average.

Σ_{o of c in the span} length_o · y_o + fixed load of the span ≤ cap, for each day, each week, the
period, and each run of `average_cap.weeks` consecutive weeks. Check: H5.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from solver.model import Model
    from solver.problem import Option

CODES = ("H5",)


def post(model: "Model") -> None:
    """Post the four kinds of caps of every CDO."""
    week = model.problem.grid.week
    for cdo, options in model.of_cdo.items():
        if isinstance(cdo, int):
            load = model.board.load[cdo]
            model.limit_slots(options, max(0, model.problem.cdos[cdo].period_cap - load))
    _post_spans(model, lambda o: (o.cdo, o.day), _day_room)
    _post_spans(model, lambda o: (o.cdo, week[o.day]), _week_room)
    _post_average(model)


def _post_spans(
    model: "Model",
    span: "Callable[[Option], tuple[int, int]]",
    room: "Callable[[Model, Option], int]",
) -> None:
    for options in model.groups(span).values():
        model.limit_slots(options, max(0, room(model, options[0])))


def _day_room(model: "Model", option: "Option") -> int:
    cap = model.problem.cdos[option.cdo].day_cap
    return cap - model.board.day_load[option.cdo, option.day]


def _week_room(model: "Model", option: "Option") -> int:
    cap = model.problem.cdos[option.cdo].week_cap
    return cap - model.board.week_load[option.cdo, model.problem.grid.week[option.day]]


def _post_average(model: "Model") -> None:
    week, count = model.problem.grid.week, model.problem.grid.week_count
    for cdo in model.cdos:
        cap = model.problem.cdos[cdo].average_cap
        if cap is None:
            continue
        for first in range(count - cap.weeks + 1):
            span = range(first, first + cap.weeks)
            fixed = sum(model.board.week_load[cdo, w] for w in span)
            options = [o for o in model.of_cdo[cdo] if week[o.day] in span]
            model.limit_slots(options, max(0, cap.slots - fixed))
