"""A CDO falls out, wholly or for some days: who could take which visits, and at what price."""

from collections import defaultdict
from typing import Any

from solver.alternatives.fitting import board_with, list_fitting, readable
from solver.alternatives.pricing import NOTHING, Added, add_all
from solver.alternatives.replacing import price, rank, told
from solver.alternatives.takeover import Lost, Search, Takeover
from solver.board import Board
from solver.faults import InvalidInstance, shown
from solver.instance import Instance
from solver.plan import Plan
from solver.problem import Option, Problem

# For all CDOs together: small questions are tried to the end, large ones answered within a second.
PRICES_TRIED = 30_000


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

    Raises InvalidInstance for an unknown CDO or for dates that are not in order.
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
        "substitutes": _substitutes(rest, hit),
    }


def _days_away(problem: Problem, cdo: str, first: str | None, last: str | None) -> range:
    """Give the numbers of the open days of the absence."""
    faults = []
    if cdo not in problem.cdo_index:
        faults.append(f"option cdo is {shown(cdo)}, which is not among the CDOs: name one of them.")
    if first is not None and last is not None and last < first:
        faults.append(f"option to is {last}, before {first}: give a later date, or none.")
    if faults:
        raise InvalidInstance(faults)
    days = problem.grid.days
    start = sum(first is not None and day < first for day in days)
    stop = sum(last is None or day <= last for day in days)
    return range(max(start, problem.frozen_days), stop)


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


def _substitutes(rest: Board, hit: list[Option]) -> list[dict[str, Any]]:
    """Let each CDO take over what they can, and rank them by what that spares."""
    lost = _lost(hit)
    cdos = range(len(rest.of_cdo))
    share = PRICES_TRIED // len(cdos)
    found = [(Search(rest, cdo, lost, share).run(), cdo) for cdo in cdos]
    return [
        _told_substitute(rest, hit, cdo, takeover)
        for takeover, cdo in sorted(found, key=lambda each: (each[0].points, each[1]))
        if takeover.visits
    ]


def _lost(hit: list[Option]) -> list[Lost]:
    by_demand: dict[int, list[int]] = defaultdict(list)
    for option in hit:
        by_demand[option.demand].append(option.length)
    return [Lost(demand, len(sizes), sum(sizes)) for demand, sizes in by_demand.items()]


def _told_substitute(
    rest: Board, hit: list[Option], cdo: int, takeover: Takeover
) -> dict[str, Any]:
    problem, pairs = rest.problem, _pairs(hit, takeover.visits)
    parts = add_all(rest, takeover.visits)
    rest.remove_all(takeover.visits)
    return {
        "cdo": problem.cdos[cdo].id,
        "visits": len(takeover.visits),
        "slots": sum(option.length for option in takeover.visits),
        "at_same_time": sum(_time(old) == _time(new) for old, new in pairs),
        **price(parts, NOTHING),
        "is_best": takeover.is_best,
        "taken": [{"from": told(problem, old), "to": told(problem, new)} for old, new in pairs],
    }


def _pairs(hit: list[Option], taken: tuple[Option, ...]) -> list[tuple[Option, Option]]:
    """Say which visit taken stands for which visit hit: that of the same time, else in order."""
    pairs = []
    for demand in sorted({option.demand for option in taken}):
        new = {_time(option): option for option in sorted(taken) if option.demand == demand}
        old = {_time(option): option for option in sorted(hit) if option.demand == demand}
        same = [time for time in old if time in new]
        pairs += [(old.pop(time), new.pop(time)) for time in same]
        pairs += list(zip(_in_time(old), _in_time(new), strict=False))
    return sorted(pairs, key=lambda pair: _time(pair[0]))


def _time(option: Option) -> tuple[int, int, int]:
    return option.day, option.slot, option.length


def _in_time(options: dict[tuple[int, int, int], Option]) -> list[Option]:
    return [options[time] for time in sorted(options)]
