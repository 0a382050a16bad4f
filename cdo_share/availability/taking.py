"""Which slots of a period one calendar takes beyond all that takes them anyway; pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cdo_share.availability.models import BusyKind
from cdo_share.availability.queries import Availability
from cdo_share.availability.slots import BusySpan, available_slots
from cdo_share.core.grid import Grid

SlotOfDay = tuple[date, int]


@dataclass(frozen=True, slots=True)
class Taken:
    """Slots as (day, number), in order: what could be worked without the calendar, what of it
    is lost, and what else would be lost if its tentative times were firm."""

    offered: tuple[SlotOfDay, ...]
    lost: tuple[SlotOfDay, ...]
    doubtful: tuple[SlotOfDay, ...]


def taken_slots(
    days: Sequence[date],
    grid: Grid,
    *,
    known: Availability,
    spans: Sequence[BusySpan],
    zone: str,
) -> Taken:
    """Return what the busy times `spans` of a calendar take.

    `known` is what is known of the CDO without that calendar; `zone` is where the clock times
    of the grid are read.
    """

    def free_with(more: Sequence[BusySpan]) -> set[SlotOfDay]:
        busy = [*known.busy, *more]
        marks = available_slots(days, grid, known.pattern, known.exceptions, busy, zone)
        slots = ((day, number) for day in days for number in range(len(grid.slots)))
        return {slot for slot, mark in zip(slots, marks, strict=True) if mark == "1"}

    offered, left = free_with(()), free_with(spans)
    firm = free_with([(start, end, BusyKind.BUSY) for start, end, _ in spans])
    return Taken(*(tuple(sorted(part)) for part in (offered, offered - left, left - firm)))
