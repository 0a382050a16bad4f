"""Times that stay whoever comes: a draft may change their CDO, not when they are; pure."""

from collections.abc import Iterable

from cdo_share.planning.constraints import is_changeable
from cdo_share.planning.instance_parts import demand_name
from cdo_share.planning.models import Constraint, ConstraintKind
from solver import Visit

Time = tuple[str, str, int, int]  # demand, ISO day, slot, length


def time_of(visit: Visit) -> Time:
    """Return when a demand is visited, whoever comes."""
    return (visit.demand, visit.day, visit.slot, visit.length)


def held_times(frozen_before: str | None, rows: Iterable[Constraint]) -> frozenset[Time]:
    """Return the times that constraints hold; those of past days bind nobody any more."""
    return frozenset(
        (demand_name(row.demand_id or 0), row.day.isoformat(), row.slot or 0, row.length or 0)
        for row in rows
        if row.kind is ConstraintKind.KEEP_TIME
        and row.day is not None
        and is_changeable(row.day.isoformat(), frozen_before)
    )


def find_lost(held: Iterable[Time], before: Iterable[Visit], after: Iterable[Visit]) -> list[Time]:
    """Return the held times at which somebody came before, and nobody comes after."""
    kept = {time_of(visit) for visit in after}
    came = {time_of(visit) for visit in before}
    return sorted(time for time in held if time in came and time not in kept)
