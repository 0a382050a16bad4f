"""The CDOs who could stand in for one who is away: what each would take over, and at what price."""

from collections import defaultdict
from typing import Any

from solver.alternatives.pricing import NOTHING, add_all
from solver.alternatives.replacing import price, told
from solver.alternatives.takeover import Lost, Search, Takeover
from solver.board import Board
from solver.problem import Option

# For all CDOs together: small questions are tried to the end, large ones answered within a second.
PRICES_TRIED = 30_000


def rank_substitutes(rest: Board, hit: list[Option]) -> list[dict[str, Any]]:
    """Let each CDO take over what they can of the visits hit; those who spare most come first.

    `rest` is the plan without the visits hit, and is left as it was.
    """
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
