"""The slots of a working day: two half-days, or eight hours; a period has one of the two grids."""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from cdo_share.core.clock import local_instant


class Half(StrEnum):
    """Half of a working day."""

    AM = "am"
    PM = "pm"


class GridKind(StrEnum):
    """How fine a period is planned."""

    HALF_DAY = "half_day"
    HOUR = "hour"


@dataclass(frozen=True, slots=True)
class Slot:
    """One slot of every day: local start and end clock, and the half it lies in."""

    start: time
    end: time
    half: Half


@dataclass(frozen=True, slots=True)
class Grid:
    """The slots of a day, in order."""

    kind: GridKind
    slots: tuple[Slot, ...]

    @property
    def slots_per_half(self) -> int:
        """Return how many slots make a half-day."""
        return len(self.slots) // 2

    @property
    def slot_minutes(self) -> int:
        """Return the length of one slot in minutes."""
        first = self.slots[0]
        return (first.end.hour - first.start.hour) * 60 + first.end.minute - first.start.minute

    def half_of(self, slot: int) -> Half:
        """Return the half of the day that slot number `slot` lies in."""
        return self.slots[slot].half

    def slots_of(self, half: Half) -> range:
        """Return the numbers of the slots of one half of the day."""
        per_half = self.slots_per_half
        return range(per_half) if half is Half.AM else range(per_half, 2 * per_half)

    def instants(
        self, day: date, slot: int, length: int, *, zone: str
    ) -> tuple[datetime, datetime]:
        """Return the UTC start and end of `length` slots of `day` from number `slot` on."""
        first, last = self.slots[slot], self.slots[slot + length - 1]
        return local_instant(day, first.start, zone), local_instant(day, last.end, zone)


def _hour(start: int) -> Slot:
    half = Half.AM if start < 12 else Half.PM
    return Slot(time(start, 30), time(start + 1, 30), half)


HALF_DAYS = Grid(
    GridKind.HALF_DAY,
    (Slot(time(9), time(12, 30), Half.AM), Slot(time(13, 30), time(17), Half.PM)),
)
HOURS = Grid(GridKind.HOUR, tuple(_hour(start) for start in (8, 9, 10, 11, 13, 14, 15, 16)))
GRIDS = {grid.kind: grid for grid in (HALF_DAYS, HOURS)}
