"""What a member types into the form of a demand, and what it amounts to; nothing is stored here."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from cdo_share.core.grid import Grid, Half
from cdo_share.core.text import clean_line
from cdo_share.demands.models import (
    AmountUnit,
    Cadence,
    DeclineReason,
    Place,
    Urgency,
    UrgencyReason,
)
from cdo_share.demands.windows import Window, days_fit_for_visit, windows

# What a wish and the row of a demand call by the same name and keep alike.
SAME_FIELDS = (
    "title",
    "skill",
    "level",
    "cadence",
    "visit_amount",
    "visit_unit",
    "earliest_on",
    "latest_on",
    "place",
    "remote_visits",
    "urgency",
    "urgency_reason",
    "same_moment",
    "max_cdos",
    "previous_engagement_id",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandWish:
    """A demand as typed; fields bear the names of the form's fields, None means left empty.

    `visit_amount` of `visit_unit` is the length of one visit. A regular cadence reads
    `visits_per_window` (visits a week, fortnight or month); cadence `once` reads
    `total_visits` instead. Dates left empty mean those of the period. Half-days are
    (weekday, half), 0 is Monday. `declined` holds (engagement, reason). Of visits on site,
    `remote_visits` may be remote; None means that some may, but not how many was said.
    """

    title: str
    skill: str
    level: int
    cadence: Cadence
    visit_amount: int | None
    visit_unit: AmountUnit
    visits_per_window: int | None = 1
    total_visits: int | None = None
    earliest_on: date | None = None
    latest_on: date | None = None
    place: Place
    remote_visits: int | None = 0
    urgency: Urgency = Urgency.NORMAL
    urgency_reason: UrgencyReason | None = None
    same_moment: bool = False
    max_cdos: int = 1
    preferred: frozenset[tuple[int, Half]] = frozenset()
    impossible: frozenset[tuple[int, Half]] = frozenset()
    declined: frozenset[tuple[int, DeclineReason]] = frozenset()
    previous_engagement_id: int | None = None

    def completed(self, starts_on: date, ends_on: date) -> "DemandWish":
        """Return the wish with a tidy title and the period's dates where none were given.

        What has no meaning beside another answer goes: the reason of a demand that can wait,
        the share of remote visits where every visit is remote.
        """
        return replace(
            self,
            title=clean_line(self.title),
            earliest_on=self.earliest_on or starts_on,
            latest_on=self.latest_on or ends_on,
            remote_visits=0 if self.place is Place.REMOTE else self.remote_visits,
            urgency_reason=None if self.urgency is Urgency.NORMAL else self.urgency_reason,
        )


@dataclass(frozen=True, slots=True)
class Request:
    """What a demand amounts to over its period.

    `visits` counts all windows together; `visit_slots` is the length of each, in slots.
    """

    windows: tuple[Window, ...]
    visits: int
    visit_slots: int
    grid: Grid

    @property
    def slots(self) -> int:
        """Return the slots asked for over the period."""
        return self.visits * self.visit_slots

    @property
    def halfdays(self) -> float:
        """Return the half-days asked for over the period; 0.25 is one hour of an hour grid."""
        return self.slots / self.grid.slots_per_half


def count_visit_slots(amount: int, unit: AmountUnit, grid: Grid) -> int:
    """Return the slots of one visit; a slot begun is a slot taken.

    On half-days, 4 hours take two slots of 3.5 hours; on hours, a half-day takes four.
    """
    if unit is AmountUnit.HALF_DAYS:
        return amount * grid.slots_per_half
    return -(-amount * 60 // grid.slot_minutes)


def measure_wish(
    wish: DemandWish, grid: Grid, days: Sequence[date], closed: Collection[date] = ()
) -> Request:
    """Return what a completed wish without faults amounts to; `days` are the working days.

    A window never asks for more visits than it has days fit for one; on those of `closed` the firm
    is closed. They do not move the windows: a closed week takes its visits away and no others.
    """
    if wish.earliest_on is None or wish.latest_on is None or wish.visit_amount is None:
        raise ValueError(f"only a completed wish can be measured: {wish!r}")
    slots = count_visit_slots(wish.visit_amount, wish.visit_unit, grid)
    ranges = tuple(windows(wish.cadence, days, wish.earliest_on, wish.latest_on))
    open_days = [day for day in days if day not in closed]
    fit = days_fit_for_visit(
        open_days, wish.impossible, is_longer_than_half=slots > grid.slots_per_half
    )
    wished = wish.total_visits if wish.cadence is Cadence.ONCE else wish.visits_per_window
    visits = sum(
        min(wished or 0, sum(first <= day <= last for day in fit)) for first, last in ranges
    )
    return Request(ranges, visits, slots, grid)
