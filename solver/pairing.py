"""The visits of two plans side by side: kept, moved, removed, added."""

from collections.abc import Iterable
from typing import Any

from solver.plan import Plan, Visit

Pair = tuple[Visit, Visit]


def pair_visits(one: Plan, two: Plan) -> dict[str, Any]:
    """Say what became of each visit of plan `one` in plan `two`.

    Returns `same`: how many are in both, and `kept`: which; `moved`: pairs of visits of one
    demand, `from`, `to` and the fields `changed`; `only_one` and `only_two`: the visits removed
    and added. A visit that left goes with one that came on its day, else with the next in time.
    """
    kept = set(one.visits) & set(two.visits)
    gone, come = set(one.visits) - kept, set(two.visits) - kept
    moved: list[Pair] = []
    for demand in sorted({visit.demand for visit in gone}):
        moved += _moves(
            [visit for visit in gone if visit.demand == demand],
            [visit for visit in come if visit.demand == demand],
        )
    gone -= {left for left, _ in moved}
    come -= {new for _, new in moved}
    return {
        "same": len(kept),
        "kept": [visit._asdict() for visit in _in_time(kept)],
        "moved": [_told(left, new) for left, new in moved],
        "only_one": [visit._asdict() for visit in _in_time(gone)],
        "only_two": [visit._asdict() for visit in _in_time(come)],
    }


def _moves(gone: list[Visit], come: list[Visit]) -> list[Pair]:
    """Pair the visits of one demand; a demand has one visit a day in a sound plan."""
    left, new = _in_time(gone), _in_time(come)
    by_day = {visit.day: visit for visit in new}
    pairs = [(v, by_day.pop(v.day)) for v in left if v.day in by_day]
    paired = {visit for pair in pairs for visit in pair}
    rest = [v for v in left if v not in paired], [v for v in new if v not in paired]
    return sorted([*pairs, *zip(*rest, strict=False)], key=lambda pair: _time(pair[0]))


def _told(left: Visit, new: Visit) -> dict[str, Any]:
    changed = [field for field in Visit._fields if getattr(left, field) != getattr(new, field)]
    return {"from": left._asdict(), "to": new._asdict(), "changed": changed}


def _in_time(visits: Iterable[Visit]) -> list[Visit]:
    return sorted(visits, key=_time)


def _time(visit: Visit) -> tuple[str, int, Visit]:
    return visit.day, visit.slot, visit
