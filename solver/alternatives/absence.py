"""A CDO falls out, wholly or for some days: who could take which visits, and at what price."""

from collections.abc import Sequence
from typing import Any

from solver.alternatives.fitting import board_with, list_fitting, readable
from solver.alternatives.pricing import NOTHING, Added, add_all
from solver.alternatives.replacing import price, rank, told
from solver.alternatives.standing_in import rank_substitutes
from solver.board import Board
from solver.clock import iso_date
from solver.faults import InvalidInstance, shown
from solver.instance import Instance
from solver.plan import Plan
from solver.problem import Option, Problem


def substitutes(
    instance: Instance,
    plan: Plan,
    cdo: str,
    first: str | None = None,
    last: str | None = None,
    limit: int | None = None,
) -> dict[str, Any]:
    """Say what the absence of a CDO costs and who could stand in, with the other visits in place.

    The CDO is away from `first` to `last` (ISO dates; without them to the ends of the period);
    frozen days are past. Pins do not hold visits on those days. Returns `cdo`, `from`,
    `to`, `loss`: the price of losing the visits, and

    * `visits`: each visit hit, with its replacements as `solver.replacements` lists them, `limit`
      at most: each leaves room for the other visits hit, at their own times. Prices count from the
      plan without the visits hit, so that those that gain are negative.
    * `substitutes`: each CDO who could take any, with the best set of visits found for them all
      together (`taken`, from and to; `visits`, `slots`, `at_same_time`: how many), its price
      counted likewise, and `is_best`: whether every other set was tried. The best comes first.

    Raises InvalidInstance for an unknown CDO, and for dates that are none, not in order, or
    wholly outside the period.
    """
    days = _days_away(Problem(instance), cdo, first, last)
    problem = Problem(_without(instance, cdo, days))
    options, number = readable(problem, plan.visits), problem.cdo_index[cdo]
    hit = [option for option in options if option.cdo == number and option.day in days]
    rest = board_with(problem, sorted(set(options) - set(hit)))
    return {
        "cdo": cdo,
        "from": problem.grid.days[days.start] if days else None,
        "to": problem.grid.days[days.stop - 1] if days else None,
        "loss": _loss(rest, hit),
        "visits": _replacements(rest, hit, limit),
        "substitutes": rank_substitutes(rest, hit),
    }


def _days_away(problem: Problem, cdo: str, first: str | None, last: str | None) -> range:
    """Give the numbers of the open days of the absence."""
    faults = []
    if cdo not in problem.cdo_index:
        faults.append(f"option cdo is {shown(cdo)}, which is not among the CDOs: name one of them.")
    faults += _date_faults(problem.grid.days, first, last)
    if faults:
        raise InvalidInstance(faults)
    days = problem.grid.days
    start = sum(first is not None and day < first for day in days)
    stop = sum(last is None or day <= last for day in days)
    return range(max(start, problem.frozen_days), stop)


def _date_faults(days: Sequence[str], first: str | None, last: str | None) -> list[str]:
    """Say what is wrong with the dates of an absence; it may reach beyond the period."""
    given = {name: day for name, day in (("from", first), ("to", last)) if day is not None}
    faults = [
        f"option {name} is {shown(day)}: give a date written YYYY-MM-DD, or none."
        for name, day in given.items()
        if not _is_date(day)
    ]
    if faults:
        return faults
    if first is not None and last is not None and last < first:
        return [f"option to is {last}, before {first}: give a later date, or none."]
    period = f"the period is from {min(days)} to {max(days)}: give a day of it, or none"
    if first is not None and first > max(days):
        return [f"option from is {first}, but {period}."]
    if last is not None and last < min(days):
        return [f"option to is {last}, but {period}."]
    return []


def _is_date(day: str) -> bool:
    try:
        return bool(iso_date(day))
    except (TypeError, ValueError):
        return False


def _without(instance: Instance, cdo: str, days: range) -> Instance:
    """Give the instance where a CDO is away on some days."""
    cdos = tuple(
        able.model_copy(update={"available": _blank(able.available, days, len(instance.slots))})
        if able.id == cdo
        else able
        for able in instance.cdos
    )
    return instance.model_copy(update={"cdos": cdos})


def _blank(available: str, days: range, per_day: int) -> str:
    return "".join(
        "0" if place // per_day in days else slot for place, slot in enumerate(available)
    )


def _loss(rest: Board, hit: list[Option]) -> dict[str, Any]:
    """Price the loss of the visits hit."""
    full = board_with(rest.problem, rest.options())
    return price(NOTHING, add_all(full, hit))


def _replacements(rest: Board, hit: list[Option], limit: int | None) -> list[dict[str, Any]]:
    """List the replacements of each visit hit, the others hit keeping their time."""
    added = {demand: Added(rest, demand) for demand in {option.demand for option in hit}}
    found = []
    for old in hit:
        others = {option for option in hit if option.demand == old.demand and option != old}
        options = list_fitting(rest, old.demand, rest.of_demand[old.demand] | others)
        ranked = rank(added[old.demand], list(options), old)
        answers = [
            {"visit": told(rest.problem, option), **price(added[old.demand].parts(option), NOTHING)}
            for option in ranked[:limit]
        ]
        visit = told(rest.problem, old)
        found.append({"visit": visit, "possible": len(ranked), "alternatives": answers})
    return found
