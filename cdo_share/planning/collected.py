"""The rows that a period's question is made of, read in a fixed number of statements."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from cdo_share.accounts.conflicts import Conflicts, read_conflicts
from cdo_share.accounts.models import Engagement
from cdo_share.accounts.queries import get_groupement_by_id, list_engagements
from cdo_share.availability.queries import Availability, list_availability
from cdo_share.demands.closed_days import list_closed_days
from cdo_share.demands.models import Demand, DemandState
from cdo_share.demands.queries import list_demands
from cdo_share.planning.instance_parts import Frame
from cdo_share.rounds.queries import get_period, list_working_days


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """What a round collected, with all that belongs to it loaded.

    `engagements` are the active CDOs, `demands` the submitted ones of active members. `closed`
    tells each asking member's closed working days, `said` when each CDO can work.
    """

    frame: Frame
    engagements: Sequence[Engagement]
    demands: Sequence[Demand]
    closed: Mapping[int, frozenset[date]]
    said: Mapping[int, Availability]
    conflicts: Conflicts


def read_collected(session: Session, groupement_id: int, period_id: int) -> Collected:
    """Return what a round collected; raises NotFound for a period of another groupement."""
    frame = _frame(session, groupement_id, period_id)
    engagements = list_engagements(session, groupement_id)
    demands = _list_asking(session, groupement_id, period_id)
    members = (demand.member for demand in demands)
    return Collected(
        frame=frame,
        engagements=engagements,
        demands=demands,
        closed=list_closed_days(session, groupement_id, members, frame.days),
        said=list_availability(session, engagements),
        conflicts=read_conflicts(session, groupement_id),
    )


def _frame(session: Session, groupement_id: int, period_id: int) -> Frame:
    period = get_period(session, groupement_id, period_id)
    groupement = get_groupement_by_id(session, groupement_id)
    return Frame(list_working_days(session, period), period.grid, groupement.timezone)


def _list_asking(session: Session, groupement_id: int, period_id: int) -> list[Demand]:
    return [
        demand
        for demand in list_demands(session, groupement_id, period_id)
        if demand.state is DemandState.SUBMITTED and demand.member.is_active
    ]
