"""From rows to the solver's question, in the format `cdo-timeshare/1`.

Reads what a period needs with a constant number of SQL statements. What lies further down
(visits in force here and elsewhere, the date before which nothing may move) is passed in.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from cdo_share.accounts.models import Engagement, Groupement, Member
from cdo_share.accounts.queries import (
    get_groupement_by_id,
    list_conflicts,
    list_engagements,
    list_members,
)
from cdo_share.availability.queries import list_availability
from cdo_share.availability.slots import available_slots
from cdo_share.core.grid import Grid
from cdo_share.demands.models import Demand, DemandState
from cdo_share.demands.queries import list_demands
from cdo_share.planning.identities import PublishedVisit
from cdo_share.planning.instance_parts import (
    Calendar,
    cdo_id,
    cdo_part,
    demand_id,
    demand_part,
    grid_part,
    member_id,
    published_part,
    set_target_loads,
    site_part,
    without_busy,
)
from cdo_share.rounds.days import working_days
from cdo_share.rounds.queries import get_period, list_closed_days

FORMAT = "cdo-timeshare/1"
TRAVEL = {"detour": 1.3, "kmh": 55, "fixed_minutes": 5, "pause_minutes": 20}

BusyTimes = Sequence[tuple[datetime, datetime]]


@dataclass(frozen=True, slots=True, kw_only=True)
class InForce:
    """What the rooms further down say of the present.

    `published` are the visits in force of the period; `elsewhere` the visits of each person
    in other groupements, by person; days before `frozen_before` stay as they are published.
    """

    published: Sequence[PublishedVisit] = ()
    elsewhere: Mapping[int, BusyTimes] | None = None
    frozen_before: date | None = None


def build_instance(
    session: Session,
    *,
    groupement_id: int,
    period_id: int,
    published: Sequence[PublishedVisit],
    name: str,
    elsewhere: Mapping[int, BusyTimes] | None = None,
    frozen_before: date | None = None,
) -> dict[str, Any]:
    """Return the question of a period as a mapping of JSON values.

    Raises NotFound when the period is not one of the groupement. `elsewhere` holds the busy
    times of each person in other groupements, by person.
    """
