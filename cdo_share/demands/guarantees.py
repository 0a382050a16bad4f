"""What the agreement with a member guarantees of a demand; the coordinator writes it down."""

from dataclasses import dataclass
from typing import cast

from sqlalchemy import Table, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from cdo_share.accounts.models import Member
from cdo_share.core.errors import Fault, InvalidInput
from cdo_share.core.i18n import N_
from cdo_share.demands.models import Demand, DemandState
from cdo_share.demands.queries import get_demand


@dataclass(frozen=True, slots=True)
class Guarantee:
    """A demand of which something is guaranteed: `slots` of those that are asked for."""

    demand_id: int
    member_name: str
    title: str
    slots: int
    requested_slots: int


def most_halfdays(demand: Demand) -> int:
    """Return the most that can be guaranteed: all that is asked, a half-day begun counts whole."""
    return -(-demand.requested_slots // demand.period.grid.slots_per_half)


def guarantee(session: Session, *, groupement_id: int, demand_id: int, halfdays: int) -> None:
    """Write down how many half-days of a demand are guaranteed; 0 when none are.

    Whatever the state of the round: this is no answer of the member, and an edit of theirs that
    is under way is not in vain. Raises NotFound, InvalidInput beyond what is asked.
    """
    demand = get_demand(session, groupement_id, demand_id)
    most = most_halfdays(demand)
    if not 0 <= halfdays <= most:
        sentence = N_("Guarantee 0 to %(most)s half-days: no more than is asked for.")
        raise InvalidInput(Fault("halfdays", sentence, {"most": most}))
    slots = halfdays * demand.period.grid.slots_per_half
    table = cast("Table", Demand.__table__)  # by row, so that the version stays
    session.execute(update(table).where(table.c.id == demand_id).values(guaranteed_slots=slots))
    set_committed_value(demand, "guaranteed_slots", slots)


def list_guarantees(session: Session, groupement_id: int, period_id: int) -> list[Guarantee]:
    """Return what is guaranteed in a period, by member; withdrawn demands are promised nothing."""
    statement = (
        select(
            Demand.id, Member.name, Demand.title, Demand.guaranteed_slots, Demand.requested_slots
        )
        .join(Member, Member.id == Demand.member_id)
        .where(
            Demand.groupement_id == groupement_id,
            Demand.period_id == period_id,
            Demand.state == DemandState.SUBMITTED,
            Demand.guaranteed_slots > 0,
        )
        .order_by(Member.name, Demand.id)
    )
    return [Guarantee(*row) for row in session.execute(statement)]
