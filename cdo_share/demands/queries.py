"""Reading demands with all that a page or an allocation needs, in a fixed number of statements."""

from collections import defaultdict
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload, selectinload

from cdo_share.accounts.models import Engagement, Member
from cdo_share.core.errors import NotFound
from cdo_share.core.i18n import N_
from cdo_share.demands.models import DeclinedCdo, Demand, MemberClosure


def list_demands(
    session: Session, groupement_id: int, period_id: int, member_id: int | None = None
) -> list[Demand]:
    """Return the demands of a period, of one member or of all, in the order they were stated.

    Withdrawn ones are included. Loaded: member with site, period, half-days, declined CDOs.
    """
    statement = _demands(groupement_id, member_id).where(Demand.period_id == period_id)
    return list(session.scalars(statement.order_by(Demand.id)))


def get_demand(
    session: Session, groupement_id: int, demand_id: int, member_id: int | None = None
) -> Demand:
    """Return a demand of the groupement, loaded as by `list_demands`.

    Raises NotFound, also when `member_id` is given and the demand is another member's.
    """
    demand = session.scalar(_demands(groupement_id, member_id).where(Demand.id == demand_id))
    if demand is None:
        raise NotFound(N_("There is no such demand here."))
    return demand


def _demands(groupement_id: int, member_id: int | None) -> Select[Demand]:
    statement = (
        select(Demand)
        .where(Demand.groupement_id == groupement_id)
        .options(
            joinedload(Demand.member).joinedload(Member.site),
            joinedload(Demand.period),
            selectinload(Demand.halfdays),
            selectinload(Demand.declined)
            .joinedload(DeclinedCdo.engagement)
            .joinedload(Engagement.person),
        )
    )
    return statement if member_id is None else statement.where(Demand.member_id == member_id)


def list_closures(
    session: Session, groupement_id: int, first: date, last: date
) -> dict[int, list[MemberClosure]]:
    """Return the closed stretches that touch [first, last], both included, by member."""
    statement = (
        select(MemberClosure)
        .where(
            MemberClosure.groupement_id == groupement_id,
            MemberClosure.starts_on <= last,
            MemberClosure.ends_on >= first,
        )
        .order_by(MemberClosure.starts_on)
    )
    closures: dict[int, list[MemberClosure]] = defaultdict(list)
    for closure in session.scalars(statement):
        closures[closure.member_id].append(closure)
    return closures
