"""What pages, calendars and letters read of visits and releases: plain values with names."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from cdo_share.accounts.models import Regime
from cdo_share.core.grid import GRIDS, GridKind, Half
from cdo_share.publishing.agreed_time import ClockSpan
from cdo_share.publishing.models import CancelledBy, Change, VisitState


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of slots of one day, and whether it may be shown with clock times.

    `agreed` is what a CDO on forfait-jours set with the member, where they did.
    """

    day: date
    slot: int
    length: int
    grid_kind: GridKind
    regime: Regime
    agreed: ClockSpan | None = None

    @property
    def half(self) -> Half | None:
        """Return the half of the day it lies in, None when it lies in both."""
        grid = GRIDS[self.grid_kind]
        first, last = grid.half_of(self.slot), grid.half_of(self.slot + self.length - 1)
        return first if first is last else None

    @property
    def clock(self) -> str | None:
        """Return its local times like "09:00–12:30"; for a CDO on forfait-jours those agreed.

        Such a CDO is free to arrange the half-day: clock times must not be imposed.
        """
        if self.regime is Regime.FORFAIT_JOURS:
            return self.agreed.clock if self.agreed else None
        slots = GRIDS[self.grid_kind].slots
        return f"{slots[self.slot].start:%H:%M}–{slots[self.slot + self.length - 1].end:%H:%M}"


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitView:
    """A visit with the names of its member, CDO and place."""

    id: uuid.UUID
    groupement_id: int
    period_id: int
    release_id: int
    demand_id: int
    member_id: int
    engagement_id: int
    person_id: int
    site_id: int
    is_on_site: bool
    title: str
    skill: str
    day: date
    slot: int
    length: int
    starts_at: datetime
    ends_at: datetime
    state: VisitState
    cancelled_by: CancelledBy | None
    sequence: int
    created_at: datetime
    last_modified_at: datetime
    agreed_start: time | None = None
    agreed_end: time | None = None
    member_name: str
    cdo_name: str
    cdo_phone: str
    regime: Regime
    grid_kind: GridKind
    site_name: str
    address: str
    commune: str
    lat: float
    lon: float

    @property
    def full_address(self) -> str:
        """Return where its site is, on one line."""
        return ", ".join(part for part in (self.address, self.commune) if part)

    @property
    def agreed(self) -> ClockSpan | None:
        """Return the time that the CDO, on forfait-jours, set with the member."""
        if self.regime is not Regime.FORFAIT_JOURS or not self.agreed_start or not self.agreed_end:
            return None
        return ClockSpan(self.agreed_start, self.agreed_end)

    @property
    def stretch(self) -> Stretch:
        """Return when it is, in a form that knows whether clock times may be shown."""
        place = (self.day, self.slot, self.length)
        return Stretch(*place, self.grid_kind, self.regime, self.agreed)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeView:
    """A visit with what happened to it, in a release or since somebody was told; `was_*` if moved.

    `has_lapsed`: a time agreed for it did not outlast the change. `is_timed`: nothing but the time
    agreed changed. `address` and `was_address` are told where the site changed. `cancelled_by` is
    the person who cancelled it, `is_replaced` whether its time is still asked for, `is_owed`
    whether it stays due to the CDO, `consent_by` who noted that the CDO agrees; a release tells
    none of these. `is_late`: a release takes it from the CDO within their days of notice, as only
    a letter tells.
    """

    visit_id: uuid.UUID
    change: Change
    demand_id: int
    title: str
    skill: str
    is_on_site: bool
    commune: str
    member_id: int
    member_name: str
    engagement_id: int
    cdo_name: str
    when: Stretch
    was_engagement_id: int | None
    was_cdo_name: str | None
    was: Stretch | None
    has_lapsed: bool = False
    is_timed: bool = False
    address: str = ""
    was_address: str = ""
    cancelled_by: CancelledBy | None = None
    is_replaced: bool = False
    is_owed: bool = False
    consent_by: str = ""
    is_late: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseSummary:
    """A release in a list: how many visits it added, moved, kept and removed."""

    id: int
    number: int
    period_id: int
    period_name: str
    plan_id: int
    published_at: datetime
    published_by_name: str | None
    counts: dict[Change, int]


@dataclass(frozen=True, slots=True)
class ReleaseView:
    """A release with every one of its visits, by day, slot and CDO."""

    summary: ReleaseSummary
    changes: tuple[ChangeView, ...]


def change_view(row: Mapping[Any, Any]) -> ChangeView:
    """Return the view of one row of `statements.changes_with_names`."""
    same = (
        "visit_id change demand_id title skill is_on_site commune member_id member_name"
        " engagement_id cdo_name was_engagement_id was_cdo_name has_lapsed"
    )
    grid = row["grid_kind"]
    was = None
    if row["was_day"] is not None:
        was = Stretch(row["was_day"], row["was_slot"], row["was_length"], grid, row["was_regime"])
    return ChangeView(
        **{name: row[name] for name in same.split()},
        when=Stretch(row["day"], row["slot"], row["length"], grid, row["regime"]),
        was=was,
    )
