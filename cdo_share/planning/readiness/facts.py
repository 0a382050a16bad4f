"""What the checks look at, as plain values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from cdo_share.accounts.models import Regime
from cdo_share.accounts.regimes import Caps
from cdo_share.availability.ageing import StaleCalendar
from cdo_share.demands.asked import Reachable

Point = tuple[float, float]  # latitude, longitude in degrees


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberFact:
    """An active member: `siret` may be empty, `insee` is the code of the site's commune."""

    id: int
    name: str
    siret: str
    site_id: int
    commune: str
    insee: str
    point: Point


@dataclass(frozen=True, slots=True, kw_only=True)
class CdoFact:
    """An active CDO with the caps of the engagement."""

    id: int
    name: str
    regime: Regime
    base_id: int
    commune: str
    insee: str
    point: Point
    caps: Caps


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandFact:
    """A submitted demand of an active member; both ends of its stretch are included."""

    id: int
    member_id: int
    member_name: str
    title: str
    skill: str
    earliest_on: date
    latest_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything about one period that the checks look at.

    `instance` is the solver's question; `answered_members` and `answered_cdos` hold numbers;
    `reachable` tells who can be written to, and whether a reminder is left to send.
    `stale` are the calendars that cannot be relied on. `communes` has the town halls of the
    communes that occur, by INSEE code, as far as the list knows them.
    """

    starts_on: date
    ends_on: date
    days: Sequence[date]
    slots_per_half: int
    instance: Mapping[str, Any]
    members: Sequence[MemberFact]
    cdos: Sequence[CdoFact]
    demands: Sequence[DemandFact]
    answered_members: frozenset[int]
    answered_cdos: frozenset[int]
    reachable: Reachable
    stale: Sequence[StaleCalendar]
    communes: Mapping[str, Point]
