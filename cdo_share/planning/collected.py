"""The rows that a period's question is made of, read in a fixed number of statements."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from cdo_share.accounts.conflicts import Conflicts, read_conflicts
from cdo_share.accounts.models import Engagement
from cdo_share.accounts.queries import get_groupement_by_id, list_engagements
from cdo_share.availability.queries import Availability, list_availability
from cdo_share.demands.closed_days import read_rest
from cdo_share.demands.models import Demand, DemandState
from cdo_share.demands.queries import list_demands
from cdo_share.planning.instance_parts import Frame
from cdo_share.rounds.queries import get_period


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


def read_collected(
    session: Session, groupement_id: int, period_id: int, *, extra: Demand | None = None
) -> Collected:
    """Return what a round collected; raises NotFound for a period of another groupement.

    `extra` is a demand that counts as well, stored or not, its member loaded with its site.
    """
    period = get_period(session, groupement_id, period_id)
    rest = read_rest(session, period)
    zone = get_groupement_by_id(session, groupement_id).timezone
    engagements = list_engagements(session, groupement_id)
    demands = _list_asking(session, groupement_id, period_id)
    if extra is not None and all(row is not extra for row in demands):
        demands.append(extra)
    return Collected(
        frame=Frame(rest.days, period.grid, zone),
        engagements=engagements,
        demands=demands,
        closed={demand.member_id: rest.closed_days(demand.member) for demand in demands},
        said=list_availability(session, engagements),
        conflicts=read_conflicts(session, groupement_id),
    )


def _list_asking(session: Session, groupement_id: int, period_id: int) -> list[Demand]:
    return [
        demand
        for demand in list_demands(session, groupement_id, period_id)
        if demand.state is DemandState.SUBMITTED and demand.member.is_active
    ]
